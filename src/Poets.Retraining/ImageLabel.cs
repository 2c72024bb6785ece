namespace Poets.Retraining;

/// <summary>One answer of a classifier.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Rank">1 for the most likely label.</param>
/// <param name="Label">The label.</param>
/// <param name="Score">Its probability, 0 to 1.</param>
public sealed record ImageLabel(string Path, int Rank, string Label, float Score);
