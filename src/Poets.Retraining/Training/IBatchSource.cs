using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training;

/// <summary>
/// Makes training batches on the fly, as distorted runs need them. Called once a step, steps in order; an
/// implementation may prepare later steps meanwhile, since what a step holds must follow from the seed and the step alone.
/// </summary>
public interface IBatchSource
{
    /// <summary>Features D an image.</summary>
    int FeatureCount { get; }

    /// <summary>Classes K.</summary>
    int ClassCount { get; }

    /// <summary>Fills a batch.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="features">float32 [B, D] to fill, every row.</param>
    /// <param name="labels">[B], the class index of each row, to fill.</param>
    /// <param name="cancel">Ends the work.</param>
    void Fill(int step, FeatureMatrix features, Span<int> labels, CancellationToken cancel);
}
