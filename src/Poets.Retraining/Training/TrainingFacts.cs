namespace Poets.Retraining.Training;

/// <summary>What a solver did, for the result object and the report.</summary>
public sealed record TrainingFacts
{
    /// <summary><c>Sgd</c> or <c>Lbfgs</c>.</summary>
    public required string Solver { get; init; }

    /// <summary>Steps or iterations done.</summary>
    public required int Steps { get; init; }

    /// <summary>The step whose layer was kept; the last one unless best-on-validation was asked for.</summary>
    public required int KeptStep { get; init; }

    /// <summary>Why training ended, in words.</summary>
    public required string Ended { get; init; }

    /// <summary>The L2 strength chosen, on standardised features; null for Sgd.</summary>
    public double? L2 { get; init; }

    /// <summary>The power of the deviations that features were divided by; null for Sgd.</summary>
    public double? Power { get; init; }

    /// <summary>The strengths tried with the validation cross entropy of each, strongest first; empty for Sgd.</summary>
    public IReadOnlyList<(double L2, double ValidationCrossEntropy, double ValidationAccuracy)> Tried { get; init; } = [];

    /// <summary>
    /// What the layer that was chosen made of the validation images, where the final one has learned from them as well;
    /// null where the final layer has never seen them.
    /// </summary>
    public (double CrossEntropy, double Accuracy)? Selected { get; init; }

    /// <summary>Time spent training.</summary>
    public required TimeSpan Duration { get; init; }
}
