using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Imaging.Jpeg.Kernels;

/// <content>Two blocks at a time, one in each half of 256-bit vectors, in the order of steps of the scalar form.</content>
internal static unsafe partial class FastIdct
{
    /// <summary>Whether <see cref="Pair"/> can be used.</summary>
    internal static bool HasPair => Avx2.IsSupported;

    /// <summary>Transforms two blocks of one component, wherever they lie.</summary>
    internal static void Pair(short* left, short* right, short* multipliers, byte* leftOutput, byte* rightOutput, nint stride)
    {
        FirstPass(left, right, multipliers, out var r0, out var r1, out var r2, out var r3, out var r4, out var r5, out var r6, out var r7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Transform(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Store(r0, r1, leftOutput, rightOutput, stride);
        Store(r2, r3, leftOutput + (2 * stride), rightOutput + (2 * stride), stride);
        Store(r4, r5, leftOutput + (4 * stride), rightOutput + (4 * stride), stride);
        Store(r6, r7, leftOutput + (6 * stride), rightOutput + (6 * stride), stride);
    }

    /// <summary>The same for blocks that have coefficients only in their upper left quarter: what is zero is left out.</summary>
    internal static void SmallPair(short* left, short* right, short* multipliers, byte* leftOutput, byte* rightOutput, nint stride)
    {
        FirstPassSmall(left, right, multipliers, out var r0, out var r1, out var r2, out var r3, out var r4, out var r5, out var r6, out var r7);
        TransposeLeft(ref r0, ref r1, ref r2, ref r3, r4, r5, r6, r7);
        TransformSmall(ref r0, ref r1, ref r2, ref r3, out r4, out r5, out r6, out r7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Store(r0, r1, leftOutput, rightOutput, stride);
        Store(r2, r3, leftOutput + (2 * stride), rightOutput + (2 * stride), stride);
        Store(r4, r5, leftOutput + (4 * stride), rightOutput + (4 * stride), stride);
        Store(r6, r7, leftOutput + (6 * stride), rightOutput + (6 * stride), stride);
    }

    /// <summary>A block whose only coefficient is DC: all samples are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte Flat(short dc, short multiplier) => (byte)(Math.Clamp(unchecked((short)(dc * multiplier)) >> 5, -128, 127) + 128);

    /// <summary>The columns of both blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FirstPass(
        short* left,
        short* right,
        short* multipliers,
        out Vector256<short> r0,
        out Vector256<short> r1,
        out Vector256<short> r2,
        out Vector256<short> r3,
        out Vector256<short> r4,
        out Vector256<short> r5,
        out Vector256<short> r6,
        out Vector256<short> r7)
    {
        r0 = Dequantize(left, right, multipliers, 0);
        r1 = Dequantize(left, right, multipliers, 8);
        r2 = Dequantize(left, right, multipliers, 16);
        r3 = Dequantize(left, right, multipliers, 24);
        r4 = Dequantize(left, right, multipliers, 32);
        r5 = Dequantize(left, right, multipliers, 40);
        r6 = Dequantize(left, right, multipliers, 48);
        r7 = Dequantize(left, right, multipliers, 56);
        Transform(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
    }

    /// <summary>The same for blocks that have coefficients only in their upper left quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FirstPassSmall(
        short* left,
        short* right,
        short* multipliers,
        out Vector256<short> r0,
        out Vector256<short> r1,
        out Vector256<short> r2,
        out Vector256<short> r3,
        out Vector256<short> r4,
        out Vector256<short> r5,
        out Vector256<short> r6,
        out Vector256<short> r7)
    {
        r0 = Dequantize(left, right, multipliers, 0);
        r1 = Dequantize(left, right, multipliers, 8);
        r2 = Dequantize(left, right, multipliers, 16);
        r3 = Dequantize(left, right, multipliers, 24);
        TransformSmall(ref r0, ref r1, ref r2, ref r3, out r4, out r5, out r6, out r7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Dequantize(short* left, short* right, short* multipliers, int at)
    {
        var steps = Avx2.BroadcastVector128ToVector256(multipliers + at);
        return Avx2.MultiplyLow(Vector256.Create(Vector128.Load(left + at), Vector128.Load(right + at)), steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform(
        ref Vector256<short> r0,
        ref Vector256<short> r1,
        ref Vector256<short> r2,
        ref Vector256<short> r3,
        ref Vector256<short> r4,
        ref Vector256<short> r5,
        ref Vector256<short> r6,
        ref Vector256<short> r7)
    {
        var even0 = r0 + r4;
        var even1 = r0 - r4;
        var even3 = r2 + r6;
        var even2 = Multiply((r2 - r6) << 2, Root2) - even3;
        var t0 = even0 + even3;
        var t3 = even0 - even3;
        var t1 = even1 + even2;
        var t2 = even1 - even2;

        var z13 = r5 + r3;
        var z10 = r5 - r3;
        var z11 = r1 + r7;
        var z12 = r1 - r7;
        var z10Shifted = z10 << 2;
        var z12Shifted = z12 << 2;
        var z5 = Multiply(z10Shifted + z12Shifted, C1847);
        var t7 = z11 + z13;
        var odd1 = Multiply((z11 - z13) << 2, Root2);
        var odd0 = Multiply(z12Shifted, C1082) - z5;
        var odd2 = Multiply(z10Shifted, C1613) - z10 + z5;
        var t6 = odd2 - t7;
        var t5 = odd1 - t6;
        var t4 = odd0 + t5;

        r0 = t0 + t7;
        r7 = t0 - t7;
        r1 = t1 + t6;
        r6 = t1 - t6;
        r2 = t2 + t5;
        r5 = t2 - t5;
        r4 = t3 + t4;
        r3 = t3 - t4;
    }

    /// <summary>The transform of eight values of which the last four are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformSmall(
        ref Vector256<short> r0,
        ref Vector256<short> r1,
        ref Vector256<short> r2,
        ref Vector256<short> r3,
        out Vector256<short> r4,
        out Vector256<short> r5,
        out Vector256<short> r6,
        out Vector256<short> r7)
    {
        var even2 = Multiply(r2 << 2, Root2) - r2;
        var t0 = r0 + r2;
        var t3 = r0 - r2;
        var t1 = r0 + even2;
        var t2 = r0 - even2;

        // z13 = r3, z10 = −r3, z11 = z12 = r1
        var z10 = Vector256<short>.Zero - r3;
        var z10Shifted = z10 << 2;
        var z12Shifted = r1 << 2;
        var z5 = Multiply(z10Shifted + z12Shifted, C1847);
        var t7 = r1 + r3;
        var odd1 = Multiply((r1 - r3) << 2, Root2);
        var odd0 = Multiply(z12Shifted, C1082) - z5;
        var odd2 = Multiply(z10Shifted, C1613) - z10 + z5;
        var t6 = odd2 - t7;
        var t5 = odd1 - t6;
        var t4 = odd0 + t5;

        r0 = t0 + t7;
        r7 = t0 - t7;
        r1 = t1 + t6;
        r6 = t1 - t6;
        r2 = t2 + t5;
        r5 = t2 - t5;
        r4 = t3 + t4;
        r3 = t3 - t4;
    }

    /// <summary>The left four columns of both 8 × 8 halves become the upper four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeLeft(
        ref Vector256<short> r0,
        ref Vector256<short> r1,
        ref Vector256<short> r2,
        ref Vector256<short> r3,
        Vector256<short> r4,
        Vector256<short> r5,
        Vector256<short> r6,
        Vector256<short> r7)
    {
        var a0 = Avx2.UnpackLow(r0, r1).AsInt32();
        var a2 = Avx2.UnpackLow(r2, r3).AsInt32();
        var a4 = Avx2.UnpackLow(r4, r5).AsInt32();
        var a6 = Avx2.UnpackLow(r6, r7).AsInt32();
        var b0 = Avx2.UnpackLow(a0, a2).AsInt64();
        var b1 = Avx2.UnpackHigh(a0, a2).AsInt64();
        var b4 = Avx2.UnpackLow(a4, a6).AsInt64();
        var b5 = Avx2.UnpackHigh(a4, a6).AsInt64();
        r0 = Avx2.UnpackLow(b0, b4).AsInt16();
        r1 = Avx2.UnpackHigh(b0, b4).AsInt16();
        r2 = Avx2.UnpackLow(b1, b5).AsInt16();
        r3 = Avx2.UnpackHigh(b1, b5).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Multiply(Vector256<short> shifted, int constant) =>
        Avx2.MultiplyHigh(shifted, Vector256.Create((short)constant));

    /// <summary>Rows become columns in both 8 × 8 halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<short> r0,
        ref Vector256<short> r1,
        ref Vector256<short> r2,
        ref Vector256<short> r3,
        ref Vector256<short> r4,
        ref Vector256<short> r5,
        ref Vector256<short> r6,
        ref Vector256<short> r7)
    {
        var a0 = Avx2.UnpackLow(r0, r1).AsInt32();
        var a1 = Avx2.UnpackHigh(r0, r1).AsInt32();
        var a2 = Avx2.UnpackLow(r2, r3).AsInt32();
        var a3 = Avx2.UnpackHigh(r2, r3).AsInt32();
        var a4 = Avx2.UnpackLow(r4, r5).AsInt32();
        var a5 = Avx2.UnpackHigh(r4, r5).AsInt32();
        var a6 = Avx2.UnpackLow(r6, r7).AsInt32();
        var a7 = Avx2.UnpackHigh(r6, r7).AsInt32();
        var b0 = Avx2.UnpackLow(a0, a2).AsInt64();
        var b1 = Avx2.UnpackHigh(a0, a2).AsInt64();
        var b2 = Avx2.UnpackLow(a1, a3).AsInt64();
        var b3 = Avx2.UnpackHigh(a1, a3).AsInt64();
        var b4 = Avx2.UnpackLow(a4, a6).AsInt64();
        var b5 = Avx2.UnpackHigh(a4, a6).AsInt64();
        var b6 = Avx2.UnpackLow(a5, a7).AsInt64();
        var b7 = Avx2.UnpackHigh(a5, a7).AsInt64();
        r0 = Avx2.UnpackLow(b0, b4).AsInt16();
        r1 = Avx2.UnpackHigh(b0, b4).AsInt16();
        r2 = Avx2.UnpackLow(b1, b5).AsInt16();
        r3 = Avx2.UnpackHigh(b1, b5).AsInt16();
        r4 = Avx2.UnpackLow(b2, b6).AsInt16();
        r5 = Avx2.UnpackHigh(b2, b6).AsInt16();
        r6 = Avx2.UnpackLow(b3, b7).AsInt16();
        r7 = Avx2.UnpackHigh(b3, b7).AsInt16();
    }

    /// <summary>Scales two rows of both blocks to samples and stores them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<short> upper, Vector256<short> lower, byte* left, byte* right, nint stride)
    {
        // Quarters: upper left, lower left, upper right, lower right.
        var bytes = (Avx2.PackSignedSaturate(upper >> 5, lower >> 5).AsByte() + Vector256.Create((byte)128)).AsSingle();
        Sse.StoreLow((float*)left, bytes.GetLower());
        Sse.StoreHigh((float*)(left + stride), bytes.GetLower());
        Sse.StoreLow((float*)right, bytes.GetUpper());
        Sse.StoreHigh((float*)(right + stride), bytes.GetUpper());
    }
}
