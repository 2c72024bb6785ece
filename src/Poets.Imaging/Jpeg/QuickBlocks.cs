using System.Runtime.CompilerServices;

namespace Poets.Imaging.Jpeg;

/// <summary>Decodes the blocks of MCUs: for each a DC difference, then AC coefficients to their natural places.</summary>
internal static unsafe class QuickBlocks
{
    private const int Shift = 64 - QuickHuffmanTable.LookAhead;
    private const int DcShift = 64 - QuickHuffmanTable.DcLookAhead;

    /// <summary>Decodes some blocks.</summary>
    /// <param name="state">Where the bits come from.</param>
    /// <param name="plan">The blocks.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="tables">The tables of the components, for codes that do not fit a look.</param>
    /// <returns>False if the data ended too early or holds bits that are no code.</returns>
    internal static bool Decode(ref QuickBits state, QuickBlock* plan, int count, in QuickTarget target, QuickTables[] tables)
    {
        for (int at = 0; at < count; at++)
        {
            at = DecodeBlocks(ref state, plan, at, count, target);
            if (at < count && !(state.MayGoOn && Finish(ref state, plan + at, tables[plan[at].Component], target, at)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Decodes blocks up to one that holds something rare. No calls in here: what counts stays in registers.</summary>
    /// <returns>The block that <see cref="Finish"/> is to go on with, or <paramref name="end"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DecodeBlocks(ref QuickBits state, QuickBlock* plan, int at, int end, in QuickTarget target)
    {
        ulong bits = state.Bits;
        int count = state.Count;
        byte* next = state.Next;
        byte* limit = state.Limit;
        byte* placesBefore = target.Places - 1;
        nint index = 0;
        int tooMany = 0;
        for (; at < end; at++)
        {
            short* block = target.Block(at, plan[at].RowIsWanted);
            if (next > limit)
            {
                break;
            }

            QuickBits.Refill(ref bits, ref count, ref next);
            uint dc = plan[at].Dc[bits >> DcShift];
            int difference = (int)dc >> 16;
            if ((dc & QuickHuffmanTable.More) == 0)
            {
                bits <<= (int)dc;
                count -= (int)dc & 63;
            }
            else if ((dc & 63) != 0)
            {
                difference = QuickBits.TakeValue(ref bits, ref count, (int)dc & 63, (int)(dc >> 16) & 15);
                QuickBits.Refill(ref bits, ref count, ref next);
            }
            else
            {
                index = 0;
                break;
            }

            difference += *plan[at].LastDc;
            *plan[at].LastDc = difference;
            block[0] = (short)difference;
            QuickEntry* ac = plan[at].Ac;
            index = 1;
            do
            {
                // At least 47 bits are at hand: enough for four looks.
                QuickEntry* entry;
                while (Look(entry = ac + (bits >> Shift), block, placesBefore, ref bits, ref count, ref index)
                    && Look(entry = ac + (bits >> Shift), block, placesBefore, ref bits, ref count, ref index)
                    && Look(entry = ac + (bits >> Shift), block, placesBefore, ref bits, ref count, ref index)
                    && Look(entry = ac + (bits >> Shift), block, placesBefore, ref bits, ref count, ref index))
                {
                    QuickBits.Refill(ref bits, ref count, ref next);
                }

                if ((index & 64) != 0 && index != 64)
                {
                    // The look was too short, or went beyond the last coefficient.
                    index -= entry->Total;
                    int length = entry->FirstValue;
                    tooMany = entry->Length;
                    if (tooMany != 0 || length == 0)
                    {
                        goto Rare;
                    }

                    int symbol = entry->SecondValue;
                    index += symbol >> 8;
                    QuickBits.Refill(ref bits, ref count, ref next);
                    block[placesBefore[index]] = (short)QuickBits.TakeValue(ref bits, ref count, length, symbol & 15);
                    QuickBits.Refill(ref bits, ref count, ref next);
                }
            }
            while (index < 64);

            target.Ends[at] = (byte)index;
        }

    Rare:
        state.Bits = bits;
        state.Count = count;
        state.Next = next;
        state.Index = (int)index;
        state.TooMany = tooMany;
        return at;
    }

    /// <summary>Takes what an entry says. A look too short writes behind the block; one that goes too far is taken back later.</summary>
    /// <returns>Whether there is more of the block.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Look(QuickEntry* entry, short* block, byte* placesBefore, ref ulong bits, ref int count, ref nint index)
    {
        int length = entry->Length;
        bits <<= length;
        count -= length;
        byte* places = placesBefore + index;
        block[places[entry->First]] = entry->FirstValue;
        block[places[entry->Second]] = entry->SecondValue;
        index += entry->Total;
        return index < 64;
    }

    /// <summary>
    /// Takes the rest of a block code by code: some may be too long for a look, or none at all. If the last look went beyond
    /// the last coefficient, what looked like a second one, or like an end-of-block code, may belong to the next block; what it
    /// left in the last place is overwritten.
    /// </summary>
    private static bool Finish(ref QuickBits state, QuickBlock* plan, in QuickTables tables, in QuickTarget target, int at)
    {
        state.Rewind(state.TooMany);
        short* block = target.Block(at, plan->RowIsWanted);
        nint index = state.Index;
        if (index == 0)
        {
            if (!TryTake(ref state, tables.Dc, ref index, out int difference))
            {
                return false;
            }

            *plan->LastDc += difference;
            block[0] = (short)*plan->LastDc;
            index = 1;
        }

        while (index < 64)
        {
            if (!TryTake(ref state, tables.Ac, ref index, out int value))
            {
                return false;
            }

            block[target.Places[index - 1]] = (short)value;
        }

        target.Ends[at] = (byte)index;
        return true;
    }

    private static bool TryTake(ref QuickBits state, QuickHuffmanTable table, ref nint index, out int value)
    {
        QuickBits.Refill(ref state.Bits, ref state.Count, ref state.Next);
        uint found = table.Find(state.Bits);
        int length = (int)found & 63;
        index += (byte)(found >> 8);
        value = length == 0 ? 0 : QuickBits.TakeValue(ref state.Bits, ref state.Count, length, (int)(found >> 16) & 15);
        return length != 0;
    }
}
