using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// Reads numbers such as <c>-12.3456789,</c> sixteen characters at a time and without a branch that depends on their digits,
/// since nothing about those can be foreseen: where point and comma stand comes from a mask, tables of shuffles take the
/// point out and put the last digit last, and pairs, fours and eights of digits are joined by multiplications.
/// <see cref="PythonFloat"/> is the specification.
/// </summary>
internal static class DecimalReader
{
    /// <summary>Characters behind the sign, the comma among them.</summary>
    private const int Window = 16;

    /// <summary>Whether this machine has the shuffles.</summary>
    public static bool IsSupported => Sse41.IsSupported;

    /// <summary>Row p: all characters but the one at p, in order.</summary>
    private static ReadOnlySpan<byte> WithoutPoint =>
    [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 128,
    ];

    /// <summary>From place n on: the first n bytes moved to the end, zeros before them.</summary>
    private static ReadOnlySpan<byte> ToTheEnd =>
    [
        128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ];

    /// <summary>The length of the number, which a comma ends, or −1 where it is not of this kind.</summary>
    /// <param name="text">Where it starts; at least 17 bytes can be read.</param>
    /// <param name="value">The number, correctly rounded to float64.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TryRead(ref byte text, out double value)
    {
        int sign = text == '-' ? 1 : 0;
        text = ref Unsafe.Add(ref text, sign);
        Vector128<byte> digits = Vector128.LoadUnsafe(ref text) - Vector128.Create((byte)'0');
        uint others = ~Vector128.Equals(Sse2.Min(digits, Vector128.Create((byte)9)), digits).ExtractMostSignificantBits();
        int point = BitOperations.TrailingZeroCount(others);
        int length = BitOperations.TrailingZeroCount(others & (others - 1));
        if ((uint)(length - 2) > Window - 3 || (Unsafe.Add(ref text, point) ^ '.' | Unsafe.Add(ref text, length) ^ ',') != 0)
        {
            value = 0;
            return -1;
        }

        // Up to 14 digits, the last of them in the last byte.
        Vector128<byte> without = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(WithoutPoint), (nuint)(point * Window));
        Vector128<byte> moved = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(ToTheEnd), (nuint)(length - 1));
        digits = Ssse3.Shuffle(Ssse3.Shuffle(digits, without), moved);
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((ushort)0x010A).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x0001_0064).AsInt16());
        Vector128<short> packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create(0x0001_2710).AsInt16()).AsUInt64().ToScalar();
        long whole = ((long)(uint)eights * 100_000_000) + (long)(eights >> 32);
        double size = whole / Unsafe.Add(ref MemoryMarshal.GetReference(FloatTextReader.PowersOfTen), length - point - 1);
        value = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(size) | ((long)sign << 63));
        return sign + length;
    }
}
