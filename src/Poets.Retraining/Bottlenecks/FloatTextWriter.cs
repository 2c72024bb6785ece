using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Retraining.Bottlenecks;

/// <summary>Lays out the digits of a float32 as Python prints a NumPy float32 (reference §4.2).</summary>
internal static class FloatTextWriter
{
    /// <summary>Bytes that one number may touch; the longest text has 19.</summary>
    public const int Room = 32;

    /// <summary>The bits of the first float32 ≥ 1e-4; what lies below is written in scientific form.</summary>
    public const uint Smallest = 0x38D1B718;

    /// <summary>The place of the point whose layout stands first.</summary>
    public const int FirstLayout = -3;

    /// <summary>Eight zeros.</summary>
    public const ulong Zeros = 0x3030303030303030;

    /// <summary>0, a point and a zero, the first in the lowest byte.</summary>
    public const ulong PointAndZero = 0x302E30;

    private static ReadOnlySpan<uint> PowersOfTen => [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000];

    /// <summary>
    /// Where the bytes of a positional text come from, for a point behind −3 … 14 digits: 8 is the first digit, 0 … 7 the
    /// others, 9 the point, 10 a zero.
    /// </summary>
    private static ReadOnlySpan<byte> Layouts =>
    [
        10, 9, 10, 10, 10, 8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10,
        10, 9, 10, 10, 8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10, 10,
        10, 9, 10, 8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10, 10, 10,
        10, 9, 8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10, 10, 10, 10,
        8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10, 10, 10, 10, 10,
        8, 0, 9, 1, 2, 3, 4, 5, 6, 7, 10, 10, 10, 10, 10, 10,
        8, 0, 1, 9, 2, 3, 4, 5, 6, 7, 10, 10, 10, 10, 10, 10,
        8, 0, 1, 2, 9, 3, 4, 5, 6, 7, 10, 10, 10, 10, 10, 10,
        8, 0, 1, 2, 3, 9, 4, 5, 6, 7, 10, 10, 10, 10, 10, 10,
        8, 0, 1, 2, 3, 4, 9, 5, 6, 7, 10, 10, 10, 10, 10, 10,
        8, 0, 1, 2, 3, 4, 5, 9, 6, 7, 10, 10, 10, 10, 10, 10,
        8, 0, 1, 2, 3, 4, 5, 6, 9, 7, 10, 10, 10, 10, 10, 10,
        8, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 10, 10, 10, 10, 10,
        8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 9, 10, 10, 10, 10, 10,
        8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10, 9, 10, 10, 10, 10,
        8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10, 10, 9, 10, 10, 10,
        8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10, 10, 10, 9, 10, 10,
        8, 0, 1, 2, 3, 4, 5, 6, 7, 10, 10, 10, 10, 10, 9, 10,
    ];

    /// <summary>Writes one number and returns its length; up to <see cref="Room"/> bytes are overwritten.</summary>
    public static int Write(float value, Span<byte> text) => Write(value, ref text[..Room][0]);

    /// <summary>The same; the caller has seen to it that there is <see cref="Room"/>.</summary>
    public static int Write(float value, ref byte text)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        int sign = (int)(bits >> 31);
        text = (byte)'-';
        bits &= 0x7FFFFFFF;
        if (bits == 0)
        {
            // Every second value behind a Relu.
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref text, sign), BitConverter.IsLittleEndian ? 0x00302E30u : 0x302E3000u);
            return sign + 3;
        }

        if (bits >= 0x7F800000)
        {
            return WriteSpecial(bits, sign, MemoryMarshal.CreateSpan(ref text, Room));
        }

        (uint digits, int exponent) = ShortestFloat.Of(bits);

        // Nine digits d.dddddddd, zeros behind; point = how many of them stand before the decimal point.
        int length = DigitCount(digits);
        digits *= PowersOfTen[9 - length];
        int point = length + exponent;
        uint first = digits / 100_000_000;
        ulong rest = EightDigits(digits - (first * 100_000_000));
        int significant = 9 - (BitOperations.LeadingZeroCount(rest) / 8);
        text = ref Unsafe.Add(ref text, sign);

        // The exact value decides, not the digits: float32(0.0001) lies below 1e-4 and is written 1e-04.
        const uint Large = 0x5A0E1BCA; // float32(1e16), the first that is not written out
        return sign + (bits is < Smallest or >= Large
            ? WriteScientific(first, rest, significant, point - 1, MemoryMarshal.CreateSpan(ref text, Room - 1))
            : WritePositional(first, rest, significant, point, ref text));
    }

    /// <summary>A row of the layouts, by its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Layout(uint place) => Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Layouts), place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WritePositional(uint first, ulong rest, int significant, int point, ref byte text)
    {
        if (point > 14)
        {
            return WriteLong(first, rest, point, MemoryMarshal.CreateSpan(ref text, Room - 1));
        }

        // Digits, point and zero in one register, laid out by a table: where the point stands cannot be guessed by the processor.
        Vector128<byte> parts = Vector128.Create(rest + Zeros, first + PointAndZero).AsByte();
        Vector128<byte> layout = Layout(16 * (uint)(point - FirstLayout));
        (Ssse3.IsSupported ? Ssse3.Shuffle(parts, layout) : Vector128.Shuffle(parts, layout)).StoreUnsafe(ref text);
        return Math.Max(significant + 1 + Math.Max(0, 1 - point), point + 2);
    }

    private static int WriteLong(uint first, ulong rest, int point, Span<byte> text)
    {
        text[0] = (byte)('0' + first);
        BinaryPrimitives.WriteUInt64LittleEndian(text[1..], rest + Zeros);
        BinaryPrimitives.WriteUInt64LittleEndian(text[9..], Zeros);
        text[point] = (byte)'.';
        text[point + 1] = (byte)'0';
        return point + 2;
    }

    private static int WriteScientific(uint first, ulong rest, int significant, int exponent, Span<byte> text)
    {
        text[0] = (byte)('0' + first);
        int at = 1;
        if (significant > 1)
        {
            text[1] = (byte)'.';
            BinaryPrimitives.WriteUInt64LittleEndian(text[2..], rest + Zeros);
            at = significant + 1;
        }

        uint size = (uint)Math.Abs(exponent);
        text[at] = (byte)'e';
        text[at + 1] = exponent < 0 ? (byte)'-' : (byte)'+';
        text[at + 2] = (byte)('0' + (size / 10));
        text[at + 3] = (byte)('0' + (size % 10));
        return at + 4;
    }

    private static int WriteSpecial(uint bits, int sign, Span<byte> text)
    {
        ReadOnlySpan<byte> word = bits == 0x7F800000 ? "inf"u8 : "nan"u8;
        int start = bits > 0x7F800000 ? 0 : sign;
        word.CopyTo(text[start..]);
        return start + word.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DigitCount(uint value)
    {
        // log10 from log2: 1233/4096 is just above log10(2).
        int guess = ((BitOperations.Log2(value) + 1) * 1233) >> 12;
        return guess + (value >= PowersOfTen[guess] ? 1 : 0);
    }

    /// <summary>The eight decimal digits of a number below 10^8, one a byte, the first in the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightDigits(uint value)
    {
        uint upper = value / 10_000;
        ulong fours = upper | ((ulong)(value - (upper * 10_000)) << 32);
        ulong hundreds = ((fours * 10486) >> 20) & 0x0000_007F_0000_007F;
        ulong twos = hundreds | ((fours - (hundreds * 100)) << 16);
        ulong tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
        return tens | ((twos - (tens * 10)) << 8);
    }
}
