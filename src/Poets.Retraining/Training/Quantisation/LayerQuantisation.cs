using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training.Quantisation;

/// <summary>
/// What TensorFlow's quantising rewrite adds to the new layer (reference §6.3): weights rounded in their own range, logits
/// in a moving average of theirs. While it trains, each look at a batch moves the ranges.
/// </summary>
internal sealed class LayerQuantisation
{
    private const float Decay = 0.999f;

    private FeatureMatrix? _rounded;
    private float _biasedMin;
    private float _biasedMax;
    private int _looks;

    /// <summary>Ranges that training moves.</summary>
    public LayerQuantisation() => IsTraining = true;

    /// <summary>Ranges that stay.</summary>
    public LayerQuantisation(QuantisedRanges ranges) => Ranges = ranges;

    /// <summary>Whether ranges follow what is seen.</summary>
    public bool IsTraining { get; }

    /// <summary>The ranges now.</summary>
    public QuantisedRanges Ranges { get; private set; } = new(-6, 6, 0, 6);

    /// <summary>The weights as they are multiplied.</summary>
    public FeatureMatrix Weights(FeatureMatrix weights)
    {
        if (IsTraining)
        {
            // The rows' padding is zero, and zero lies in every range.
            (float low, float high) = FakeQuantisation.RangeOf(weights.Values);
            Ranges = Ranges with { WeightsMin = low, WeightsMax = high };
        }

        _rounded ??= new FeatureMatrix(weights.Rows, weights.Columns);
        weights.Values.CopyTo(_rounded.Values, 0);
        FakeQuantisation.Apply(_rounded.Values, Ranges.WeightsMin, Ranges.WeightsMax, narrow: true);
        return _rounded;
    }

    /// <summary>Rounds logits in place, after the ranges have followed them.</summary>
    public void Logits(Span<float> logits)
    {
        if (IsTraining)
        {
            Follow(logits);
        }

        FakeQuantisation.Apply(logits, Ranges.LogitsMin, Ranges.LogitsMax, narrow: false);
    }

    /// <summary>Weights that lie beyond the nudged range get no gradient: sets them back to what they were.</summary>
    /// <param name="before">The weights before the step.</param>
    /// <param name="after">The weights after it.</param>
    public void Hold(ReadOnlySpan<float> before, Span<float> after)
    {
        (float low, float high, _) = FakeQuantisation.Nudge(Ranges.WeightsMin, Ranges.WeightsMax, narrow: true);
        for (int i = 0; i < before.Length; i++)
        {
            if (before[i] < low || before[i] > high)
            {
                after[i] = before[i];
            }
        }
    }

    /// <summary>A moving average whose start at 0 is divided out, as assign_moving_average has it.</summary>
    private void Follow(ReadOnlySpan<float> logits)
    {
        (float low, float high) = FakeQuantisation.RangeOf(logits);
        _biasedMin -= (_biasedMin - low) * (1 - Decay);
        _biasedMax -= (_biasedMax - high) * (1 - Decay);
        float weight = 1 - MathF.Pow(Decay, ++_looks);
        Ranges = Ranges with { LogitsMin = _biasedMin / weight, LogitsMax = _biasedMax / weight };
    }
}
