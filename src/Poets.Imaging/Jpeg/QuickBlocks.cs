using System.Runtime.CompilerServices;

namespace Poets.Imaging.Jpeg;

/// <summary>Decodes the blocks of MCUs: for each a DC difference, then AC coefficients to their natural places.</summary>
internal static unsafe class QuickBlocks
{
    private const int Shift = 64 - QuickHuffmanTable.LookAhead;
    private const int DcShift = 64 - QuickHuffmanTable.DcLookAhead;

    /// <summary>Decodes some MCUs.</summary>
    /// <param name="state">Where the bits come from.</param>
    /// <param name="plan">The blocks of an MCU.</param>
    /// <param name="blocks">How many there are.</param>
    /// <param name="mcus">How many MCUs to decode.</param>
    /// <param name="places">Natural place of each zigzag index; 0 for what an end-of-block code leads to.</param>
    /// <param name="lastDc">The predictions of the components, brought up to date.</param>
    /// <param name="tables">The tables of the components, for codes that do not fit a look.</param>
    /// <returns>False if the data ended too early or holds bits that are no code.</returns>
    internal static bool Decode(ref QuickBits state, QuickBlock* plan, int blocks, int mcus, byte* places, int* lastDc, QuickTables[] tables)
    {
        for (int mcu = 0; mcu < mcus; mcu++)
        {
            if (!state.MayGoOn || !DecodeMcu(ref state, plan, plan + blocks, places - 1, lastDc, mcu, tables))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One MCU. The bit buffer stays in registers; what is rare is done in calls that get a copy of it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool DecodeMcu(ref QuickBits state, QuickBlock* current, QuickBlock* end, byte* placesBefore, int* lastDc, int mcu, QuickTables[] tables)
    {
        ulong bits = state.Bits;
        int count = state.Count;
        byte* next = state.Next;
        for (; current < end; current++)
        {
            short* block = current->Coefficients + (mcu * current->Step);
            QuickEntry* ac = current->Ac;
            QuickBits.Refill(ref bits, ref count, ref next);
            uint dc = current->Dc[bits >> DcShift];
            int difference = (int)dc >> 16;
            if ((dc & QuickHuffmanTable.More) == 0)
            {
                bits <<= (int)dc;
                count -= (int)dc & 63;
            }
            else
            {
                if ((dc & 63) == 0)
                {
                    dc = tables[current->Component].Dc.Find(bits);
                    if ((dc & 63) == 0)
                    {
                        return false;
                    }
                }

                difference = QuickBits.TakeValue(ref bits, ref count, (int)dc & 63, (int)(dc >> 16) & 15);
            }

            nint index = 1;
            QuickEntry* entry;
            do
            {
                if (count < QuickHuffmanTable.LookAhead)
                {
                    QuickBits.Refill(ref bits, ref count, ref next);
                }

                entry = ac + (bits >> Shift);
                int length = entry->Length;
                nint total = entry->Total;
                if (total != 0)
                {
                    bits <<= length;
                    count -= length;
                    block[placesBefore[index + entry->First]] = entry->FirstValue;
                    block[placesBefore[index + entry->Second]] = entry->SecondValue;
                    index += total;
                    continue;
                }

                QuickBits.Refill(ref bits, ref count, ref next);
                int size = entry->FirstValue;
                total = entry->First;
                if (length == 0)
                {
                    uint found = tables[current->Component].Ac.Find(bits);
                    length = (int)found & 63;
                    if (length == 0)
                    {
                        return false;
                    }

                    size = (int)(found >> 16) & 15;
                    total = (byte)(found >> 8);
                }

                index += total;
                block[placesBefore[index]] = (short)QuickBits.TakeValue(ref bits, ref count, length, size);
            }
            while (index < 64);

            if ((index & 64) != 0 && index != 64 && entry->Total != 0)
            {
                var copy = state;
                copy.Bits = bits;
                copy.Count = count;
                copy.Next = next;
                index = LookAgain(ref copy, tables[current->Component].Ac, entry, block, placesBefore, index);
                bits = copy.Bits;
                count = copy.Count;
                next = copy.Next;
            }

            difference += lastDc[current->Component];
            lastDc[current->Component] = difference;
            block[0] = (short)difference;
            current->Ends[mcu * (current->Step >> 6)] = (byte)index;
        }

        state.Bits = bits;
        state.Count = count;
        state.Next = next;
        return true;
    }

    /// <summary>
    /// The last look went beyond the last coefficient, so that what looked like a second one, or like an end-of-block code,
    /// may belong to the next block: its codes are taken once more, one by one.
    /// </summary>
    /// <returns>The index at which the block ended.</returns>
    private static nint LookAgain(ref QuickBits bits, QuickHuffmanTable table, QuickEntry* last, short* block, byte* placesBefore, nint index)
    {
        bits.Rewind(last->Length);
        index -= last->Total;
        block[placesBefore[64]] = 0;
        while (index < 64)
        {
            QuickBits.Refill(ref bits.Bits, ref bits.Count, ref bits.Next);
            uint found = table.Find(bits.Bits);
            index += (byte)(found >> 8);
            block[placesBefore[index]] = (short)QuickBits.TakeValue(ref bits.Bits, ref bits.Count, (int)found & 63, (int)(found >> 16) & 15);
        }

        return index;
    }
}
