using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>Makes pairs of neighbouring pixels of a component's row, for sinks that read few columns.</summary>
internal static unsafe class PairPicking
{
    /// <summary>What <see cref="MixRows"/> may read beyond the rows' ends, and write.</summary>
    internal const int Slack = 32;

    /// <summary>3 × near + other, or the near row alone where there is no other.</summary>
    internal static void MixRowsScalar(ReadOnlySpan<byte> near, ReadOnlySpan<byte> other, Span<ushort> sums)
    {
        for (int i = 0; i < near.Length; i++)
        {
            sums[i] = other.IsEmpty ? near[i] : (ushort)((3 * near[i]) + other[i]);
        }
    }

    /// <summary>The same, 16 samples at a time.</summary>
    internal static void MixRows(ReadOnlySpan<byte> near, ReadOnlySpan<byte> other, Span<ushort> sums)
    {
        if (!Avx2.IsSupported)
        {
            MixRowsScalar(near, other, sums);
            return;
        }

        fixed (byte* samples = near, others = other)
        fixed (ushort* output = sums)
        {
            nint length = near.Length;
            for (nint at = 0; at < length; at += 16)
            {
                var here = Avx2.ConvertToVector256Int16(samples + at);
                (others is null ? here : here + here + here + Avx2.ConvertToVector256Int16(others + at)).AsUInt16().Store(output + at);
            }
        }
    }

    /// <summary>Pixels i and i + 1 of each pair: the weighted sum of four neighbouring samples each, rounded and shifted.</summary>
    /// <param name="sums">Samples × <see cref="MixRows"/>'s 1 or 4.</param>
    /// <param name="taps">Where the four begin and how they are weighted.</param>
    /// <param name="pixels">Two for each pair, and <see cref="Slack"/> more.</param>
    internal static void PickScalar(ReadOnlySpan<ushort> sums, PairTaps taps, Span<byte> pixels)
    {
        for (int i = 0; i < 2 * taps.Count; i++)
        {
            int sum = taps.Bias(i);
            for (int tap = 0; tap < 4; tap++)
            {
                sum += sums[taps.Starts[i / 2] + tap] * taps.Weight(i, tap);
            }

            pixels[i] = (byte)(sum >> taps.Shift);
        }
    }

    /// <summary>The same, four pairs at a time.</summary>
    internal static void Pick(ReadOnlySpan<ushort> sums, PairTaps taps, Span<byte> pixels)
    {
        if (!Avx2.IsSupported)
        {
            PickScalar(sums, taps, pixels);
            return;
        }

        BilinearResize.Require(pixels.Length >= taps.Starts.Length * 2, "The output row has no slack.", nameof(pixels));
        var shift = Vector128.CreateScalar(taps.Shift);

        // Sums come as left 0, left 1, right 0, right 1 in each half; of each, the lowest byte is wanted.
        var order = Vector256.Create(0x0C_04_08_00).AsByte();
        fixed (ushort* input = sums)
        fixed (short* weights = taps.Weights)
        fixed (int* starts = taps.Starts, biases = taps.Biases)
        fixed (byte* output = pixels)
        {
            nint count = taps.Starts.Length;
            for (nint at = 0; at < count; at += 4)
            {
                var fours = Vector256.Create(
                    *(long*)(input + starts[at]),
                    *(long*)(input + starts[at + 1]),
                    *(long*)(input + starts[at + 2]),
                    *(long*)(input + starts[at + 3])).AsInt16();
                var left = Avx2.MultiplyAddAdjacent(fours, Vector256.Load(weights + (8 * at)));
                var right = Avx2.MultiplyAddAdjacent(fours, Vector256.Load(weights + (8 * at) + 16));
                var both = Avx2.ShiftRightLogical(Avx2.HorizontalAdd(left, right) + Vector256.Load(biases + (2 * at)), shift);
                var bytes = Avx2.Shuffle(both.AsByte(), order).AsUInt32();
                *(uint*)(output + (2 * at)) = bytes.ToScalar();
                *(uint*)(output + (2 * at) + 4) = bytes.GetUpper().ToScalar();
            }
        }
    }

    /// <summary>Samples at each place and the one after it.</summary>
    internal static void Copy(ReadOnlySpan<byte> samples, ReadOnlySpan<int> starts, Span<byte> pixels)
    {
        BilinearResize.Require(pixels.Length >= starts.Length * 2, "The output row is too short.", nameof(pixels));
        fixed (byte* input = samples, output = pixels)
        fixed (int* places = starts)
        {
            nint count = starts.Length;
            for (nint i = 0; i < count; i++)
            {
                *(ushort*)(output + (2 * i)) = *(ushort*)(input + places[i]);
            }
        }
    }
}
