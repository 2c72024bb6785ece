using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Files;
using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Duplicates;

/// <summary>
/// Finds pictures that sit in two sets. Their bottlenecks, which are at hand, say which pairs are worth a look; the
/// files themselves then say whether they are the same bytes or the same picture, so that photos which only look alike to
/// a network are not reported.
/// </summary>
internal sealed class DuplicateFinder
{
    /// <summary>Bits of 128 in which sketches of one picture may differ: those of copies at half the size, or mirrored, seldom do in more than 30, nor those of crops by 10 % a side in more than 36.</summary>
    internal const int MostBits = 36;

    private const int LooksForEach = 2;

    // Looking means decoding two files. The nearest pairs come first, and enough looks without a find are the end of it.
    private const int LooksARound = 8;

    // As many for each so many images that are looked up, so that looking stays a small share of a run.
    private const int ImagesForALook = 16;

    // More pairs than this are not compared one by one; then only images whose sketches share 16 bits in a row meet.
    private const long MostPairs = 1L << 30;

    private readonly int[] _starts = new int[4];
    private readonly SetBottlenecks[] _sets;
    private readonly IReadOnlyList<string> _labels;
    private readonly Sketch[] _sketches;
    private readonly PictureSignature?[] _signatures;

    private DuplicateFinder(SetBottlenecks[] sets, IReadOnlyList<string> labels, ParallelOptions parallel)
    {
        (_sets, _labels) = (sets, labels);
        for (int set = 0; set < sets.Length; set++)
        {
            _starts[set + 1] = _starts[set] + sets[set].Count;
        }

        _sketches = new Sketch[_starts[3]];
        _signatures = new PictureSignature?[_starts[3]];
        var sketch = new FeatureSketch(sets[0].Data.Features);
        Parallel.For(0, _sketches.Length, parallel, row => _sketches[row] = sketch.Of(Features(row)));
    }

    /// <summary>Testing images that repeat training or validation images, and validation images that repeat training images.</summary>
    /// <param name="training">The training set, with its bottlenecks.</param>
    /// <param name="validation">The validation set.</param>
    /// <param name="testing">The testing set.</param>
    /// <param name="labels">The classes' labels.</param>
    /// <param name="threads">Threads; 0 is one a core.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <param name="mostPairs">Above so many pairs, not each image is compared with each.</param>
    public static IReadOnlyList<DuplicateImage> Find(SetBottlenecks training, SetBottlenecks validation, SetBottlenecks testing, IReadOnlyList<string> labels, int threads, CancellationToken cancel, long mostPairs = MostPairs)
    {
        if (training.Count == 0 || validation.Count + testing.Count == 0)
        {
            return [];
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Work.Threads(threads), CancellationToken = cancel };
        return new DuplicateFinder([training, validation, testing], labels, parallel).Find(parallel, mostPairs);
    }

    private DuplicateImage[] Find(ParallelOptions parallel, long mostPairs)
    {
        int first = _starts[1];
        int count = _sketches.Length - first;
        SketchIndex? index = (long)count * _sketches.Length > mostPairs ? new SketchIndex(_sketches) : null;
        var near = new Pair[count][];
        Parallel.For(0, count, parallel, i => near[i] = Nearest(first + i, index));
        Pair[] pairs = [.. near.SelectMany(item => item).OrderBy(pair => pair.Distance)];
        var found = new DuplicateImage?[count];
        int patience = Math.Max(LooksARound, count / ImagesForALook);
        for (int start = 0, inVain = 0; start < pairs.Length && inVain < patience; start += LooksARound)
        {
            var round = new ArraySegment<Pair>(pairs, start, Math.Min(LooksARound, pairs.Length - start));
            var kinds = new DuplicateKind?[round.Count];
            Parallel.For(0, round.Count, parallel, i => kinds[i] = found[round[i].Row - first] is null ? Compare(round[i].Row, round[i].Other) : null);
            inVain += round.Count;
            for (int i = 0; i < round.Count; i++)
            {
                if (kinds[i] is { } kind)
                {
                    found[round[i].Row - first] ??= Describe(round[i], kind);
                    inVain = 0;
                }
            }
        }

        return [.. found.OfType<DuplicateImage>().OrderBy(item => item.Category == ImageCategory.Validation)];
    }

    private Pair[] Nearest(int row, SketchIndex? index)
    {
        int end = _starts[Set(row)];
        Span<(int Distance, int Row)> nearest = stackalloc (int, int)[LooksForEach];
        nearest.Fill((MostBits + 1, -1));
        if (index is null)
        {
            for (int other = 0; other < end; other++)
            {
                Offer(nearest, _sketches[row].DistanceTo(_sketches[other]), other);
            }
        }
        else
        {
            foreach (int other in index.Near(_sketches[row], end))
            {
                Offer(nearest, _sketches[row].DistanceTo(_sketches[other]), other);
            }
        }

        var pairs = new List<Pair>(LooksForEach);
        foreach ((int distance, int other) in nearest)
        {
            if (distance <= MostBits)
            {
                pairs.Add(new Pair(row, other, distance));
            }
        }

        return [.. pairs];
    }

    // Of equally near ones the first stays, so that what is reported does not depend on chance.
    private static void Offer(Span<(int Distance, int Row)> nearest, int distance, int row)
    {
        if (distance >= nearest[^1].Distance)
        {
            return;
        }

        int place = nearest.Length - 1;
        for (; place > 0 && nearest[place - 1].Distance > distance; place--)
        {
            nearest[place] = nearest[place - 1];
        }

        nearest[place] = (distance, row);
    }

    private DuplicateKind? Compare(int row, int other)
    {
        try
        {
            if (SameBytes(Path(row), Path(other)))
            {
                return DuplicateKind.SameFile;
            }
        }
        catch (Exception error) when (FileFaults.Concerns(error))
        {
            return null;
        }

        return Signature(row) is { } one && Signature(other) is { } two ? one.Compare(two) : null;
    }

    // A file that is gone by now is no duplicate; whoever needs it says so. Two threads may read one: both make the same of it.
    private PictureSignature? Signature(int row)
    {
        try
        {
            return _signatures[row] ??= PictureSignature.Read(Path(row));
        }
        catch (Exception error) when (FileFaults.Concerns(error))
        {
            return null;
        }
    }

    private static bool SameBytes(string one, string two) =>
        RealFile.Of(one).Length == RealFile.Of(two).Length && File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(two));

    private DuplicateImage Describe(Pair pair, DuplicateKind kind) =>
        new(Path(pair.Row), Category(pair.Row), Label(pair.Row), Path(pair.Other), Category(pair.Other), Label(pair.Other), kind);

    private int Set(int row) => row < _starts[1] ? 0 : row < _starts[2] ? 1 : 2;

    private ReadOnlySpan<float> Features(int row) => _sets[Set(row)].Data.Features.Row(row - _starts[Set(row)]);

    private string Path(int row) => _sets[Set(row)].PathOf(row - _starts[Set(row)]);

    private string Label(int row) => _labels[_sets[Set(row)].Data.Labels[row - _starts[Set(row)]]];

    private ImageCategory Category(int row) => Set(row) switch
    {
        0 => ImageCategory.Training,
        1 => ImageCategory.Validation,
        _ => ImageCategory.Testing,
    };

    // A class: generic code over structs of ours would have to be compiled when it is first used.
    private sealed record Pair(int Row, int Other, int Distance);
}
