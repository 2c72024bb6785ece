namespace Poets.Retraining.Training.Lbfgs;

/// <summary>Parameters of the convex solver.</summary>
public sealed record LbfgsOptions
{
    /// <summary>
    /// L2 strengths λ to choose from by validation cross entropy: the objective is mean cross entropy + λ/2 · ‖W‖² on
    /// standardised features, biases free. Without validation images the median is taken.
    /// </summary>
    public IReadOnlyList<double> L2Grid { get; init; } = [10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];

    /// <summary>
    /// Powers of the deviation that features are divided by, to choose from like the strengths: 1 standardises, so that
    /// rare features count as much as common ones; 0 leaves their proportions alone, which small data sets like better.
    /// </summary>
    public IReadOnlyList<double> Powers { get; init; } = [1, 0.5, 0];

    /// <summary>
    /// Whether, after power and strength are chosen on the validation images, the layer is fitted once more to training and
    /// validation images together. Its validation figures are then those of the layer that was chosen, before that.
    /// </summary>
    public bool RefitsOnAll { get; init; } = true;

    /// <summary>Converged when the gradient's Euclidean norm falls below this times max(1, the parameters' norm).</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Iterations a strength at most.</summary>
    public int MaximumIterations { get; init; } = 300;
}
