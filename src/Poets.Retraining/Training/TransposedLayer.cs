using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;
using Poets.Retraining.Training.Quantisation;

namespace Poets.Retraining.Training;

/// <summary>
/// The layer as the solvers work on it: weights [K, D] with rows padded as those of <see cref="FeatureMatrix"/>, so that
/// a logit is one dot product over contiguous memory.
/// </summary>
internal sealed class TransposedLayer
{
    private float[]? _packed;

    public TransposedLayer(int featureCount, int classCount)
    {
        Weights = new FeatureMatrix(classCount, featureCount);
        Biases = new float[classCount];
    }

    public TransposedLayer(SoftmaxLayer layer)
        : this(layer.FeatureCount, layer.ClassCount)
    {
        layer.Biases.CopyTo(Biases, 0);
        Quantisation = layer.Ranges is null ? null : new LayerQuantisation(layer.Ranges);
        for (int k = 0; k < ClassCount; k++)
        {
            Span<float> row = Weights.Row(k);
            for (int d = 0; d < row.Length; d++)
            {
                row[d] = layer.Weights[(d * ClassCount) + k];
            }
        }
    }

    public FeatureMatrix Weights { get; }

    public float[] Biases { get; }

    /// <summary>How weights and logits are rounded; null where they are not.</summary>
    public LayerQuantisation? Quantisation { get; init; }

    public int ClassCount => Biases.Length;

    public int FeatureCount => Weights.Columns;

    /// <summary>logits[i, k] = Σ x[rows[i], d] · w[k, d] + b[k].</summary>
    public void Forward(FeatureMatrix features, ReadOnlySpan<int> rows, Span<float> logits)
    {
        ForwardKernel.Run(features, rows, Quantisation?.Weights(Weights) ?? Weights, logits);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> row = logits.Slice(i * ClassCount, ClassCount);
            for (int k = 0; k < row.Length; k++)
            {
                row[k] += Biases[k];
            }
        }
    }

    /// <summary>All weights without the padding, in this layer's own order; valid until the next call.</summary>
    public ReadOnlySpan<float> PackedWeights()
    {
        if (Weights.Stride == Weights.Columns)
        {
            return Weights.Values;
        }

        _packed ??= new float[ClassCount * FeatureCount];
        for (int k = 0; k < ClassCount; k++)
        {
            Weights.Row(k).CopyTo(_packed.AsSpan(k * FeatureCount));
        }

        return _packed;
    }

    /// <summary>A copy as it is exported.</summary>
    public SoftmaxLayer ToLayer()
    {
        var weights = new float[FeatureCount * ClassCount];
        for (int k = 0; k < ClassCount; k++)
        {
            ReadOnlySpan<float> row = Weights.Row(k);
            for (int d = 0; d < row.Length; d++)
            {
                weights[(d * ClassCount) + k] = row[d];
            }
        }

        return new SoftmaxLayer(FeatureCount, weights, (float[])Biases.Clone()) { Ranges = Quantisation?.Ranges };
    }
}
