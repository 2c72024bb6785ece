namespace Poets.Retraining.Training.Sgd;

/// <summary>
/// retrain.py's way of drawing a batch (reference §7.2): a uniform class, then a uniform image of it, with replacement,
/// so that classes are balanced whatever their sizes. Unlike there, a class without images is never drawn instead of
/// ending the run, and the draws follow from a seed.
/// </summary>
public sealed class BalancedSampler
{
    private readonly SeededRandom _random;
    private readonly (int Class, int First, int Count)[] _classes;
    private readonly int[] _rows;

    /// <summary>A sampler over rows with a class each.</summary>
    /// <exception cref="TrainingException">There is no row at all.</exception>
    public BalancedSampler(ReadOnlySpan<int> labels, int classCount, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (labels.IsEmpty)
        {
            throw new TrainingException("There is no image to draw from.");
        }

        _random = random;
        _rows = new int[labels.Length];
        var starts = new int[classCount + 1];
        foreach (int label in labels)
        {
            starts[label + 1]++;
        }

        for (int i = 0; i < classCount; i++)
        {
            starts[i + 1] += starts[i];
        }

        _classes = [.. Enumerable.Range(0, classCount).Select(k => (k, starts[k], starts[k + 1] - starts[k])).Where(entry => entry.Item3 > 0)];
        for (int row = 0; row < labels.Length; row++)
        {
            _rows[starts[labels[row]]++] = row;
        }
    }

    /// <summary>Draws every row of a batch.</summary>
    internal void Draw(Batch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            (batch.Labels[i], batch.Rows[i]) = Next();
        }
    }

    /// <summary>Draws one row.</summary>
    public (int Class, int Row) Next()
    {
        (int label, int first, int count) = _classes[_random.Below(_classes.Length)];
        return (label, _rows[first + _random.Below(count)]);
    }
}
