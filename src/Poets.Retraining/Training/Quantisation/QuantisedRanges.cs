using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training.Quantisation;

/// <summary>The ranges that a layer's FakeQuant nodes round in (reference §6.3): 0 lies in each of them.</summary>
/// <param name="WeightsMin">Smallest weight.</param>
/// <param name="WeightsMax">Largest weight.</param>
/// <param name="LogitsMin">Smallest logit, a moving average over batches.</param>
/// <param name="LogitsMax">Largest logit, a moving average over batches.</param>
public sealed record QuantisedRanges(float WeightsMin, float WeightsMax, float LogitsMin, float LogitsMax)
{
    /// <summary>A layer with the ranges that its weights, and its logits for these images, have.</summary>
    public static SoftmaxLayer Measure(SoftmaxLayer layer, FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var plain = new SoftmaxLayer(layer.FeatureCount, layer.Weights, layer.Biases);
        (float low, float high) = FakeQuantisation.RangeOf(plain.Weights);
        var ranged = new SoftmaxLayer(layer.FeatureCount, layer.Weights, layer.Biases) { Ranges = new QuantisedRanges(low, high, 0, 0) };
        (float least, float most) = FakeQuantisation.RangeOf(ranged.Logits(features));
        return new SoftmaxLayer(layer.FeatureCount, layer.Weights, layer.Biases) { Ranges = new QuantisedRanges(low, high, least, most) };
    }
}
