using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// Writes eight numbers at a time, without a branch that depends on their digits: zeros, and those from 1e-4 to 2^25, which
/// have at most twelve decimals. <see cref="FloatTextWriter"/> is the specification.
/// <para>
/// In that range float64 finds the shortest decimal without rounding. Let 10^-p be the largest power of ten that is at most
/// the distance of neighbouring floats. A float32 times 10^p, and half that distance times 10^p, have at most 24 + 28
/// bits, as 5^12 has 28. So the nearest multiple of ten is compared exactly with the ends of what rounds to the float, and
/// where it lies outside, the nearest whole number is the answer. The narrower lower end of powers of two decides nothing here.
/// </para>
/// </summary>
internal static class DecimalWriter
{
    /// <summary>Numbers that are written together.</summary>
    public const int Count = 8;

    /// <summary>The bits of 2^25, whose shortest decimal the narrower lower end decides.</summary>
    private const int Large = 0x4C000000;

    /// <summary>The biased exponent of float32 that lie 1 apart.</summary>
    private const int Bias = 150;

    /// <summary>A biased exponent with six decimals: a zero's point then stands behind the first of seven digits.</summary>
    private const int ExponentOfZero = 132;

    /// <summary>Whether this machine has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Writes eight numbers with a comma behind each; returns the length, or 0 where one is not of this kind.</summary>
    /// <param name="values">The first of the numbers.</param>
    /// <param name="text">Where they go; <see cref="FloatTextWriter.Room"/> bytes behind their text may be overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TryWrite(ref float values, ref byte text)
    {
        // Two fours, since one would wait for its own results most of the time.
        Vector256<int> bits = Vector256.LoadUnsafe(ref values).AsInt32();
        Vector256<int> size = bits & Vector256.Create(0x7FFFFFFF);
        Vector256<int> zeros = Vector256.Equals(size, Vector256<int>.Zero);
        Vector256<int> within = Vector256.GreaterThan(size, Vector256.Create((int)FloatTextWriter.Smallest - 1)) & Vector256.LessThan(size, Vector256.Create(Large));
        if ((zeros | within).ExtractMostSignificantBits() != 0xFF)
        {
            return 0;
        }

        Vector256<int> exponents = Vector256.ShiftRightLogical(size, 23) | (zeros & Vector256.Create(ExponentOfZero));
        Four(size.GetLower(), exponents.GetLower(), out Vector256<byte> even, out Vector256<byte> odd, out Vector128<int> plan, out uint digits);
        Four(size.GetUpper(), exponents.GetUpper(), out Vector256<byte> laterEven, out Vector256<byte> laterOdd, out Vector128<int> laterPlan, out uint laterDigits);
        uint signs = bits.ExtractMostSignificantBits();
        ref byte at = ref PutFour(even, odd, plan, digits, signs, ref text);
        at = ref PutFour(laterEven, laterOdd, laterPlan, laterDigits, signs >> 4, ref at);
        return (int)Unsafe.ByteOffset(ref text, ref at);
    }

    /// <summary>What there is to write of four numbers.</summary>
    /// <param name="size">Their bits without the sign.</param>
    /// <param name="exponents">Their biased exponents.</param>
    /// <param name="even">Digits, point and zero of the first and the third number.</param>
    /// <param name="odd">Those of the others.</param>
    /// <param name="plan">A number's row of the layouts times 16, and above 16 bits 34 and its zeros right behind the point.</param>
    /// <param name="digits">A bit for each digit behind the first that is written: to the last that is no zero, or to the zero behind the point.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(Vector128<int> size, Vector128<int> exponents, out Vector256<byte> even, out Vector256<byte> odd, out Vector128<int> plan, out uint digits)
    {
        Vector128<int> places = Places(exponents);
        Vector256<double> whole = Shortest(Avx.ConvertToVector256Double(size.AsSingle()), PowersOfTen(places));

        // Nine digits d.dddddddd, zeros behind; point = how many of them stand before the decimal point.
        Vector256<double> eight = Vector256.LessThan(whole, Vector256.Create(1e8));
        Vector256<double> seven = Vector256.LessThan(whole, Vector256.Create(1e7));
        Vector256<double> nine = whole * (Vector256.Create(1.0) + (eight & Vector256.Create(9.0)) + (seven & Vector256.Create(90.0)));
        Vector256<long> point = Vector256.Create(9L) + eight.AsInt64() + seven.AsInt64() - Avx2.ConvertToVector256Int64(places);
        Digits(Avx2.ConvertToVector256Int64(Avx.ConvertToVector128Int32(nine)).AsUInt32(), out Vector256<ulong> first, out Vector256<ulong> others);

        Vector256<sbyte> points = Avx2.Shuffle(point.AsSByte(), Vector256.Create(0x0000000000000000, 0x0808080808080808, 0x0000000000000000, 0x0808080808080808).AsSByte());
        Vector256<sbyte> upToPoint = Vector256.GreaterThan(points, Vector256.Create(0x0706050403020100).AsSByte());
        digits = (Vector256.GreaterThan(others.AsSByte(), Vector256<sbyte>.Zero) | upToPoint).ExtractMostSignificantBits();
        Vector128<int> narrow = Narrow(point.AsInt32());
        Vector128<int> zeros = Vector128.Max(Vector128<int>.One - narrow, Vector128<int>.Zero);
        plan = ((narrow - Vector128.Create(FloatTextWriter.FirstLayout)) * 16) + ((zeros + Vector128.Create(34)) * 65536);
        first += Vector256.Create(FloatTextWriter.PointAndZero);
        others += Vector256.Create(FloatTextWriter.Zeros);
        even = Avx2.UnpackLow(others, first).AsByte();
        odd = Avx2.UnpackHigh(others, first).AsByte();
    }

    /// <summary>p = −⌊log10 2^q⌋ for q = exponent − 150 = −37 … 1, where 77/256 is near enough to log10 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Places(Vector128<int> exponent) =>
        -Vector128.ShiftRightArithmetic((exponent - Vector128.Create(Bias)) * Vector128.Create(77), 8);

    /// <summary>10^p for p = 0 … 12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowersOfTen(Vector128<int> p)
    {
        // The shuffle takes the lowest three bits of p.
        Vector128<float> small = Avx2.PermuteVar8x32(Vector256.Create(1f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f), p.ToVector256Unsafe()).GetLower();
        Vector128<float> large = Vector128.ConditionalSelect(Vector128.GreaterThan(p, Vector128.Create(7)).AsSingle(), Vector128.Create(1e8f), Vector128.Create(1f));
        return Avx.ConvertToVector256Double(small) * Avx.ConvertToVector256Double(large);
    }

    /// <summary>The whole number n for which n / scale is the shortest decimal, and among those the nearest, that rounds to a float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Shortest(Vector256<double> value, Vector256<double> scale)
    {
        Vector256<double> scaled = value * scale;
        Vector256<double> nearest = Avx.RoundToNearestInteger(scaled);
        Vector256<double> tens = Avx.RoundToNearestInteger(scaled * Vector256.Create(0.1)) * Vector256.Create(10.0);

        // Half the distance of neighbours: 2^-24 times the power of two below. Even floats own the ends, odd ones end a bit before.
        Vector256<long> bits = value.AsInt64();
        Vector256<long> power = (bits & Vector256.Create(0x7FF0_0000_0000_0000)) - Vector256.Create(24L << 52);
        Vector256<long> odd = Vector256.ShiftRightLogical(bits, 29) & Vector256.Create(1L);
        Vector256<double> half = ((power.AsDouble() * scale).AsInt64() - odd).AsDouble();
        return Vector256.ConditionalSelect(Vector256.LessThanOrEqual(Vector256.Abs(scaled - tens), half), tens, nearest);
    }

    /// <summary>The first of nine decimal digits, and the eight others, one a byte, the first in the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Digits(Vector256<uint> nine, out Vector256<ulong> first, out Vector256<ulong> others)
    {
        // n / 10^4 = n · ⌈2^45 / 10^4⌉ / 2^45 for all 32 bits, n · ⌈2^32 / 10^4⌉ / 2^32 for five digits.
        Vector256<uint> tenThousand = Vector256.Create(10_000UL).AsUInt32();
        Vector256<ulong> upper = Vector256.ShiftRightLogical(Avx2.Multiply(nine, Vector256.Create(3_518_437_209UL).AsUInt32()), 45);
        Vector256<ulong> lower = nine.AsUInt64() - Avx2.Multiply(upper.AsUInt32(), tenThousand);
        first = Vector256.ShiftRightLogical(Avx2.Multiply(upper.AsUInt32(), Vector256.Create(429_497UL).AsUInt32()), 32);
        Vector256<ulong> middle = upper - Avx2.Multiply(first.AsUInt32(), tenThousand);

        // Two fours, four twos, eight ones: the quotient stays, the remainder goes above it.
        Vector256<ushort> fours = (middle | Vector256.ShiftLeft(lower, 32)).AsUInt16();
        Vector256<ushort> hundreds = Vector256.ShiftRightLogical(Avx2.MultiplyHigh(fours, Vector256.Create((ushort)5243)), 3);
        Vector256<ushort> twos = hundreds | Vector256.ShiftLeft((fours - (hundreds * Vector256.Create((ushort)100))).AsUInt32(), 16).AsUInt16();
        Vector256<ushort> tens = Avx2.MultiplyHigh(twos, Vector256.Create((ushort)6554));
        others = (tens | Vector256.ShiftLeft(twos - (tens * Vector256.Create((ushort)10)), 8)).AsUInt64();
    }

    /// <summary>The lower halves of four 64-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Narrow(Vector256<int> lanes) =>
        Avx2.PermuteVar8x32(lanes, Vector256.Create(0, 2, 4, 6, 0, 0, 0, 0)).GetLower();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte PutFour(Vector256<byte> even, Vector256<byte> odd, Vector128<int> plan, uint digits, uint signs, ref byte text)
    {
        ref byte at = ref Put(even.GetLower(), plan.ToScalar(), digits & 0xFF, signs & 1, ref text);
        at = ref Put(odd.GetLower(), plan.GetElement(1), (digits >> 8) & 0xFF, (signs >> 1) & 1, ref at);
        at = ref Put(even.GetUpper(), plan.GetElement(2), (digits >> 16) & 0xFF, (signs >> 2) & 1, ref at);
        return ref Put(odd.GetUpper(), plan.GetElement(3), digits >> 24, (signs >> 3) & 1, ref at);
    }

    /// <summary>One number and a comma; returns where the next one goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Put(Vector128<byte> parts, int plan, uint digits, uint sign, ref byte text)
    {
        text = (byte)'-';
        text = ref Unsafe.Add(ref text, (nint)sign);
        Ssse3.Shuffle(parts, FloatTextWriter.Layout((ushort)plan)).StoreUnsafe(ref text);
        text = ref Unsafe.Add(ref text, (nint)((uint)(plan >> 16) - (uint)BitOperations.LeadingZeroCount(digits)));
        text = (byte)',';
        return ref Unsafe.Add(ref text, 1);
    }
}
