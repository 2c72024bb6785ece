using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>
/// What libjpeg-turbo 2.1 does for progressive files that end before all coefficients came: the first nine AC
/// coefficients, as far as they are zero and not known to be, are estimated from the DC values of the 5 × 5 blocks around.
/// </summary>
internal static class BlockSmoothing
{
    /// <summary>Natural positions of the first ten zigzag coefficients.</summary>
    private static ReadOnlySpan<byte> Positions => [0, 1, 8, 16, 9, 2, 3, 10, 17, 24];

    /// <summary>Weights of the 25 DC values for each coefficient where no AC coefficient at all is known.</summary>
    private static ReadOnlySpan<sbyte> WideWeights =>
    [
        -2, -6, -8, -6, -2, -6, 6, 42, 6, -6, -8, 42, 127, 42, -8, -6, 6, 42, 6, -6, -2, -6, -8, -6, -2,
        -1, -1, 0, 1, 1, -3, 13, 0, -13, 3, -3, 38, 0, -38, 3, -3, 13, 0, -13, 3, -1, -1, 0, 1, 1,
        -1, -3, -3, -3, -1, -1, 13, 38, 13, -1, 0, 0, 0, 0, 0, 1, -13, -38, -13, 1, 1, 3, 3, 3, 1,
        0, 0, 1, 0, 0, 0, 2, 7, 2, 0, 0, -5, -14, -5, 0, 0, 2, 7, 2, 0, 0, 0, 1, 0, 0,
        -1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1,
        0, 0, 0, 0, 0, 0, 2, -5, 2, 0, 1, 7, -14, 7, 1, 0, 2, -5, 2, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, -3, 0, 3, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, -1, -2, -1, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The centre's weight for the DC coefficient itself, 152, does not fit a signed byte; this is what is missing.</summary>
    private const int CentreRest = 152 - 127;

    /// <summary>Weights for the first five AC coefficients where some are known.</summary>
    private static ReadOnlySpan<sbyte> NarrowWeights =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, -7, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, -50, 0, 0, 0, 0, 7, 0, 0,
        0, 0, -1, 0, 0, 0, 0, 13, 0, 0, 0, 0, -24, 0, 0, 0, 0, 13, 0, 0, 0, 0, -1, 0, 0,
        0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 13, -24, 13, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Whether smoothing is done: DC known everywhere, some AC not, no step zero.</summary>
    internal static bool Applies(JpegFrame frame)
    {
        if (!frame.Progressive)
        {
            return false;
        }

        bool useful = false;
        foreach (var component in frame.Components)
        {
            if (component.Quantization is null || component.CoefficientBits[0] < 0)
            {
                return false;
            }

            for (int i = 0; i < 10; i++)
            {
                if (component.Quantization[Positions[i]] == 0)
                {
                    return false;
                }

                useful |= i > 0 && component.CoefficientBits[i] != 0;
            }
        }

        return useful;
    }

    /// <summary>Estimates one block's coefficients.</summary>
    /// <param name="component">Whose block it is.</param>
    /// <param name="bits">What is known of each coefficient, in zigzag order.</param>
    /// <param name="dc">The DC values of the 5 × 5 blocks around, row by row.</param>
    /// <param name="block">64 coefficients in natural order, changed in place.</param>
    internal static void Estimate(JpegComponent component, ReadOnlySpan<int> bits, ReadOnlySpan<int> dc, Span<short> block)
    {
        var steps = component.Quantization!;
        bool wide = !bits[1..10].ContainsAnyExcept(-1);
        var weights = wide ? WideWeights[25..] : NarrowWeights;
        for (int i = 1; i <= (wide ? 9 : 5); i++)
        {
            int position = Positions[i];
            if (bits[i] == 0 || block[position] != 0)
            {
                continue;
            }

            long sum = steps[0] * Weigh(weights.Slice((i - 1) * 25, 25), dc);
            block[position] = Predict(sum, steps[position], bits[i]);
        }

        if (wide)
        {
            block[0] = Predict(steps[0] * (Weigh(WideWeights[..25], dc) + (CentreRest * (long)dc[12])), steps[0], 0);
        }
    }

    private static long Weigh(ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> dc)
    {
        int sum = 0;
        for (int i = 0; i < 25; i++)
        {
            sum += weights[i] * dc[i];
        }

        return sum;
    }

    /// <summary>Rounds sum / 256 steps to nearest, away from what the missing bits could not have hidden.</summary>
    private static short Predict(long sum, int step, int missingBits)
    {
        int magnitude = (int)((((long)step << 7) + Math.Abs(sum)) / ((long)step << 8));
        if (missingBits > 0 && magnitude >= 1 << missingBits)
        {
            magnitude = (1 << missingBits) - 1;
        }

        return unchecked((short)(sum >= 0 ? magnitude : -magnitude));
    }
}
