namespace Poets.Retraining.Training;

/// <summary>
/// One batch in the solver's memory: what the 14 summaries of reference §8.2 are made of. Valid only during the call
/// that hands it over.
/// </summary>
public readonly ref struct BatchView
{
    /// <summary>The step, from 0.</summary>
    public int Step { get; init; }

    /// <summary>All D × K weights, in no particular order.</summary>
    public ReadOnlySpan<float> Weights { get; init; }

    /// <summary>[K] biases.</summary>
    public ReadOnlySpan<float> Biases { get; init; }

    /// <summary>float32 [B, K]: before the softmax.</summary>
    public ReadOnlySpan<float> Logits { get; init; }

    /// <summary>float32 [B, K]: after it.</summary>
    public ReadOnlySpan<float> Probabilities { get; init; }

    /// <summary>The batch's mean cross entropy.</summary>
    public double CrossEntropy { get; init; }

    /// <summary>The batch's fraction of correct answers, 0 to 1.</summary>
    public double Accuracy { get; init; }

    /// <summary>Images in the batch.</summary>
    public int Count { get; init; }
}
