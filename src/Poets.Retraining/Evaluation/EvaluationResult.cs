namespace Poets.Retraining.Evaluation;

/// <summary>What a layer makes of a labelled set.</summary>
/// <param name="Accuracy">Fraction correct, 0 to 1; NaN without images.</param>
/// <param name="Count">Images judged; repeated draws count each time.</param>
/// <param name="CrossEntropy">Mean cross entropy; NaN without images.</param>
/// <param name="Confusion">Counts by actual and predicted class.</param>
/// <param name="Misclassified">The wrong answers in evaluation order (reference §7.5).</param>
public sealed record EvaluationResult(double Accuracy, int Count, double CrossEntropy, ConfusionMatrix Confusion, IReadOnlyList<Misclassification> Misclassified);
