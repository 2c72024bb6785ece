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

    private ulong _bits;
    private int _count;
    private byte* _next;
    private byte* _start;
    private byte* _end;
    private int _difference;

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
        for (int mcu = 0; mcu < mcus; mcu++)
        {
            if (_next > _end + 8)
            {
                return false;
            }

            for (QuickBlock* current = plan; current < plan + blocks; current++)
            {
                short* block = current->Coefficients + (mcu * current->Step);
                nint index = DecodeBlock(ref this, current->Dc, current->Ac, places - 1, block);
                while (index < 0)
                {
                    if (!TakeLongCode(tables[current->Component], places, block, ref index))
                    {
                        return false;
                    }

                    if (index < 64)
                    {
                        index = DecodeAc(ref this, current->Ac, places - 1, block, index);
                    }
                }

                if (index >= QuickHuffmanTable.EndOfBlock + 64)
                {
                    // The block was complete without an end-of-block code: what looked like one is the next block's.
                    var table = tables[current->Component].Ac;
                    _bits = (_bits >> table.EndLength) | ((ulong)table.EndCode << (64 - table.EndLength));
                    _count += table.EndLength;
                    index -= QuickHuffmanTable.EndOfBlock;
                }

                int dc = lastDc[current->Component] + _difference;
                lastDc[current->Component] = dc;
                block[0] = (short)dc;
                current->Ends[mcu * current->Step >> 6] = (byte)index;
            }
        }

        return true;
    }

    /// <summary>
    /// Decodes a block. Nothing is called from here, so that the bit buffer stays in registers; at a code that does not
    /// fit a look, it stops.
    /// </summary>
    /// <returns>
    /// The zigzag index where the block ended, + 128 where an end-of-block code said so; or, where it stopped, -1 minus
    /// the index, which is 0 for the DC coefficient.
    /// </returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint DecodeBlock(ref QuickBits state, uint* dc, uint* ac, byte* placesBefore, short* block)
    {
        ulong bits = state._bits;
        int count = state._count;
        byte* next = state._next;
        Refill(ref bits, ref count, ref next);
        uint entry = dc[bits >> Shift];
        nint index = 0;
        int value;
        if ((entry & QuickHuffmanTable.More) == 0)
        {
            value = TakeShort(ref bits, ref count, entry);
        }
        else if ((entry & 63) != 0)
        {
            value = TakeLong(ref bits, ref count, entry);
        }
        else
        {
            goto Stop;
        }

        state._difference = value;
        index = 1;
        do
        {
            if (count < QuickHuffmanTable.LookAhead)
            {
                Refill(ref bits, ref count, ref next);
            }

            entry = ac[bits >> Shift];
            if ((entry & QuickHuffmanTable.More) == 0)
            {
                value = TakeShort(ref bits, ref count, entry);
            }
            else
            {
                Refill(ref bits, ref count, ref next);
                if ((entry & 63) == 0)
                {
                    goto Stop;
                }

                value = TakeLong(ref bits, ref count, entry);
            }

            index += (byte)(entry >> 8);
            block[placesBefore[index]] = (short)value;
            index += (nint)((entry & QuickHuffmanTable.Ends) << 1);
        }
        while (index < 64);

        state._bits = bits;
        state._count = count;
        state._next = next;
        return index;

    Stop:
        state._bits = bits;
        state._count = count;
        state._next = next;
        return -1 - index;
    }

    /// <summary>Goes on with a block's AC coefficients after a long code.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint DecodeAc(ref QuickBits state, uint* ac, byte* placesBefore, short* block, nint index)
    {
        ulong bits = state._bits;
        int count = state._count;
        byte* next = state._next;
        do
        {
            Refill(ref bits, ref count, ref next);
            uint entry = ac[bits >> Shift];
            int value;
            if ((entry & QuickHuffmanTable.More) == 0)
            {
                value = TakeShort(ref bits, ref count, entry);
            }
            else if ((entry & 63) != 0)
            {
                value = TakeLong(ref bits, ref count, entry);
            }
            else
            {
                index = -1 - index;
                break;
            }

            index += (byte)(entry >> 8);
            block[placesBefore[index]] = (short)value;
            index += (nint)((entry & QuickHuffmanTable.Ends) << 1);
        }
        while (index < 64);

        state._bits = bits;
        state._count = count;
        state._next = next;
        return index;
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
