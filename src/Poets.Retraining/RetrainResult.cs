using Poets.Retraining.Duplicates;
using Poets.Retraining.Evaluation;
using Poets.Retraining.Training;

namespace Poets.Retraining;

/// <summary>What a run came to.</summary>
public sealed record RetrainResult
{
    /// <summary>The network's name.</summary>
    public required string Architecture { get; init; }

    /// <summary>The labels, in the order of the graph's outputs.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How the layer was trained.</summary>
    public SolverKind Solver { get; init; }

    /// <summary>Share of the testing set that is labelled rightly, 0 to 1; NaN where the testing set is empty.</summary>
    public double TestAccuracy { get; init; } = double.NaN;

    /// <summary>Images in <see cref="TestAccuracy"/>.</summary>
    public int TestCount { get; init; }

    /// <summary>Mean cross entropy of the testing set, in nats.</summary>
    public double TestCrossEntropy { get; init; } = double.NaN;

    /// <summary>Share of the validation set that is labelled rightly.</summary>
    public double ValidationAccuracy { get; init; } = double.NaN;

    /// <summary>Images in <see cref="ValidationAccuracy"/>.</summary>
    public int ValidationCount { get; init; }

    /// <summary>Mean cross entropy of the validation set, in nats.</summary>
    public double ValidationCrossEntropy { get; init; } = double.NaN;

    /// <summary>Share of the training set that is labelled rightly.</summary>
    public double TrainingAccuracy { get; init; } = double.NaN;

    /// <summary>Images in <see cref="TrainingAccuracy"/>.</summary>
    public int TrainingCount { get; init; }

    /// <summary>The hyper-parameters that were used or chosen, by name.</summary>
    public IReadOnlyDictionary<string, double> HyperParameters { get; init; } = new Dictionary<string, double>();

    /// <summary>Which testing images were taken for which class; null where the testing set is empty.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>What the solver did.</summary>
    public TrainingFacts? Facts { get; init; }

    /// <summary>Test images that are labelled wrongly.</summary>
    public IReadOnlyList<MisclassifiedImage> Misclassified { get; init; } = [];

    /// <summary>Pictures that sit in two sets, so that the accuracies flatter.</summary>
    public IReadOnlyList<DuplicateImage> Duplicates { get; init; } = [];

    /// <summary>Files that could not be used.</summary>
    public IReadOnlyList<string> BadFiles { get; init; } = [];

    /// <summary>The graph that was written, or null.</summary>
    public string? GraphPath { get; init; }

    /// <summary>The labels file that was written, or null.</summary>
    public string? LabelsPath { get; init; }

    /// <summary>The SavedModel that was written, or null.</summary>
    public string? SavedModelPath { get; init; }

    /// <summary>The folder of event files, or null.</summary>
    public string? SummariesPath { get; init; }

    /// <summary>The report that was written, or null.</summary>
    public string? ReportPath { get; init; }

    /// <summary>Bottlenecks that were computed.</summary>
    public int ComputedBottlenecks { get; init; }

    /// <summary>Bottlenecks that were read from the cache.</summary>
    public int CachedBottlenecks { get; init; }

    /// <summary>How long bottlenecks took.</summary>
    public TimeSpan BottleneckTime { get; init; }

    /// <summary>How long training took.</summary>
    public TimeSpan TrainingTime { get; init; }
}
