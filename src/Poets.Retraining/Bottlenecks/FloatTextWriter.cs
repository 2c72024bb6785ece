using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Poets.Retraining.Bottlenecks;

/// <summary>Lays out the digits of a float32 as Python prints a NumPy float32 (reference §4.2).</summary>
internal static class FloatTextWriter
{
    /// <summary>Bytes that one number may touch; the longest text has 19.</summary>
    public const int Room = 32;

    private const ulong Zeros = 0x3030303030303030;

    private static ReadOnlySpan<uint> PowersOfTen => [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000];

    /// <summary>Writes one number and returns its length; up to <see cref="Room"/> bytes are overwritten.</summary>
    public static int Write(float value, Span<byte> text)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        text[0] = (byte)'-';
        int sign = (int)(bits >> 31);
        bits &= 0x7FFFFFFF;
        if (bits - 1 >= 0x7F800000 - 1)
        {
            return WriteSpecial(bits, sign, text);
        }

        (uint digits, int exponent) = ShortestFloat.Of(bits);

        // Nine digits d.dddddddd, zeros behind; point = how many of them stand before the decimal point.
        int length = DigitCount(digits);
        digits *= PowersOfTen[9 - length];
        int point = length + exponent;
        uint first = digits / 100_000_000;
        ulong rest = EightDigits(digits - (first * 100_000_000));
        int significant = 9 - (BitOperations.LeadingZeroCount(rest) / 8);
        text = text[sign..];

        // The exact value decides, not the digits: float32(0.0001) lies below 1e-4 and is written 1e-04.
        const uint Smallest = 0x38D1B718; // the first float32 ≥ 1e-4
        const uint Large = 0x5A0E1BCA;    // float32(1e16), the first that is not written out
        return sign + (bits is < Smallest or >= Large
            ? WriteScientific(first, rest, significant, point - 1, text)
            : WritePositional(first, rest, significant, point, text));
    }

    private static int WritePositional(uint first, ulong rest, int significant, int point, Span<byte> text)
    {
        rest += Zeros;
        if (point <= 0)
        {
            // 0.000ddddddddd: at most three zeros after the point.
            BinaryPrimitives.WriteUInt64LittleEndian(text, Zeros - ('0' << 8) + ('.' << 8));
            text[2 - point] = (byte)('0' + first);
            BinaryPrimitives.WriteUInt64LittleEndian(text[(3 - point)..], rest);
            return 2 - point + significant;
        }

        text[0] = (byte)('0' + first);
        if (point < significant)
        {
            // The digits once, then again one place on, from the point.
            BinaryPrimitives.WriteUInt64LittleEndian(text[1..], rest);
            text[point] = (byte)'.';
            BinaryPrimitives.WriteUInt64LittleEndian(text[(point + 1)..], rest >> (8 * (point - 1)));
            return significant + 1;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(text[1..], rest);
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
        ReadOnlySpan<byte> word = bits == 0 ? "0.0"u8 : bits == 0x7F800000 ? "inf"u8 : "nan"u8;
        int start = bits > 0x7F800000 ? 0 : sign;
        word.CopyTo(text[start..]);
        return start + word.Length;
    }

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
