namespace Poets.Retraining;

/// <summary>One image of an evaluation.</summary>
/// <param name="Path">The file.</param>
/// <param name="ActualLabel">The label of the folder that it lies in.</param>
/// <param name="PredictedLabel">The label with the highest score, or the unknown label where none reached the threshold; null where <paramref name="Error"/> is set.</param>
/// <param name="Score">That score, 0 to 1.</param>
/// <param name="ActualScore">The score of the actual label, 0 where the graph does not know it.</param>
/// <param name="Error">Why there is no prediction, or null.</param>
public sealed record EvaluatedImage(string Path, string ActualLabel, string? PredictedLabel, float Score, float ActualScore, Exception? Error)
{
    /// <summary>Whether no label reached <see cref="ClassifierOptions.Threshold"/>.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether the prediction is right; an unknown image is where it lies in a folder with the unknown label.</summary>
    public bool IsCorrect => Error is null && PredictedLabel == ActualLabel;

    /// <summary>Whether the prediction is wrong. An unknown image in the folder of a class is neither right nor wrong.</summary>
    public bool IsWrong => Error is null && !IsUnknown && PredictedLabel != ActualLabel;
}
