using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Poets.Imaging.Jpeg;

/// <summary>
/// The entropy-coded bytes of one restart interval with stuffing taken out, and a 64-bit buffer whose next bit is its
/// highest. Zeros follow the last byte, enough that one MCU can be read past it.
/// </summary>
internal unsafe struct QuickBits
{
    /// <summary>More than an MCU of ten blocks can take: 64 codes of 16 bits with as many extra bits in each.</summary>
    internal const int Padding = (10 * 64 * 4) + 64;

    private const int Shift = 64 - QuickHuffmanTable.LookAhead;
    private const int Overrun = 1024;

    private ulong _bits;
    private int _count;
    private byte* _next;
    private byte* _start;
    private byte* _end;
    private int _difference;
    private ulong _joined;
    private QuickBlock* _current;

    /// <summary>Whether as many bits as there were have been enough.</summary>
    internal readonly bool Sound => ((_next - _start) * 8) - _count <= (_end - _start) * 8;

    /// <summary>Begins at <paramref name="start"/>.</summary>
    internal void Begin(byte* start, int length)
    {
        _start = start;
        _end = start + length;
        _next = start;
        _bits = 0;
        _count = 0;
    }

    /// <summary>Decodes some MCUs: for each block a DC difference, then AC coefficients to their natural places.</summary>
    /// <param name="plan">The blocks of an MCU.</param>
    /// <param name="blocks">How many there are.</param>
    /// <param name="mcus">How many MCUs to decode.</param>
    /// <param name="places">Natural place of each zigzag index; 0 for what an end-of-block code leads to.</param>
    /// <param name="lastDc">The predictions of the components, brought up to date.</param>
    /// <param name="tables">The tables of the components, for codes that do not fit a look.</param>
    /// <returns>False if the data ended too early or holds bits that are no code.</returns>
    internal bool DecodeMcus(QuickBlock* plan, int blocks, int mcus, byte* places, int* lastDc, QuickTables[] tables)
    {
        QuickBlock* end = plan + blocks;
        for (int mcu = 0; mcu < mcus; mcu++)
        {
            if (_next > _end + 8)
            {
                return false;
            }

            nint index = DecodeBlocks(ref this, plan, end, places - 1, lastDc, mcu);
            while (index != 0)
            {
                var current = _current;
                short* block = current->Coefficients + (mcu * current->Step);
                if (!FinishBlock(tables[current->Component], current->Ac, places, block, ref index))
                {
                    return false;
                }

                block[0] = (short)(lastDc[current->Component] += _difference);
                current->Ends[mcu * (current->Step >> 6)] = (byte)index;
                index = DecodeBlocks(ref this, current + 1, end, places - 1, lastDc, mcu);
            }
        }

        return true;
    }

    /// <summary>
    /// Decodes the blocks of an MCU from one on. Nothing is called from here, so that the bit buffer stays in registers;
    /// at a block that needs more than looks it stops.
    /// </summary>
    /// <returns>
    /// 0 if all blocks are done; at a code that does not fit a look, -1 minus the zigzag index, which is 0 for the DC
    /// coefficient; the index + <see cref="Overrun"/> where more may have been taken than belongs to the block.
    /// </returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint DecodeBlocks(ref QuickBits state, QuickBlock* current, QuickBlock* end, byte* placesBefore, int* lastDc, int mcu)
    {
        ulong bits = state._bits;
        int count = state._count;
        byte* next = state._next;
        nint index = 0;
        for (; current < end; current++)
        {
            short* block = current->Coefficients + (mcu * current->Step);
            ulong* ac = current->Ac;
            Refill(ref bits, ref count, ref next);
            uint entry = current->Dc[bits >> Shift];
            int difference;
            if ((entry & QuickHuffmanTable.More) == 0)
            {
                difference = TakeShort(ref bits, ref count, entry);
            }
            else if ((entry & 63) != 0)
            {
                difference = TakeLong(ref bits, ref count, entry);
            }
            else
            {
                index = -1;
                break;
            }

            index = 1;
            ulong joined;
            do
            {
                if (count < QuickHuffmanTable.LookAhead)
                {
                    Refill(ref bits, ref count, ref next);
                }

                joined = ac[bits >> Shift];
                if ((joined & QuickHuffmanTable.More) != 0)
                {
                    Refill(ref bits, ref count, ref next);
                    if ((joined & 63) == 0)
                    {
                        state._difference = difference;
                        index = -1 - index;
                        goto Stop;
                    }

                    int value = TakeLong(ref bits, ref count, (uint)joined);
                    index += (byte)(joined >> 8);
                    block[placesBefore[index]] = (short)value;
                    continue;
                }

                TakeShort(ref bits, ref count, (uint)joined);
                index += (byte)(joined >> 8);
                block[placesBefore[index]] = (short)(joined >> 16);
                index += (byte)(joined >> 32);
                block[placesBefore[index]] = (short)(joined >> 48);
                index += (nint)((joined & QuickHuffmanTable.Ends) << 1);
            }
            while (index < 64);

            if ((index & 64) != 0 && (byte)(joined >> 40) != 0)
            {
                state._difference = difference;
                state._joined = joined;
                index += Overrun;
                break;
            }

            difference += lastDc[current->Component];
            lastDc[current->Component] = difference;
            block[0] = (short)difference;
            current->Ends[mcu * (current->Step >> 6)] = (byte)index;
            index = 0;
        }

    Stop:
        state._bits = bits;
        state._count = count;
        state._next = next;
        state._current = current;
        return index;
    }

    /// <summary>Completes a block at which the quick loop stopped.</summary>
    /// <returns>False for bits that are no code.</returns>
    private bool FinishBlock(in QuickTables tables, ulong* ac, byte* places, short* block, ref nint index)
    {
        if (index >= Overrun)
        {
            index = GiveBack(tables.Ac, places, block, index - Overrun);
            return true;
        }

        while (index < 0)
        {
            if (!TakeLongCode(tables, places, block, ref index))
            {
                return false;
            }

            while (index is > 0 and < 64)
            {
                // One coefficient at a time, so that nothing is taken that has to be given back.
                Refill(ref _bits, ref _count, ref _next);
                ulong joined = ac[_bits >> Shift];
                if ((joined & 63) == 0)
                {
                    index = -1 - index;
                    break;
                }

                uint entry = (uint)joined;
                int value;
                if ((entry & QuickHuffmanTable.More) != 0)
                {
                    value = TakeLong(ref _bits, ref _count, entry);
                }
                else
                {
                    int length = ((int)entry & 63) - (byte)(joined >> 40);
                    _bits <<= length;
                    _count -= length;
                    value = (int)entry >> 16;
                }

                index += (byte)(entry >> 8);
                block[places[index - 1]] = (short)value;
            }
        }

        return true;
    }

    /// <summary>Takes the code at which decoding stopped; the buffer is full then.</summary>
    private bool TakeLongCode(in QuickTables tables, byte* places, short* block, ref nint index)
    {
        index = -1 - index;
        bool isDc = index == 0;
        uint entry = (isDc ? tables.Dc : tables.Ac).Find((int)(_bits >> 48));
        if ((entry & 63) == 0)
        {
            return false;
        }

        int value = TakeLong(ref _bits, ref _count, entry);
        if (isDc)
        {
            _difference = value;
            index = 1;
        }
        else
        {
            index += (byte)(entry >> 8);
            block[places[index - 1]] = (short)value;
        }

        return true;
    }

    /// <summary>
    /// The last look went beyond the last coefficient: what looked like a second one, or like an end-of-block code,
    /// belongs to the next block.
    /// </summary>
    private nint GiveBack(QuickHuffmanTable table, byte* places, short* block, nint index)
    {
        bool ends = (_joined & QuickHuffmanTable.Ends) != 0;
        index -= ends ? QuickHuffmanTable.EndOfBlock : 0;
        int second = (byte)(_joined >> 32);
        if (index - second >= 64)
        {
            Rewind((byte)(_joined >> 40));
            index -= second;
            block[places[index - 1]] = (short)(_joined >> 16);
        }
        else if (ends)
        {
            Rewind(table.LengthOfEnd());
        }

        return index;
    }

    private void Rewind(int bits)
    {
        nint place = ((nint)(_next - _start) * 8) - _count - bits;
        int skip = (int)place & 7;
        _next = _start + (place >> 3);
        _bits = 0;
        _count = 0;
        Refill(ref _bits, ref _count, ref _next);
        _bits <<= skip;
        _count -= skip;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeShort(ref ulong bits, ref int count, uint entry)
    {
        int length = (int)entry & 63;
        bits <<= length;
        count -= length;
        return (int)entry >> 16;
    }

    /// <summary>Brings the buffer to 56 bits or more. Bits below the count may already be right; they are put there again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref ulong bits, ref int count, ref byte* next)
    {
        ulong word = Unsafe.ReadUnaligned<ulong>(next);
        word = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word;
        bits |= word >> count;
        next += (63 - count) >> 3;
        count |= 56;
    }

    /// <summary>A code whose extra bits went beyond one look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeLong(ref ulong bits, ref int count, uint entry)
    {
        int length = (int)entry & 63;
        bits <<= length;
        int size = (int)(entry >> 16) & 15;

        // A first bit of 0 means a negative number: what the bits say, less 2^size − 1. No bits at all mean 0.
        int negative = (int)~((long)bits >> 63);
        int extra = (int)((bits >> 1) >> (63 - size));
        bits <<= size;
        count -= length + size;
        return extra - (negative & ((1 << size) - 1));
    }
}
