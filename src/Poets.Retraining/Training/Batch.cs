namespace Poets.Retraining.Training;

/// <summary>Rows of a matrix with their classes, and what a layer makes of them.</summary>
internal sealed class Batch
{
    private readonly FeatureMatrix _features;
    private readonly int _classes;
    private readonly float[] _coefficients;

    public Batch(FeatureMatrix features, int count, int classes)
    {
        (_features, _classes) = (features, classes);
        Rows = new int[count];
        Labels = new int[count];
        Logits = new float[count * classes];
        Probabilities = new float[count * classes];
        _coefficients = new float[count * classes];
    }

    public int[] Rows { get; }

    public int[] Labels { get; }

    public float[] Logits { get; }

    public float[] Probabilities { get; }

    public double CrossEntropy { get; private set; }

    public double Accuracy { get; private set; }

    public int Count => Rows.Length;

    public FeatureMatrix Features => _features;

    /// <summary>Makes this the batch of the matrix's first rows, in order.</summary>
    public void TakeRowsInOrder()
    {
        for (int i = 0; i < Rows.Length; i++)
        {
            Rows[i] = i;
        }
    }

    /// <summary>Logits, probabilities, cross entropy and accuracy under a layer.</summary>
    public void Evaluate(TransposedLayer layer)
    {
        layer.Forward(_features, Rows, Logits);
        Logits.CopyTo(Probabilities, 0);
        SoftmaxKernel.RowsInPlace(Probabilities, _classes);
        Judge();
    }

    /// <summary>Cross entropy and accuracy of the logits and probabilities that stand here.</summary>
    public void Judge()
    {
        CrossEntropy = SoftmaxKernel.CrossEntropySum(Logits, Labels, _classes) / Count;
        Accuracy = (double)SoftmaxKernel.CorrectCount(Probabilities, Labels, _classes) / Count;
    }

    /// <summary>One step down the gradient of the last <see cref="Evaluate"/>.</summary>
    public void Descend(TransposedLayer layer, float rate)
    {
        float scale = -rate / Count;
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < _classes; k++)
            {
                int at = (i * _classes) + k;
                _coefficients[at] = scale * (Probabilities[at] - (Labels[i] == k ? 1 : 0));
                layer.Biases[k] += _coefficients[at];
            }
        }

        DenseKernels.Backward(_features, Rows, _coefficients, layer.Weights, 0, layer.Weights.Stride);
    }

    public BatchView View(int step, TransposedLayer layer) => new()
    {
        Step = step,
        Weights = layer.PackedWeights(),
        Biases = layer.Biases,
        Logits = Logits,
        Probabilities = Probabilities,
        CrossEntropy = CrossEntropy,
        Accuracy = Accuracy,
        Count = Count,
    };
}
