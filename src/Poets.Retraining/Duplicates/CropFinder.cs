namespace Poets.Retraining.Duplicates;

/// <summary>
/// Finds out whether one of two pictures is a part of the other, or the other turned a little: looks for the view of one
/// whose brightness correlates most with the other, from 28 starts on a coarse grid and then uphill, as image registration
/// does (G. Evangelidis and E. Psarakis, "Parametric image alignment using enhanced correlation coefficient
/// maximization", 2008; with trial steps in place of derivatives). What looks alike in the large, two
/// tulips before the sky, can be brought to correlate; their detail, which is what each cell differs from its neighbours by, cannot.
/// </summary>
internal static class CropFinder
{
    /// <summary>Correlation of brightness from which one may be a part of the other.</summary>
    internal const double LeastCorrelation = 0.94;

    /// <summary>Correlation of detail from which it is one: different photos reach 0.62, crops stay above 0.85.</summary>
    internal const double LeastDetail = 0.75;

    private const int Coarse = 12;
    private const int Fine = 24;

    // Correlation on the coarse grid below which the fine one is not worth a look.
    private const double LeastCoarse = 0.85;

    /// <summary>How one is a part of the other; null where it is not.</summary>
    public static DuplicateKind? Compare(BrightnessMap one, BrightnessMap two)
    {
        (double correlation, double detail, bool mirrored) = Measure(one, two);
        return correlation < LeastCorrelation || detail < LeastDetail ? null : mirrored ? DuplicateKind.Mirrored : DuplicateKind.NearCopy;
    }

    /// <summary>How far the best view of one and the other go together; 0 where that is out of the question.</summary>
    internal static (double Correlation, double Detail, bool Mirrored) Measure(BrightnessMap one, BrightnessMap two)
    {
        Candidate[] starts = [Start(one, two, false), Start(one, two, true), Start(two, one, false), Start(two, one, true)];
        Array.Sort(starts, static (a, b) => b.Score.CompareTo(a.Score));
        Candidate best = Climb(starts[0], Coarse, step: 0.03, last: 0.006);
        Candidate second = Climb(starts[1], Coarse, step: 0.03, last: 0.006);
        best = second.Score > best.Score ? second : best;
        if (best.Score < LeastCoarse)
        {
            return default;
        }

        best = Climb(best, Fine, step: 0.012, last: 0.0025);
        return (best.Score, Detail(best), best.Mirrored);
    }

    /// <summary>The best of some views: the whole, and nine of each of three sizes.</summary>
    private static Candidate Start(BrightnessMap part, BrightnessMap whole, bool mirrored)
    {
        Span<float> cells = stackalloc float[Coarse * Coarse];
        part.Look(PictureView.Whole, mirrored: false, Coarse, cells);
        var best = new Candidate(part, whole, mirrored, PictureView.Whole, Correlation(cells, whole, PictureView.Whole, mirrored, Coarse));
        for (double size = 0.9; size > 0.65; size -= 0.1)
        {
            for (int place = 0; place < 9; place++)
            {
                var view = new PictureView(0.5 + (((place % 3) - 1) * (1 - size) / 2), 0.5 + (((place / 3) - 1) * (1 - size) / 2), size, size, 0);
                double score = Correlation(cells, whole, view, mirrored, Coarse);
                best = score > best.Score ? best with { View = view, Score = score } : best;
            }
        }

        return best;
    }

    private static Candidate Climb(Candidate start, int side, double step, double last)
    {
        Span<float> cells = stackalloc float[side * side];
        start.Part.Look(PictureView.Whole, mirrored: false, side, cells);
        Candidate best = start with { Score = Correlation(cells, start.Whole, start.View, start.Mirrored, side) };
        while (step > last)
        {
            double before = best.Score;
            for (int move = 0; move < 2 * PictureView.Parameters; move++)
            {
                PictureView view = best.View.Moved(move / 2, move % 2 == 0 ? step : -step);
                if (view.IsPart && Correlation(cells, best.Whole, view, best.Mirrored, side) is var score && score > best.Score)
                {
                    best = best with { View = view, Score = score };
                }
            }

            step = best.Score > before ? step : step / 2;
        }

        return best;
    }

    private static double Correlation(ReadOnlySpan<float> cells, BrightnessMap whole, PictureView view, bool mirrored, int side)
    {
        Span<float> seen = stackalloc float[side * side];
        whole.Look(view, mirrored, side, seen);
        return Cosine(cells, seen);
    }

    private static double Detail(Candidate candidate)
    {
        Span<float> part = stackalloc float[Fine * Fine];
        Span<float> seen = stackalloc float[Fine * Fine];
        candidate.Part.Look(PictureView.Whole, mirrored: false, Fine, part);
        candidate.Whole.Look(candidate.View, candidate.Mirrored, Fine, seen);
        return Cosine(Differences(part), Differences(seen));
    }

    /// <summary>What each inner cell differs from the mean of its four neighbours by.</summary>
    private static float[] Differences(ReadOnlySpan<float> cells)
    {
        var result = new float[(Fine - 2) * (Fine - 2)];
        for (int i = 0; i < result.Length; i++)
        {
            int at = ((1 + (i / (Fine - 2))) * Fine) + 1 + (i % (Fine - 2));
            result[i] = cells[at] - ((cells[at - 1] + cells[at + 1] + cells[at - Fine] + cells[at + Fine]) / 4);
        }

        return result;
    }

    // Of two pictures without any contrast nothing can be said.
    private static double Cosine(ReadOnlySpan<float> one, ReadOnlySpan<float> two)
    {
        float product = 0;
        float square = 0;
        float other = 0;
        for (int i = 0; i < one.Length; i++)
        {
            product += one[i] * two[i];
            square += one[i] * one[i];
            other += two[i] * two[i];
        }

        double lengths = Math.Sqrt((double)square * other);
        return lengths > 1e-6 ? product / lengths : 0;
    }

    private sealed record Candidate(BrightnessMap Part, BrightnessMap Whole, bool Mirrored, PictureView View, double Score);
}
