using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// Reads numbers of up to 15 digits and small exponents with one exact float64 division or multiplication (both
/// operands are exact, so the result is the correctly rounded one); anything else goes to <see cref="PythonFloat"/>. The
/// commonest kind, a sign, digits, a point, digits, is read by <see cref="DecimalReader"/>.
/// </summary>
internal static class FloatTextReader
{
    /// <summary>No field that the quick path takes is longer, so it may look this far ahead.</summary>
    private const int LookAhead = 40;

    private const int MostDigits = 15;

    /// <summary>Those that float64 holds exactly.</summary>
    internal static ReadOnlySpan<double> PowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private static ReadOnlySpan<uint> SmallPowers => [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000];

    /// <summary>Reads all fields; see <see cref="FloatText.TryRead(ReadOnlySpan{byte}, Span{float}, out int)"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, Span<float> destination, out int count)
    {
        count = 0;
        ref byte start = ref MemoryMarshal.GetReference(text);
        int at = 0;
        while (true)
        {
            double value = 0;
            int length = -1;
            if (text.Length - at >= LookAhead)
            {
                length = DecimalReader.IsSupported ? DecimalReader.TryRead(ref Unsafe.Add(ref start, at), out value) : -1;
                length = length < 0 ? TryReadQuick(text[at..], out value) : length;
            }

            if (length < 0)
            {
                ReadOnlySpan<byte> rest = text[at..];
                length = rest.IndexOf((byte)',');
                length = length < 0 ? rest.Length : length;
                if (!PythonFloat.TryParse(rest[..length], out value))
                {
                    return false;
                }
            }

            if (count < destination.Length)
            {
                destination[count] = (float)value;
            }

            count++;
            at += length;
            if (at == text.Length)
            {
                return true;
            }

            at++;
        }
    }

    /// <summary>The length of the field, which a comma ends, or −1 where it is not of the usual kind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TryReadQuick(ReadOnlySpan<byte> text, out double value)
    {
        int at = text[0] == '-' ? 1 : 0;
        bool negative = at == 1;
        int digits = 1;
        ulong mantissa = (uint)text[at] - '0';
        if (mantissa <= 9 && text[at + 1] == '.')
        {
            at++;
        }
        else
        {
            digits = Run(text, ref at, 0, out mantissa);
        }

        int exponent = 0;
        if (text[at] == '.')
        {
            at++;
            int before = digits;
            digits += Run(text, ref at, mantissa, out mantissa);
            exponent = before - digits;
        }

        if (digits == 0 || digits > MostDigits)
        {
            return Quick.No(out value);
        }

        if (text[at] == 'e')
        {
            // Two digits with a sign, as float32 texts have.
            int sign = text[at + 1] == '-' ? -1 : 1;
            uint tens = (uint)text[at + 2] - '0';
            uint ones = (uint)text[at + 3] - '0';
            if ((text[at + 1] != '-' && text[at + 1] != '+') || tens > 9 || ones > 9)
            {
                return Quick.No(out value);
            }

            exponent += sign * (int)((tens * 10) + ones);
            at += 4;
        }

        if (text[at] != ',' || exponent is < -22 or > 22)
        {
            return Quick.No(out value);
        }

        double whole = mantissa;
        double size = exponent < 0 ? whole / PowersOfTen[-exponent] : whole * PowersOfTen[exponent];
        value = negative ? -size : size;
        return at;
    }

    /// <summary>Reads up to 16 digits behind those already read; returns how many there were.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Run(ReadOnlySpan<byte> text, ref int at, ulong before, out ulong mantissa)
    {
        mantissa = before;
        int total = 0;
        int found;
        do
        {
            ulong chunk = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]) ^ 0x3030303030303030;
            ulong others = (chunk + 0x7676767676767676 | chunk) & 0x8080808080808080;
            found = BitOperations.TrailingZeroCount(others) / 8;
            if (found == 0)
            {
                break;
            }

            mantissa = (mantissa * SmallPowers[found]) + EightDigits(chunk << (8 * (8 - found)));
            at += found;
            total += found;
        }
        while (found == 8 && total < 16);
        return total;
    }

    /// <summary>The number of eight decimal digits, one a byte, the first in the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EightDigits(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        ulong mask = 0x000000FF000000FF;
        return (uint)((((digits & mask) * 0x000F424000000064) + (((digits >> 16) & mask) * 0x0000271000000001)) >> 32);
    }

    private static class Quick
    {
        public static int No(out double value)
        {
            value = 0;
            return -1;
        }
    }
}
