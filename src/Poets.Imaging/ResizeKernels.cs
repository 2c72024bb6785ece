using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Imaging;

/// <summary>The two mixtures of a bilinear resize, a row at a time, in the order of TensorFlow's arithmetic.</summary>
internal static unsafe class ResizeKernels
{
    /// <summary>Pixels are read and written a few values beyond the last.</summary>
    internal const int Slack = 32;

    /// <summary>For each output pixel: left + (right − left) × share, of two neighbouring pixels × <paramref name="preScale"/>.</summary>
    /// <param name="pixels">uint8 RGB.</param>
    /// <param name="starts">Where the left pixel of each output pixel begins; the right one is the next.</param>
    /// <param name="shares">The share of the right pixel, once for each channel; 0 where that pixel lies beyond the row's end.</param>
    /// <param name="preScale">Multiplied before.</param>
    /// <param name="output">float32 RGB.</param>
    internal static void MixAcrossScalar(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> starts, ReadOnlySpan<float> shares, float preScale, Span<float> output)
    {
        for (int x = 0; x < starts.Length; x++)
        {
            for (int c = 0; c < 3; c++)
            {
                float left = pixels[starts[x] + c] * preScale;
                float right = pixels[starts[x] + 3 + c] * preScale;
                output[(3 * x) + c] = BilinearResize.Mix(left, right, shares[(3 * x) + c]);
            }
        }
    }

    /// <summary>The same two pixels at a time; all spans of samples and shares need <see cref="Slack"/>.</summary>
    internal static void MixAcross(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> starts, ReadOnlySpan<float> shares, float preScale, Span<float> output)
    {
        if (!Avx2.IsSupported)
        {
            MixAcrossScalar(pixels, starts, shares, preScale, output);
            return;
        }

        int slackEnd = (starts.Length * 3) + 2;
        BilinearResize.Require(shares.Length >= slackEnd && output.Length >= slackEnd, "The shares or the output row have no slack.", nameof(output));
        var scale = Vector256.Create(preScale);
        var order = Vector128.Create((byte)0, 1, 2, 8, 9, 10, 0, 0, 3, 4, 5, 11, 12, 13, 0, 0);
        fixed (byte* source = pixels)
        fixed (float* destination = output, weights = shares)
        fixed (int* places = starts)
        {
            nint pairsEnd = starts.Length & -2;
            for (nint x = 0; x < pairsEnd; x += 2)
            {
                // Both pixels of two pairs, six bytes each, become six left and six right values.
                var pairs = Vector128.Create(*(ulong*)(source + places[x]), *(ulong*)(source + places[x + 1])).AsByte();
                var sorted = Ssse3.Shuffle(pairs, order);
                var left = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(sorted)) * scale;
                var right = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(sorted, 8))) * scale;
                (left + ((right - left) * Vector256.Load(weights + (3 * x)))).Store(destination + (3 * x));
            }

            int rest = (int)pairsEnd;
            MixAcrossScalar(pixels, starts[rest..], shares[(3 * rest)..], preScale, output[(3 * rest)..]);
        }
    }

    /// <summary>((upper + (lower − upper) × share) × brightness − mean) × scale.</summary>
    internal static void MixDownScalar(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float share, float brightness, float mean, float scale, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = ((BilinearResize.Mix(upper[i], lower[i], share) * brightness) - mean) * scale;
        }
    }

    /// <summary>The same, eight values at a time.</summary>
    internal static void MixDown(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float share, float brightness, float mean, float scale, Span<float> output)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var shares = Vector256.Create(share);
            var factors = Vector256.Create(brightness);
            var means = Vector256.Create(mean);
            var scales = Vector256.Create(scale);
            i = output.Length & -8;
            fixed (float* from = upper[..output.Length], to = lower[..output.Length], mixed = output)
            {
                for (nint at = 0; at < i; at += 8)
                {
                    var first = Vector256.Load(from + at);
                    var mixture = first + ((Vector256.Load(to + at) - first) * shares);
                    (((mixture * factors) - means) * scales).Store(mixed + at);
                }
            }
        }

        MixDownScalar(upper[i..], lower[i..], share, brightness, mean, scale, output[i..]);
    }
}
