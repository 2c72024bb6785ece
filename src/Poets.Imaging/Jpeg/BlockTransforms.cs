using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Poets.Imaging.Jpeg;

/// <summary>
/// Transforms blocks of one component two at a time. They are sorted by how much there is to do first, so that pairs are
/// alike; what a block needs and whether anybody needs it is no pattern, and branches on it would be predicted wrong.
/// </summary>
/// <remarks>A place stands for a block: its first coefficient in the lower half, its first sample in the upper one.</remarks>
internal static unsafe class BlockTransforms
{
    /// <summary>The longest run.</summary>
    internal const int Most = 64;

    /// <summary>The end of a block without AC coefficients.</summary>
    private const int FlatEnd = QuickHuffmanTable.EndOfBlock + 1;

    /// <summary>The first ten coefficients in zigzag order lie in the upper left quarter.</summary>
    private const int SmallEnd = QuickHuffmanTable.EndOfBlock + 10;

    /// <param name="run">The blocks.</param>
    /// <param name="plane">Where the samples go.</param>
    /// <param name="at">Where the first block's samples begin.</param>
    [SkipLocalsInit]
    internal static void Run(in BlockRun run, ComponentPlane plane, int at)
    {
        // One more than there are, because places are written before it is known whether they count.
        long* flat = stackalloc long[Most + 1];
        long* small = stackalloc long[Most + 1];
        long* full = stackalloc long[Most + 1];
        nint stride = plane.Stride;
        fixed (short* multipliers = plane.Multipliers)
        fixed (byte* samples = &plane.Samples[at])
        {
            var counts = Sort(run, flat, small, full);
            for (int i = 0; i < counts.Flat; i++)
            {
                Fill(Output(samples, flat[i]), stride, FastIdct.Flat(*Block(run.Coefficients, flat[i]), multipliers[0]));
            }

            if (!FastIdct.HasPair)
            {
                TransformEach(run.Coefficients, small, counts.Small, multipliers, samples, stride);
                TransformEach(run.Coefficients, full, counts.Full, multipliers, samples, stride);
                return;
            }

            if ((counts.Small & 1) != 0)
            {
                // An odd small block goes with the large ones, or, where there are none, with itself.
                full[counts.Full] = small[counts.Small] = small[counts.Small - 1];
                counts = counts.Full == 0 ? counts with { Small = counts.Small + 1 } : counts with { Small = counts.Small - 1, Full = counts.Full + 1 };
            }

            full[counts.Full] = full[Math.Max(counts.Full - 1, 0)];
            TransformPairs(run.Coefficients, small, counts.Small, full, counts.Full, multipliers, samples, stride);
        }
    }

    private static short* Block(short* coefficients, long place) => coefficients + (int)place;

    private static byte* Output(byte* samples, long place) => samples + (place >> 32);

    private static (int Flat, int Small, int Full) Sort(in BlockRun run, long* flat, long* small, long* full)
    {
        byte* ends = run.Ends;
        byte* wanted = (byte*)run.Wanted;
        int across = run.Across;
        int step = run.Step;
        int endStep = run.EndStep;
        long* flatEnd = flat;
        long* smallEnd = small;
        long* fullEnd = full;
        long place = 0;
        for (int i = run.Count; i > 0; i--)
        {
            for (int x = 0; x < across; x++)
            {
                *flatEnd = place;
                *smallEnd = place;
                *fullEnd = place;
                place += 64 | (8L << 32);

                // As unsigned numbers, ends that are not known are larger than all that are.
                uint beyond = (uint)(ends[x * endStep] - FlatEnd);
                nint isWanted = wanted[x];
                nint isFlat = (beyond == 0 ? 1 : 0) & isWanted;
                nint isFull = (beyond > SmallEnd - FlatEnd ? 1 : 0) & isWanted;
                flatEnd += isFlat;
                fullEnd += isFull;
                smallEnd += isWanted - isFlat - isFull;
            }

            ends += step * endStep;
            wanted += step;
            place += (step - across) * 64;
        }

        return ((int)(flatEnd - flat), (int)(smallEnd - small), (int)(fullEnd - full));
    }

    private static void TransformPairs(
        short* coefficients, long* small, int smallCount, long* full, int fullCount, short* multipliers, byte* samples, nint stride)
    {
        for (int i = 0; i < smallCount; i += 2)
        {
            var (left, right) = (small[i], small[i + 1]);
            FastIdct.SmallPair(Block(coefficients, left), Block(coefficients, right), multipliers, Output(samples, left), Output(samples, right), stride);
        }

        for (int i = 0; i < fullCount; i += 2)
        {
            var (left, right) = (full[i], full[i + 1]);
            FastIdct.Pair(Block(coefficients, left), Block(coefficients, right), multipliers, Output(samples, left), Output(samples, right), stride);
        }
    }

    private static void TransformEach(short* coefficients, long* places, int count, short* multipliers, byte* samples, nint stride)
    {
        for (int i = 0; i < count; i++)
        {
            var output = new Span<byte>(Output(samples, places[i]), (int)(7 * stride) + 8);
            FastIdct.Scalar(new ReadOnlySpan<short>(Block(coefficients, places[i]), 64), new ReadOnlySpan<short>(multipliers, 64), output, (int)stride);
        }
    }

    private static void Fill(byte* output, nint stride, byte sample)
    {
        var row = Vector64.Create(sample);
        for (int i = 0; i < 8; i++, output += stride)
        {
            row.Store(output);
        }
    }
}
