using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Poets.Imaging.Jpeg.Quick;

/// <summary>
/// The entropy-coded bytes of one restart interval with stuffing taken out, and a 64-bit buffer whose next bit is its
/// highest. Zeros follow the last byte, enough that one block can be read past it.
/// </summary>
internal unsafe struct QuickBits
{
    /// <summary>More than a block can take: 64 codes of 16 bits with as many extra bits.</summary>
    internal const int Padding = (64 * 4) + 64;

    /// <summary>The buffer.</summary>
    internal ulong Bits;

    /// <summary>Bits that count; those below may already be right.</summary>
    internal nint Count;

    /// <summary>What the buffer is filled from next.</summary>
    internal byte* Next;

    /// <summary>Where decoding stopped within a block: the next zigzag index, 0 before the DC difference.</summary>
    internal nint Index;

    /// <summary>Bits that were taken beyond that place.</summary>
    internal int TooMany;

    private byte* _start;
    private byte* _end;

    /// <summary>Whether as many bits as there were have been enough.</summary>
    internal readonly bool Sound => ((Next - _start) * 8) - Count <= (_end - _start) * 8;

    /// <summary>Beyond this place no block may begin.</summary>
    internal readonly byte* Limit => _end + 8;

    /// <summary>Whether another block may be read.</summary>
    internal readonly bool MayGoOn => Next <= Limit;

    /// <summary>Begins at <paramref name="start"/>.</summary>
    internal void Begin(byte* start, int length)
    {
        _start = start;
        _end = start + length;
        Next = start;
        Bits = 0;
        Count = 0;
    }

    /// <summary>Goes back.</summary>
    internal void Rewind(int bits)
    {
        nint place = ((nint)(Next - _start) * 8) - Count - bits;
        int skip = (int)place & 7;
        Next = _start + (place >> 3);
        Bits = 0;
        Count = 0;
        Refill(ref Bits, ref Count, ref Next);
        Bits <<= skip;
        Count -= skip;
    }

    /// <summary>Brings a buffer to 56 bits or more. Bits below the count may already be right; they are put there again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Refill(ref ulong bits, ref nint count, ref byte* next)
    {
        ulong word = Unsafe.ReadUnaligned<ulong>(next);
        word = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word;
        bits |= word >> (int)count;
        next += (63 ^ count) >> 3;
        count |= 56;
    }

    /// <summary>Takes a code of <paramref name="length"/> bits and the value of the extra bits behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int TakeValue(ref ulong bits, ref nint count, int length, int size)
    {
        bits <<= length;

        // A first bit of 0 means a negative number: what the bits say, less 2^size − 1. No bits at all mean 0.
        int negative = (int)~((long)bits >> 63);
        int extra = (int)((bits >> 1) >> (63 - size));
        bits <<= size;
        count -= length + size;
        return extra - (negative & ((1 << size) - 1));
    }
}
