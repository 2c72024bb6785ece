using Poets.Retraining.Datasets;

namespace Poets.Retraining;

/// <summary>Which images a graph is tried on.</summary>
public sealed record EvaluateOptions
{
    /// <summary>The graph to try.</summary>
    public ClassifierOptions Classifier { get; init; } = new();

    /// <summary>The folder whose sub-folders are classes, as it was typed when the graph was trained.</summary>
    public string ImageDirectory { get; init; } = string.Empty;

    /// <summary>
    /// The text that enters the split's hash in place of <see cref="ImageDirectory"/>, for callers whose users type paths
    /// that are not relative to the process's folder; null is <see cref="ImageDirectory"/> itself.
    /// </summary>
    public string? SplitRoot { get; init; }

    /// <summary>Which files count; by default those that training would take for this graph.</summary>
    public ImageListing Listing { get; init; }

    /// <summary>Which set; null is all images.</summary>
    public ImageCategory? Category { get; init; } = ImageCategory.Testing;

    /// <summary>Share of images, in percent, that went to the testing set.</summary>
    public int TestingPercentage { get; init; } = 10;

    /// <summary>Share of images, in percent, that went to the validation set.</summary>
    public int ValidationPercentage { get; init; } = 10;
}
