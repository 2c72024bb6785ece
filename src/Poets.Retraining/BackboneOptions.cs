using Poets.Graphs.Execution;

namespace Poets.Retraining;

/// <summary>Which network looks at the images, and how it is run. What is null comes from the graph.</summary>
public record BackboneOptions
{
    /// <summary>
    /// One of the catalogue's names, such as <c>mobilenet_0.50_224</c>; null is the embedded <c>efficientnet_lite0</c>.
    /// Case is kept in the names of cache files, as the codelab script does.
    /// </summary>
    public string? Architecture { get; init; }

    /// <summary>A Hub module in place of an architecture: a folder, a <c>.tar.gz</c> file, or a handle found in the module cache.</summary>
    public string? TfHubModule { get; init; }

    /// <summary>
    /// Where the module of a folder or archive lies, for callers whose users type paths that are not relative to the
    /// process's folder; null is <see cref="TfHubModule"/> itself, whose text names the network in any case.
    /// </summary>
    public string? TfHubModulePath { get; init; }

    /// <summary>A frozen graph in place of both.</summary>
    public string? BackboneGraph { get; init; }

    /// <summary>Where named architectures lie (retrain.py's <c>--model_dir</c>); null is the user's model folder.</summary>
    public string? ModelDirectory { get; init; }

    /// <summary>The tensor that takes images, float32 [N,H,W,3].</summary>
    public string? InputTensor { get; init; }

    /// <summary>
    /// Tensors whose values, joined, are the bottleneck; spatial ones [N,H,W,C] are averaged over H and W. Empty: the
    /// network's own.
    /// </summary>
    public IReadOnlyList<string> BottleneckTensors { get; init; } = [];

    /// <summary>Columns that images are resized to.</summary>
    public int? InputWidth { get; init; }

    /// <summary>Rows that images are resized to.</summary>
    public int? InputHeight { get; init; }

    /// <summary>Subtracted from each value, in grey levels 0 to 255.</summary>
    public float? InputMean { get; init; }

    /// <summary>What each value is divided by after that, in grey levels.</summary>
    public float? InputStd { get; init; }

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
