namespace Poets.Retraining.Evaluation;

/// <summary>How often each actual class was taken for each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    /// <summary>Wraps labels and counts [actual, predicted].</summary>
    /// <exception cref="ArgumentException">The counts are not square in the number of labels.</exception>
    public ConfusionMatrix(IReadOnlyList<string> labels, int[,] counts)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.GetLength(0) != labels.Count || counts.GetLength(1) != labels.Count)
        {
            throw new ArgumentException($"{labels.Count} labels need counts [{labels.Count}, {labels.Count}], not [{counts.GetLength(0)}, {counts.GetLength(1)}].", nameof(counts));
        }

        (Labels, _counts) = (labels, counts);
        ClassFigures[] classes = [.. labels.Select((label, i) => ClassFigures(label, i))];
        Classes = classes;
        Correct = Enumerable.Range(0, labels.Count).Sum(i => counts[i, i]);
        Count = counts.Cast<int>().Sum();
    }

    /// <summary>The class names, by index.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Images counted.</summary>
    public int Count { get; }

    /// <summary>Images on the diagonal.</summary>
    public int Correct { get; }

    /// <summary>Correct / Count; NaN without images.</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>Precision, recall and so on of each class, by index.</summary>
    public IReadOnlyList<ClassFigures> Classes { get; }

    /// <summary>Images of class <paramref name="actual"/> that were taken for class <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    private ClassFigures ClassFigures(string label, int index)
    {
        int actual = 0;
        int predicted = 0;
        for (int i = 0; i < Labels.Count; i++)
        {
            actual += _counts[index, i];
            predicted += _counts[i, index];
        }

        return new ClassFigures(label, actual, predicted, _counts[index, index]);
    }
}
