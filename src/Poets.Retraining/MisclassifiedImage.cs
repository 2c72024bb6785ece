namespace Poets.Retraining;

/// <summary>An image that the classifier takes for something else.</summary>
/// <param name="Path">The file.</param>
/// <param name="ActualLabel">The label of the folder that it lies in.</param>
/// <param name="PredictedLabel">The label with the highest score.</param>
/// <param name="Score">That score, 0 to 1.</param>
public sealed record MisclassifiedImage(string Path, string ActualLabel, string PredictedLabel, float Score);
