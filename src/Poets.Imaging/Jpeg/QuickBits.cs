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

    private ulong _bits;
    private int _count;
    private byte* _next;
    private byte* _start;
    private byte* _end;

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
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool DecodeMcus(QuickBlock* plan, int blocks, int mcus, byte* places, int* lastDc, QuickTables[] tables)
    {
        const int Shift = 64 - QuickHuffmanTable.LookAhead;
        ulong bits = _bits;
        int count = _count;
        byte* next = _next;
        byte* limit = _end + 8;
        for (int mcu = 0; mcu < mcus; mcu++)
        {
            if (next > limit)
            {
                return false;
            }

            for (QuickBlock* current = plan; current < plan + blocks; current++)
            {
                short* block = current->Coefficients + (mcu * current->Step);
                uint* ac = current->Ac;
                Refill(ref bits, ref count, ref next);
                uint entry = current->Dc[bits >> Shift];
                int difference;
                if ((entry & QuickHuffmanTable.More) == 0)
                {
                    int length = (int)entry & 63;
                    bits <<= length;
                    count -= length;
                    difference = (int)entry >> 16;
                }
                else
                {
                    if ((entry & 63) == 0 && ((entry = tables[current->Component].Dc.Find((int)(bits >> 48))) & 63) == 0)
                    {
                        return false;
                    }

                    difference = TakeLong(ref bits, ref count, entry);
                }

                int index = 1;
                do
                {
                    if (count < QuickHuffmanTable.LookAhead)
                    {
                        Refill(ref bits, ref count, ref next);
                    }

                    entry = ac[bits >> Shift];
                    int value;
                    if ((entry & QuickHuffmanTable.More) == 0)
                    {
                        int length = (int)entry & 63;
                        bits <<= length;
                        count -= length;
                        value = (int)entry >> 16;
                    }
                    else
                    {
                        Refill(ref bits, ref count, ref next);
                        if ((entry & 63) == 0 && ((entry = tables[current->Component].Ac.Find((int)(bits >> 48))) & 63) == 0)
                        {
                            return false;
                        }

                        value = TakeLong(ref bits, ref count, entry);
                        entry &= ~QuickHuffmanTable.Ends;
                    }

                    index += (byte)(entry >> 8);
                    block[places[index - 1]] = (short)value;
                    index += (int)(entry & QuickHuffmanTable.Ends) << 1;
                }
                while (index < 64);

                if (index >= QuickHuffmanTable.EndOfBlock + 64)
                {
                    // The block was complete without an end-of-block code: what looked like one is the next block's.
                    var table = tables[current->Component].Ac;
                    bits = (bits >> table.EndLength) | ((ulong)table.EndCode << (64 - table.EndLength));
                    count += table.EndLength;
                    index -= QuickHuffmanTable.EndOfBlock;
                }

                int dc = lastDc[current->Component] + difference;
                lastDc[current->Component] = dc;
                block[0] = (short)dc;
                current->Ends[mcu * current->Step >> 6] = (byte)index;
            }
        }

        _bits = bits;
        _count = count;
        _next = next;
        return true;
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
