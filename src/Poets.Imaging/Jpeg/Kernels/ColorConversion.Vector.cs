using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Imaging.Jpeg.Kernels;

/// <content>32 pixels at a time, the same results.</content>
internal static unsafe partial class ColorConversion
{
    private const int Lanes = 32;

    /// <summary>R = Y + 1.402 Cr, G = Y − 0.34414 Cb − 0.71414 Cr, B = Y + 1.772 Cb, with Cb and Cr around 128.</summary>
    internal static void YCbCrToRgb(ReadOnlySpan<byte> y, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> rgb)
    {
        int width = y.Length;
        if (!Avx2.IsSupported || width < Lanes)
        {
            YCbCrToRgbScalar(y, cb, cr, rgb);
            return;
        }

        Check(width, cb.Length, cr.Length, rgb.Length);
        fixed (byte* luma = y, blue = cb, red = cr, output = rgb)
        {
            int at = 0;
            for (; at <= width - Lanes; at += Lanes)
            {
                Convert(luma + at, blue + at, red + at, output + (3 * at));
            }

            if (at < width)
            {
                // The last pixels once more, together with some before them.
                at = width - Lanes;
                Convert(luma + at, blue + at, red + at, output + (3 * at));
            }
        }
    }

    /// <summary>Three planes interleaved.</summary>
    internal static void Interleave(ReadOnlySpan<byte> r, ReadOnlySpan<byte> g, ReadOnlySpan<byte> b, Span<byte> rgb)
    {
        int width = r.Length;
        if (!Avx2.IsSupported || width < Lanes)
        {
            InterleaveScalar(r, g, b, rgb);
            return;
        }

        Check(width, g.Length, b.Length, rgb.Length);
        fixed (byte* red = r, green = g, blue = b, output = rgb)
        {
            for (int at = 0; at < width; at += Lanes)
            {
                at = Math.Min(at, width - Lanes);
                Store(Vector256.Load(red + at), Vector256.Load(green + at), Vector256.Load(blue + at), output + (3 * at));
            }
        }
    }

    private static void Check(int width, int second, int third, int output)
    {
        if (second < width || third < width || output < 3 * width)
        {
            throw new ArgumentException("Rows of different lengths.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(byte* luma, byte* blue, byte* red, byte* output)
    {
        var zero = Vector256<byte>.Zero;
        var y = Vector256.Load(luma);
        var cb = Vector256.Load(blue);
        var cr = Vector256.Load(red);
        Convert(Avx2.UnpackLow(y, zero).AsInt16(), Avx2.UnpackLow(cb, zero).AsInt16(), Avx2.UnpackLow(cr, zero).AsInt16(), out var r0, out var g0, out var b0);
        Convert(Avx2.UnpackHigh(y, zero).AsInt16(), Avx2.UnpackHigh(cb, zero).AsInt16(), Avx2.UnpackHigh(cr, zero).AsInt16(), out var r1, out var g1, out var b1);
        Store(Avx2.PackUnsignedSaturate(r0, r1), Avx2.PackUnsignedSaturate(g0, g1), Avx2.PackUnsignedSaturate(b0, b1), output);
    }

    /// <summary>
    /// 1.402 and 1.772 are taken as 1 + 0.402 and 2 − 0.228, and 0.71414 as 1 − 0.28586, so that the factors fit 16 bits;
    /// a doubled operand leaves one bit to round with.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(Vector256<short> y, Vector256<short> cb, Vector256<short> cr, out Vector256<short> r, out Vector256<short> g, out Vector256<short> b)
    {
        var one = Vector256<short>.One;
        var centre = Vector256.Create((short)128);
        cb -= centre;
        cr -= centre;
        r = y + cr + ((Avx2.MultiplyHigh(cr + cr, Vector256.Create((short)(CrToR - 65536))) + one) >> 1);
        b = y + cb + cb + ((Avx2.MultiplyHigh(cb + cb, Vector256.Create((short)(CbToB - 131072))) + one) >> 1);
        var factors = Vector256.Create((CbToG & 0xFFFF) | ((CrToG + 65536) << 16)).AsInt16();
        var half = Vector256.Create(Half);
        var low = (Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(cb, cr), factors) + half) >> 16;
        var high = (Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(cb, cr), factors) + half) >> 16;
        g = y - cr + Avx2.PackSignedSaturate(low, high);
    }

    /// <summary>Stores 32 pixels, 96 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<byte> r, Vector256<byte> g, Vector256<byte> b, byte* output)
    {
        // Each half makes 48 bytes of its own 16 pixels.
        var first = Spread(r, 0) | Spread(g, 1) | Spread(b, 2);
        var second = Spread(r, 3) | Spread(g, 4) | Spread(b, 5);
        var third = Spread(r, 6) | Spread(g, 7) | Spread(b, 8);
        Avx2.Permute2x128(first, second, 0x20).Store(output);
        Avx2.Permute2x128(third, first, 0x30).Store(output + 32);
        Avx2.Permute2x128(second, third, 0x31).Store(output + 64);
    }

    /// <summary>Moves samples to every third byte; which ones and where, the pattern says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Spread(Vector256<byte> samples, int pattern) =>
        Avx2.Shuffle(samples, Avx2.BroadcastVector128ToVector256((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in Patterns[pattern * 16]))));

    /// <summary>Sample of each output byte, 128 for none: red, green, blue in bytes 0–15, then 16–31, then 32–47 of 16 pixels.</summary>
    private static ReadOnlySpan<byte> Patterns =>
    [
        0, 128, 128, 1, 128, 128, 2, 128, 128, 3, 128, 128, 4, 128, 128, 5,
        128, 0, 128, 128, 1, 128, 128, 2, 128, 128, 3, 128, 128, 4, 128, 128,
        128, 128, 0, 128, 128, 1, 128, 128, 2, 128, 128, 3, 128, 128, 4, 128,
        128, 128, 6, 128, 128, 7, 128, 128, 8, 128, 128, 9, 128, 128, 10, 128,
        5, 128, 128, 6, 128, 128, 7, 128, 128, 8, 128, 128, 9, 128, 128, 10,
        128, 5, 128, 128, 6, 128, 128, 7, 128, 128, 8, 128, 128, 9, 128, 128,
        128, 11, 128, 128, 12, 128, 128, 13, 128, 128, 14, 128, 128, 15, 128, 128,
        128, 128, 11, 128, 128, 12, 128, 128, 13, 128, 128, 14, 128, 128, 15, 128,
        10, 128, 128, 11, 128, 128, 12, 128, 128, 13, 128, 128, 14, 128, 128, 15,
    ];
}
