using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Quick;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>
/// Transforms blocks of one component two or four at a time. They are sorted by how much there is to do first, so that
/// groups are alike; what a block needs and whether anybody needs it is no pattern, and branches on it would be predicted wrong.
/// </summary>
/// <remarks>A place stands for a block: its first coefficient in the lower half, its first sample in the upper one.</remarks>
internal static unsafe class BlockTransforms
{
    /// <summary>The longest run.</summary>
    internal const int Most = 128;

    /// <summary>Room behind a list for what fills it up to whole groups.</summary>
    private const int Slack = 4;

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
        // Places are written before it is known whether they count, and lists are filled up.
        long* flat = stackalloc long[Most + Slack];
        long* small = stackalloc long[Most + Slack];
        long* full = stackalloc long[Most + Slack];
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

            bool few = FewRows.In(run.Rows);
            int group = few ? 4 : 2;
            int smallCount = counts.Small;
            int fullCount = counts.Full;
            for (; fullCount > 0 && smallCount % group != 0; smallCount--)
            {
                // What is left over of the small blocks goes with the large ones.
                full[fullCount++] = small[smallCount - 1];
            }

            FillUp(small, smallCount, group);
            FillUp(full, fullCount, group);
            if (few)
            {
                TransformRows(run.Coefficients, small, smallCount, full, fullCount, multipliers, samples, stride, FewRows.Of(run.Rows));
            }
            else
            {
                TransformPairs(run.Coefficients, small, smallCount, full, fullCount, multipliers, samples, stride);
            }
        }
    }

    /// <summary>Repeats the last place until the list consists of whole groups.</summary>
    private static void FillUp(long* places, int count, int group)
    {
        for (; count % group != 0; count++)
        {
            places[count] = places[count - 1];
        }
    }

    private static short* Block(short* coefficients, long place) => coefficients + (int)place;

    private static byte* Output(byte* samples, long place) => samples + (place >> 32);

    private static (int Flat, int Small, int Full) Sort(in BlockRun run, long* flat, long* small, long* full)
    {
        byte* ends = run.Ends;
        byte* wanted = (byte*)run.Wanted;
        nint endStep = run.EndStep;
        nint gap = run.Step - run.Across;
        long* flatEnd = flat;
        long* smallEnd = small;
        long* fullEnd = full;
        long place = 0;
        for (nint i = run.Count; i > 0; i--)
        {
            for (nint x = run.Across; x > 0; x--)
            {
                *flatEnd = place;
                *smallEnd = place;
                *fullEnd = place;
                place += 64 | (8L << 32);

                // As unsigned numbers, ends that are not known are larger than all that are.
                uint beyond = (uint)(*ends - FlatEnd);
                nint isWanted = *wanted;
                nint isFlat = (beyond == 0 ? 1 : 0) & isWanted;
                nint isFull = (beyond > SmallEnd - FlatEnd ? 1 : 0) & isWanted;
                flatEnd += isFlat;
                fullEnd += isFull;
                smallEnd += isWanted - isFlat - isFull;
                ends += endStep;
                wanted++;
            }

            ends += gap * endStep;
            wanted += gap;
            place += gap * 64;
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

    [SkipLocalsInit]
    private static void TransformRows(
        short* coefficients, long* small, int smallCount, long* full, int fullCount, short* multipliers, byte* samples, nint stride, FewRows rows)
    {
        short* work = stackalloc short[2 * FastIdct.ColumnsOfTwo];
        for (int i = 0; i < smallCount; i += 4)
        {
            long* four = small + i;
            FastIdct.SmallColumns(Block(coefficients, four[0]), Block(coefficients, four[1]), multipliers, work);
            FastIdct.SmallColumns(Block(coefficients, four[2]), Block(coefficients, four[3]), multipliers, work + FastIdct.ColumnsOfTwo);
            FastIdct.Rows(work, rows, true, Output(samples, four[0]), Output(samples, four[1]), Output(samples, four[2]), Output(samples, four[3]), stride);
        }

        for (int i = 0; i < fullCount; i += 4)
        {
            long* four = full + i;
            FastIdct.Columns(Block(coefficients, four[0]), Block(coefficients, four[1]), multipliers, work);
            FastIdct.Columns(Block(coefficients, four[2]), Block(coefficients, four[3]), multipliers, work + FastIdct.ColumnsOfTwo);
            FastIdct.Rows(work, rows, false, Output(samples, four[0]), Output(samples, four[1]), Output(samples, four[2]), Output(samples, four[3]), stride);
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
