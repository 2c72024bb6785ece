namespace Poets.Retraining;

/// <summary>What came of one image: its labels, or the reason why there are none.</summary>
public sealed record ImageClassification
{
    /// <summary>The image file, as it was given.</summary>
    public required string Path { get; init; }

    /// <summary>The best labels, highest score first; empty where <see cref="Error"/> is set.</summary>
    public IReadOnlyList<ImageLabel> Labels { get; init; } = [];

    /// <summary>Whether no label reached <see cref="ClassifierOptions.Threshold"/>; <see cref="Labels"/> then holds the unknown label alone, with the best score there was.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Every class's score in the order of the labels file; empty where <see cref="Error"/> is set.</summary>
    public IReadOnlyList<float> Scores { get; init; } = [];

    /// <summary>Why this file has no labels, or null.</summary>
    public Exception? Error { get; init; }

    /// <summary>How long the network ran.</summary>
    public TimeSpan RunTime { get; init; }
}
