using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Imaging.Jpeg.Kernels;

/// <content>
/// 32 samples at a time, the same results. Rows may be read and written up to <c>ComponentPlane.Slack</c> bytes
/// beyond their ends.
/// </content>
internal static unsafe partial class Upsampling
{
    private const int Lanes = 32;

    /// <summary>Twice as wide: ¾ of the near sample, ¼ of the next one; ends are repeated.</summary>
    internal static void DoubleWidth(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!Avx2.IsSupported || input.Length < 2)
        {
            DoubleWidthScalar(input, output);
            return;
        }

        int last = input.Length - 1;
        var one = Vector256<ushort>.One;
        fixed (byte* samples = input, pixels = output)
        {
            for (int at = 1; at < last; at += Lanes)
            {
                var here = Vector256.Load(samples + at);
                var before = Vector256.Load(samples + at - 1);
                var after = Vector256.Load(samples + at + 1);
                var left = Pack((Mix(here, before, false) + one) >> 2, (Mix(here, before, true) + one) >> 2);
                var right = Pack((Mix(here, after, false) + one + one) >> 2, (Mix(here, after, true) + one + one) >> 2);
                StoreAlternating(left, right, pixels + (2 * at));
            }

            pixels[0] = samples[0];
            pixels[1] = (byte)(((3 * samples[0]) + samples[1] + 2) >> 2);
            pixels[2 * last] = (byte)(((3 * samples[last]) + samples[last - 1] + 1) >> 2);
            pixels[(2 * last) + 1] = samples[last];
        }
    }

    /// <summary>One of two rows: ¾ of the near row, ¼ of the other.</summary>
    internal static void DoubleHeight(ReadOnlySpan<byte> near, ReadOnlySpan<byte> other, int bias, Span<byte> output)
    {
        if (!Avx2.IsSupported)
        {
            DoubleHeightScalar(near, other, bias, output);
            return;
        }

        var rounding = Vector256.Create((ushort)bias);
        fixed (byte* samples = near, others = other, pixels = output)
        {
            for (int at = 0; at < near.Length; at += Lanes)
            {
                var here = Vector256.Load(samples + at);
                var there = Vector256.Load(others + at);
                Pack((Mix(here, there, false) + rounding) >> 2, (Mix(here, there, true) + rounding) >> 2).Store(pixels + at);
            }
        }
    }

    /// <summary>Both at once: 9/16, 3/16, 3/16, 1/16.</summary>
    internal static void DoubleBoth(ReadOnlySpan<byte> near, ReadOnlySpan<byte> other, Span<byte> output)
    {
        if (!Avx2.IsSupported || near.Length < 2)
        {
            DoubleBothScalar(near, other, output);
            return;
        }

        int last = near.Length - 1;
        fixed (byte* samples = near, others = other, pixels = output)
        {
            for (int at = 1; at < last; at += Lanes)
            {
                Both(samples + at, others + at, high: false, out var left0, out var right0);
                Both(samples + at, others + at, high: true, out var left1, out var right1);
                StoreAlternating(Pack(left0, left1), Pack(right0, right1), pixels + (2 * at));
            }

            int first = (3 * samples[0]) + others[0];
            int second = (3 * samples[1]) + others[1];
            pixels[0] = (byte)(((4 * first) + 8) >> 4);
            pixels[1] = (byte)(((3 * first) + second + 7) >> 4);
            int final = (3 * samples[last]) + others[last];
            int previous = (3 * samples[last - 1]) + others[last - 1];
            pixels[2 * last] = (byte)(((3 * final) + previous + 8) >> 4);
            pixels[(2 * last) + 1] = (byte)(((4 * final) + 7) >> 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Both(byte* near, byte* other, bool high, out Vector256<ushort> left, out Vector256<ushort> right)
    {
        var here = Mix(Vector256.Load(near), Vector256.Load(other), high);
        var before = Mix(Vector256.Load(near - 1), Vector256.Load(other - 1), high);
        var after = Mix(Vector256.Load(near + 1), Vector256.Load(other + 1), high);
        var triple = here + here + here;
        left = (triple + before + Vector256.Create((ushort)8)) >> 4;
        right = (triple + after + Vector256.Create((ushort)7)) >> 4;
    }

    /// <summary>3 × near + other of the lower or upper eight samples in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Mix(Vector256<byte> near, Vector256<byte> other, bool high)
    {
        var pairs = high ? Avx2.UnpackHigh(near, other) : Avx2.UnpackLow(near, other);
        return Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((short)0x0103).AsSByte()).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Pack(Vector256<ushort> low, Vector256<ushort> high) => Avx2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreAlternating(Vector256<byte> left, Vector256<byte> right, byte* output)
    {
        var low = Avx2.UnpackLow(left, right);
        var high = Avx2.UnpackHigh(left, right);
        Avx2.Permute2x128(low, high, 0x20).Store(output);
        Avx2.Permute2x128(low, high, 0x31).Store(output + 32);
    }
}
