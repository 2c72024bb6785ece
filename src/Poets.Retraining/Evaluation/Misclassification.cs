namespace Poets.Retraining.Evaluation;

/// <summary>An image that was taken for another class.</summary>
/// <param name="Row">Its row in the evaluated features.</param>
/// <param name="Actual">The index of its class.</param>
/// <param name="Predicted">The index of the class it was taken for.</param>
/// <param name="Score">The probability given to <paramref name="Predicted"/>.</param>
/// <param name="ActualScore">The probability given to <paramref name="Actual"/>.</param>
public sealed record Misclassification(int Row, int Actual, int Predicted, float Score, float ActualScore);
