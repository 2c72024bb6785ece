namespace Poets.Retraining;

/// <summary>How the new last layer is trained.</summary>
public enum SolverKind
{
    /// <summary>The convex optimum on standardised features, its L2 strength chosen on the validation set.</summary>
    Lbfgs,
    /// <summary>retrain.py's stochastic gradient descent, seeded (reference §7.2 and §7.3).</summary>
    Sgd,
}
