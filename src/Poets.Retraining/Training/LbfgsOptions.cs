namespace Poets.Retraining.Training;

/// <summary>Parameters of the convex solver.</summary>
public sealed record LbfgsOptions
{
    /// <summary>
    /// L2 strengths λ, used from the strongest on. Each round minimises mean cross entropy + λ/2 · ‖V − V′‖², where V′ is
    /// the round before's answer (zero at first), so that a single strength is plain L2 regularisation and a falling
    /// sequence approaches the unregularised optimum in convex steps. The round with the lowest validation cross entropy
    /// is kept; without validation images the middle one.
    /// </summary>
    public IReadOnlyList<double> L2Grid { get; init; } = [8, 4, 2, 1, 0.5, 0.25, 0.125, 0.0625, 0.03125];

    /// <summary>
    /// Powers of the deviation that features are divided by, to choose from like the strengths: 1 standardises, so that
    /// rare features count as much as common ones; 0 leaves their proportions alone, which small data sets like better.
    /// Without validation images the first is taken.
    /// </summary>
    public IReadOnlyList<double> Powers { get; init; } = [0, 1];

    /// <summary>Converged when the gradient's Euclidean norm falls below this times max(1, the parameters' norm).</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Iterations a strength at most.</summary>
    public int MaximumIterations { get; init; } = 300;
}
