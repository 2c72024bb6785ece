using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Poets.Imaging.Jpeg.Quick;

/// <summary>Decodes the blocks of MCUs: for each a DC difference, then AC coefficients, to their natural places.</summary>
internal static unsafe class QuickBlocks
{
    private const int Shift = 64 - QuickHuffmanTable.LookAhead;

    /// <summary>Decodes some blocks.</summary>
    /// <param name="state">Where the bits come from.</param>
    /// <param name="here">The blocks; before the first one there is one that says which table it begins with.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="places">Natural place of each zigzag index: <see cref="QuickPlaces.Natural"/>.</param>
    /// <param name="tables">The tables of the components, for what cannot be told from looks.</param>
    /// <returns>False if the data ended too early or holds bits that are no code.</returns>
    internal static bool Decode(ref QuickBits state, QuickBlock* here, int count, byte* places, QuickTables[] tables)
    {
        QuickBlock* stop = here + count;
        state.Index = 0;
        while ((here = DecodeBlocks(ref state, here, stop, places)) != stop)
        {
            if (!(state.MayGoOn && TakeCode(ref state, here, tables[here->Component], places)))
            {
                return false;
            }

            if (state.Index >= 64)
            {
                here->End = (byte)state.Index;
                state.Index = 0;
                here++;
            }
        }

        return true;
    }

    /// <summary>Decodes blocks up to something rare. No calls in here: what counts stays in registers.</summary>
    /// <remarks>
    /// What follows what is no pattern, and branches on it would be predicted wrong: at the end of a block everything
    /// moves on to the next one by arithmetic.
    /// </remarks>
    /// <returns>The block that <see cref="TakeCode"/> is to go on with, or <paramref name="stop"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static QuickBlock* DecodeBlocks(ref QuickBits state, QuickBlock* here, QuickBlock* stop, byte* places)
    {
        ulong bits = state.Bits;
        nint count = state.Count;
        byte* next = state.Next;
        byte* limit = state.Limit;
        byte* placesBefore = places - 1;
        nint index = state.Index;
        QuickStep* table = index == 0 ? here[-1].NextDc : here->Ac;
        QuickEntry* entry = null;
        int tooMany = 0;
        while (here != stop && next <= limit)
        {
            // The buffer is full: enough for three looks.
            QuickBits.Refill(ref bits, ref count, ref next);
            if ((Look(ref table, ref entry, ref bits, ref count, ref index, ref here, placesBefore) && here != stop
                && Look(ref table, ref entry, ref bits, ref count, ref index, ref here, placesBefore) && here != stop
                && Look(ref table, ref entry, ref bits, ref count, ref index, ref here, placesBefore))
                || (index & 64) == 0)
            {
                continue;
            }

            if (entry->Step.Length == 0)
            {
                // The code is longer than a look, or its extra bits begin beyond it.
                index -= QuickHuffmanTable.Short;
                tooMany = 0;
                QuickBits.Refill(ref bits, ref count, ref next);
                var codes = QuickTables.Codes(table);
                int word = (int)(bits >> 48);
                int longer = codes->Longer(word);
                int length = QuickHuffmanTable.LookAhead + longer;
                if (length > 16 || word < codes->Least)
                {
                    break;
                }

                int symbol = codes->Symbols[(byte)((word >> (16 - length)) + codes->Offsets[longer])];
                index += symbol >> 8;
                here->Coefficients[placesBefore[index]] = (short)QuickBits.TakeValue(ref bits, ref count, length, symbol & 15);
                table = here->Ac;
                if (index < 64)
                {
                    continue;
                }
            }
            else if (index != 64)
            {
                // The look went beyond the last coefficient.
                index -= entry->Total;
                tooMany = entry->Step.Length;
                break;
            }

            here->End = (byte)index;
            table = here->NextDc;
            index = 0;
            here++;
        }

        state.Bits = bits;
        state.Count = count;
        state.Next = next;
        state.Index = index;
        state.TooMany = tooMany;
        return here;
    }

    /// <summary>
    /// Takes what an entry says. A look too short writes zeros where zeros are, or behind the block; one that goes too far
    /// is taken back later.
    /// </summary>
    /// <returns>Whether there is more of the block.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Look(
        ref QuickStep* table,
        ref QuickEntry* entry,
        ref ulong bits,
        ref nint count,
        ref nint index,
        ref QuickBlock* here,
        byte* placesBefore)
    {
        nint look = (nint)(bits >> Shift);
        QuickStep* step = table + look;
        entry = QuickTables.Entries(table) + look;
        nint first = index + entry->First;
        index += entry->Total;
        int unseen = (int)Bits(bits, entry->Unseen);
        bits <<= step->Length;
        count -= step->Length;
        short* block = here->Coefficients;
        block[placesBefore[index]] = entry->SecondValue;
        block[placesBefore[first]] = (short)(entry->FirstValue + unseen);
        if ((index & 64) != 0)
        {
            return false;
        }

        // −32 moves on by a block, selects the next table, and as a shift, by 32, it leaves nothing of the index.
        here->End = (byte)index;
        nint ends = step->Ends;
        table = (QuickStep*)((here->ToNextDc & ends) + (nint)here->Ac);
        index = (nint)((ulong)index >> (int)ends);
        here = (QuickBlock*)((nint)here - ends);
        return true;
    }

    /// <summary>Bits of the buffer: the lowest one and × 256 how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(ulong bits, ushort which) =>
        Bmi1.X64.IsSupported ? Bmi1.X64.BitFieldExtract(bits, which) : (bits >> which) & ((1UL << (which >> 8)) - 1);

    /// <summary>
    /// Takes a single code, if there is one. If the last look went beyond the last coefficient, what looked like a second
    /// one, or like an end-of-block code, may belong to the next block; what it left in the last place is overwritten.
    /// </summary>
    private static bool TakeCode(ref QuickBits state, QuickBlock* here, in QuickTables tables, byte* places)
    {
        state.Rewind(state.TooMany);
        uint found = (state.Index == 0 ? tables.Dc : tables.Ac).Find(state.Bits);
        int length = (int)found & 63;
        if (length == 0)
        {
            return false;
        }

        state.Index += (byte)(found >> 8);
        here->Coefficients[places[state.Index - 1]] = (short)QuickBits.TakeValue(ref state.Bits, ref state.Count, length, (int)(found >> 16) & 15);
        return true;
    }
}
