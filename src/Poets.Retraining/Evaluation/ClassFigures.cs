namespace Poets.Retraining.Evaluation;

/// <summary>One class's share of a <see cref="ConfusionMatrix"/>.</summary>
/// <param name="Label">The class name.</param>
/// <param name="Actual">Images that are of this class.</param>
/// <param name="Predicted">Images that were taken for it.</param>
/// <param name="Correct">Images that are both.</param>
public sealed record ClassFigures(string Label, int Actual, int Predicted, int Correct)
{
    /// <summary>Of the images taken for this class, the fraction that are; NaN where none was.</summary>
    public double Precision => (double)Correct / Predicted;

    /// <summary>Of the images of this class, the fraction recognised; NaN where there are none.</summary>
    public double Recall => (double)Correct / Actual;

    /// <summary>The harmonic mean of precision and recall; NaN where the class neither occurs nor is predicted.</summary>
    public double F1 => 2.0 * Correct / (Actual + Predicted);
}
