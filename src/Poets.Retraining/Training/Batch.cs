namespace Poets.Retraining.Training;

/// <summary>Rows of a matrix with their classes, and what a layer makes of them.</summary>
internal sealed class Batch : BatchFigures
{
    private readonly int _classes;
    private readonly float[] _coefficients;

    public Batch(FeatureMatrix features, int count, int classes)
        : base(count, classes)
    {
        (Features, _classes) = (features, classes);
        Rows = new int[count];
        _coefficients = new float[count * classes];
    }

    public FeatureMatrix Features { get; }

    public int[] Rows { get; }

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
        layer.Forward(Features, Rows, Logits);
        Judge();
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

        BackwardKernel.Run(Features, Rows, _coefficients, layer.Weights, 0, layer.Weights.Stride);
    }
}
