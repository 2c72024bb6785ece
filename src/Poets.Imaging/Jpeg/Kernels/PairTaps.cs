namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>
/// How pairs of neighbouring pixels follow from a row of samples half as wide, by the triangle filter: ¾ of the sample
/// that a pixel lies in, ¼ of the one on its other side, ends repeated, alternating rounding.
/// </summary>
internal sealed class PairTaps
{
    /// <param name="lefts">The left pixel of each pair.</param>
    /// <param name="samples">Samples a row.</param>
    /// <param name="quarters">Whether the sums are of four samples already, as those of two rows are.</param>
    internal PairTaps(ReadOnlySpan<int> lefts, int samples, bool quarters)
    {
        Count = lefts.Length;
        Shift = quarters ? 4 : 2;
        int padded = (Count + 3) & ~3;
        Starts = new int[padded];
        Weights = new short[padded * 8];
        Biases = new int[padded * 2];
        for (int pair = 0; pair < Count; pair++)
        {
            // The samples that either pixel needs lie from one before the left one's own on.
            int own = lefts[pair] >> 1;
            Starts[pair] = Before + own - 1;
            for (int side = 0; side < 2; side++)
            {
                int pixel = lefts[pair] + side;
                bool odd = (pixel & 1) != 0;
                int near = Math.Min(pixel >> 1, samples - 1);
                int other = Math.Clamp(odd ? near + 1 : near - 1, 0, samples - 1);
                Weights[WeightIndex(pair, side) + near - own + 1] += 3;
                Weights[WeightIndex(pair, side) + other - own + 1] += 1;
                Biases[BiasIndex(pair, side)] = quarters ? (odd ? 7 : 8) : (odd ? 2 : 1);
            }
        }
    }

    /// <summary>Where the sums begin in their buffer: the first pair may look at one before.</summary>
    internal static int Before => 4;

    /// <summary>Pairs.</summary>
    internal int Count { get; }

    /// <summary>How far sums are shifted.</summary>
    internal int Shift { get; }

    /// <summary>The first of the four sums of each pair; pairs are filled up to a multiple of four.</summary>
    internal int[] Starts { get; }

    /// <summary>For four pairs at a time four weights each of the left pixels, then of the right ones.</summary>
    internal short[] Weights { get; }

    /// <summary>For two pairs at a time what is added to the left pixels, then to the right ones.</summary>
    internal int[] Biases { get; }

    internal int Bias(int pixel) => Biases[BiasIndex(pixel >> 1, pixel & 1)];

    internal int Weight(int pixel, int tap) => Weights[WeightIndex(pixel >> 1, pixel & 1) + tap];

    private static int WeightIndex(int pair, int side) => (pair >> 2 << 5) + (side << 4) + ((pair & 3) << 2);

    private static int BiasIndex(int pair, int side) => (pair >> 1 << 2) + (side << 1) + (pair & 1);
}
