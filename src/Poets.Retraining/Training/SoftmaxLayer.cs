using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;
using Poets.Retraining.Training.Quantisation;

namespace Poets.Retraining.Training;

/// <summary>
/// The layer that retraining learns and exports: softmax(X · Weights + Biases), a plain MatMul, Add and Softmax
/// (reference §6.1).
/// </summary>
public sealed class SoftmaxLayer
{
    /// <summary>Wraps weights [D, K] (row by row) and biases [K] without copying them.</summary>
    /// <exception cref="ArgumentException">The weights are not [D, K] for the biases' K.</exception>
    public SoftmaxLayer(int featureCount, float[] weights, float[] biases)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        if ((long)featureCount * biases.Length != weights.Length)
        {
            throw new ArgumentException($"Weights of {featureCount} features × {biases.Length} classes are {(long)featureCount * biases.Length} values, not {weights.Length}.", nameof(weights));
        }

        (FeatureCount, Weights, Biases) = (featureCount, weights, biases);
    }

    /// <summary>Features D that go in.</summary>
    public int FeatureCount { get; }

    /// <summary>Classes K that come out.</summary>
    public int ClassCount => Biases.Length;

    /// <summary>float32 [D, K], row by row: the exported <c>final_weights</c>.</summary>
    public float[] Weights { get; }

    /// <summary>float32 [K]: the exported <c>final_biases</c>.</summary>
    public float[] Biases { get; }

    /// <summary>Where the network is quantised: the ranges in which weights and logits are rounded; else null.</summary>
    public QuantisedRanges? Ranges { get; init; }

    /// <summary>X · Weights + Biases, before logits are rounded: float32 [N, K], row by row.</summary>
    /// <exception cref="ArgumentException">The features are not the layer's.</exception>
    public float[] Logits(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != FeatureCount)
        {
            throw new ArgumentException($"This layer takes {FeatureCount} features an image, not {features.Columns}; it was trained on another network's bottlenecks.", nameof(features));
        }

        var logits = new float[features.Rows * ClassCount];
        new TransposedLayer(this).Forward(features, [.. Enumerable.Range(0, features.Rows)], logits);
        return logits;
    }

    /// <summary>Softmax of the <see cref="Logits"/>: float32 [N, K], each row summing to 1.</summary>
    /// <exception cref="ArgumentException">The features are not the layer's.</exception>
    public float[] Predict(FeatureMatrix features)
    {
        float[] logits = Logits(features);
        if (Ranges is not null)
        {
            new LayerQuantisation(Ranges).Logits(logits);
        }

        SoftmaxKernel.Rows(logits, logits, ClassCount);
        return logits;
    }
}
