using Poets.Graphs.Execution;

namespace Poets.Retraining;

/// <summary>Which graph labels images. What is null comes from the graph (reference §9.6).</summary>
public sealed record ClassifierOptions
{
    /// <summary>A frozen graph; null is the embedded network with ImageNet's 1,000 labels.</summary>
    public string? Graph { get; init; }

    /// <summary>The labels file, a label a line; null looks for the usual names beside the graph.</summary>
    public string? Labels { get; init; }

    /// <summary>The node or tensor that takes the image.</summary>
    public string? InputLayer { get; init; }

    /// <summary>The node or tensor with the scores.</summary>
    public string? OutputLayer { get; init; }

    /// <summary>Columns that images are resized to.</summary>
    public int? InputWidth { get; init; }

    /// <summary>Rows that images are resized to.</summary>
    public int? InputHeight { get; init; }

    /// <summary>Subtracted from each value, in grey levels 0 to 255.</summary>
    public float? InputMean { get; init; }

    /// <summary>What each value is divided by after that.</summary>
    public float? InputStd { get; init; }

    /// <summary>
    /// Whether 128 stands in for the 127.5 that MobileNets are trained with, as in label_image.py (reference §9.6).
    /// </summary>
    public bool UseLabelImageNormalisation { get; init; }

    /// <summary>
    /// The score, 0 to 1, that the best label has to reach; below it, an image is <see cref="UnknownLabel"/>. 0 takes every
    /// best label.
    /// </summary>
    public float Threshold { get; init; }

    /// <summary>
    /// What images below <see cref="Threshold"/> are called. Where the graph, or a folder of an evaluation, has a class of
    /// that very name, they are taken for that.
    /// </summary>
    public string UnknownLabel { get; init; } = "unknown";

    /// <summary>Which engine runs the network.</summary>
    public EngineKind Engine { get; init; }

    /// <summary>The device: <c>Auto</c>, <c>Cpu</c>, <c>Gpu</c> or <c>Gpu:1</c>.</summary>
    public string Device { get; init; } = "Auto";

    /// <summary>The folder or file of the TensorFlow library; null searches the usual places.</summary>
    public string? TensorFlowPath { get; init; }

    /// <summary>Images that are worked on at once; 0 is one a core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Images of one run of the network, for GPUs; 1 runs each alone, and is fastest on processors.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Told how long each node of each run took, possibly on several threads at once; our own engine only.</summary>
    public Action<NodeTiming>? Profile { get; init; }
}
