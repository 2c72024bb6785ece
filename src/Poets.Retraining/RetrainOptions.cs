using Poets.Retraining.Datasets;

namespace Poets.Retraining;

/// <summary>Everything that both versions of retrain.py let people choose (reference §1.2), and what we add.</summary>
public sealed record RetrainOptions : BackboneOptions
{
    /// <summary>The folder whose sub-folders are classes. The text as typed enters the split's hash.</summary>
    public string ImageDirectory { get; init; } = string.Empty;

    /// <summary>
    /// The text that enters the split's hash in place of <see cref="ImageDirectory"/>, for callers whose users type paths
    /// that are not relative to the process's folder; null is <see cref="ImageDirectory"/> itself.
    /// </summary>
    public string? SplitRoot { get; init; }

    /// <summary>Which files count.</summary>
    public ImageListing Listing { get; init; }

    /// <summary>The frozen graph to write; null writes none.</summary>
    public string? OutputGraph { get; init; }

    /// <summary>The labels file to write; null writes none.</summary>
    public string? OutputLabels { get; init; }

    /// <summary>A folder for a SavedModel; null or empty writes none.</summary>
    public string? SavedModelDirectory { get; init; }

    /// <summary>Start of the paths of intermediate graphs; <c>intermediate_STEP.pb</c> is appended as it is.</summary>
    public string IntermediateOutputGraphsPrefix { get; init; } = "/tmp/intermediate_graph/";

    /// <summary>Every how many steps an intermediate graph is written; 0 writes none.</summary>
    public int IntermediateStoreFrequency { get; init; }

    /// <summary>The folder for TensorBoard's event files, emptied of earlier ones first; null writes none.</summary>
    public string? SummariesDirectory { get; init; }

    /// <summary>A self-contained HTML report of the run; null writes none.</summary>
    public string? Report { get; init; }

    /// <summary>A PNG of distorted samples, to see what the distortions do; null writes none.</summary>
    public string? DistortionSheet { get; init; }

    /// <summary>The cache of bottlenecks in retrain.py's layout; null keeps them in memory only.</summary>
    public string? BottleneckDirectory { get; init; }

    /// <summary>The name of the softmax node.</summary>
    public string FinalTensorName { get; init; } = "final_result";

    /// <summary>How the layer is trained; null is <see cref="SolverKind.Lbfgs"/>, with distortions <see cref="SolverKind.Sgd"/>.</summary>
    public SolverKind? Solver { get; init; }

    /// <summary>Everything random follows from it.</summary>
    public int Seed { get; init; }

    /// <summary>Steps of <see cref="SolverKind.Sgd"/>.</summary>
    public int Steps { get; init; } = 4000;

    /// <summary>Learning rate of <see cref="SolverKind.Sgd"/>.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Share of images, in percent, that go to the testing set.</summary>
    public int TestingPercentage { get; init; } = 10;

    /// <summary>Share of images, in percent, that go to the validation set.</summary>
    public int ValidationPercentage { get; init; } = 10;

    /// <summary>Every how many steps accuracies are reported.</summary>
    public int EvalStepInterval { get; init; } = 10;

    /// <summary>Images a step; -1 is the whole training set.</summary>
    public int TrainBatchSize { get; init; } = 100;

    /// <summary>Images of the final test; -1 is the whole testing set.</summary>
    public int TestBatchSize { get; init; } = -1;

    /// <summary>Images of each evaluation; -1 is the whole validation set.</summary>
    public int ValidationBatchSize { get; init; } = 100;

    /// <summary>Stop when the validation set has not improved for so many evaluations; 0 never stops early.</summary>
    public int EarlyStoppingPatience { get; init; }

    /// <summary>Keep the weights of the best evaluation in place of the last.</summary>
    public bool KeepBestOnValidation { get; init; }

    /// <summary>L2 strengths that <see cref="SolverKind.Lbfgs"/> tries; empty is its own grid.</summary>
    public IReadOnlyList<double> L2Grid { get; init; } = [];

    /// <summary>Whether the lines of misclassified test images are logged; the result holds them in any case.</summary>
    public bool PrintMisclassifiedTestImages { get; init; }

    /// <summary>Leaves out the search for pictures that sit in two sets.</summary>
    public bool SkipDuplicateCheck { get; init; }

    /// <summary>Whether training images are mirrored at random.</summary>
    public bool FlipLeftRight { get; init; }

    /// <summary>Margin, in percent, that is cropped away at random (reference §5).</summary>
    public int RandomCrop { get; init; }

    /// <summary>Percent by which images are zoomed at random.</summary>
    public int RandomScale { get; init; }

    /// <summary>Percent by which pixels are multiplied up or down at random.</summary>
    public int RandomBrightness { get; init; }

    /// <summary>Whether any distortion is asked for.</summary>
    public bool IsDistorted => FlipLeftRight || RandomCrop != 0 || RandomScale != 0 || RandomBrightness != 0;
}
