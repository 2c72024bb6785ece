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

    internal ulong Bits;
    internal int Count;
    internal byte* Next;
    private byte* _start;
    private byte* _end;

    /// <summary>Whether as many bits as there were have been enough.</summary>
    internal readonly bool Sound => ((Next - _start) * 8) - Count <= (_end - _start) * 8;

    /// <summary>Whether another MCU may be read without leaving the padding.</summary>
    internal readonly bool MayGoOn => Next <= _end + 8;

    /// <summary>Begins at <paramref name="start"/>.</summary>
    internal void Begin(byte* start, int length)
    {
        _start = start;
        _end = start + length;
        Next = start;
        Bits = 0;
        Count = 0;
    }

    /// <summary>Brings the buffer to 56 bits or more. Bits below the count may already be right; they are put there again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Refill(ref ulong bits, ref int count, ref byte* next)
    {
        ulong word = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(next)) : Unsafe.ReadUnaligned<ulong>(next);
        bits |= word >> count;
        next += (63 - count) >> 3;
        count |= 56;
    }

    /// <summary>
    /// Decodes one block: DC difference, then AC coefficients to their natural places.
    /// </summary>
    /// <param name="dc">Entries of the DC table.</param>
    /// <param name="ac">Entries of the AC table.</param>
    /// <param name="tables">The same tables, for codes that do not fit a look.</param>
    /// <param name="places">Natural place of each zigzag index; 0 for what an end-of-block code leads to.</param>
    /// <param name="block">64 zeros.</param>
    /// <param name="lastDc">The prediction, brought up to date.</param>
    /// <returns>The index where the block ended, + 128 where an end-of-block code said so; -1 for bits that are no code.</returns>
    internal int DecodeBlock(uint* dc, uint* ac, in QuickTables tables, byte* places, short* block, ref int lastDc)
    {
        ulong bits = Bits;
        int count = Count;
        byte* next = Next;
        Refill(ref bits, ref count, ref next);
        uint entry = dc[bits >> (64 - QuickHuffmanTable.LookAhead)];
        int value;
        if ((entry & QuickHuffmanTable.More) == 0)
        {
            int length = (int)entry & 63;
            bits <<= length;
            count -= length;
            value = (int)entry >> 16;
        }
        else if (!TakeLong(ref bits, ref count, ref entry, tables.Dc, isDc: true, out value))
        {
            return -1;
        }

        int index = 1;
        do
        {
            if (count < 32)
            {
                Refill(ref bits, ref count, ref next);
            }

            entry = ac[bits >> (64 - QuickHuffmanTable.LookAhead)];
            int coefficient;
            if ((entry & QuickHuffmanTable.More) == 0)
            {
                int length = (int)entry & 63;
                bits <<= length;
                count -= length;
                coefficient = (int)entry >> 16;
            }
            else if (!TakeLong(ref bits, ref count, ref entry, tables.Ac, isDc: false, out coefficient))
            {
                return -1;
            }

            index += (int)(entry >> 8) & 0xFF;
            block[places[index - 1]] = (short)coefficient;
        }
        while (index < 64);

        lastDc += value;
        block[0] = (short)lastDc;
        Bits = bits;
        Count = count;
        Next = next;
        return index;
    }

    /// <summary>A code whose extra bits, or which itself, went beyond one look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TakeLong(ref ulong bits, ref int count, ref uint entry, QuickHuffmanTable table, bool isDc, out int value)
    {
        if ((entry & 63) == 0)
        {
            entry = table.Find((int)(bits >> 48), isDc);
            if ((entry & 63) == 0)
            {
                value = 0;
                return false;
            }
        }

        int length = (int)entry & 63;
        bits <<= length;
        int size = (int)(entry >> 16) & 15;

        // A first bit of 0 means a negative number: what the bits say, less 2^size − 1. No bits at all mean 0.
        int negative = (int)~((long)bits >> 63);
        int extra = (int)((bits >> 1) >> (63 - size));
        value = extra - (negative & ((1 << size) - 1));
        bits <<= size;
        count -= length + size;
        return true;
    }
}
