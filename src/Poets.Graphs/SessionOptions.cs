using Poets.Graphs.Execution;

namespace Poets.Graphs;

/// <summary>How a session runs.</summary>
public sealed record SessionOptions
{
    /// <summary>Threads that share the work of one run; 0 is one a core. Callers that run several images at once take 1.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Told how long each node of each run took, possibly on several threads at once; null, the default, runs without a clock.
    /// Our own engine tells; TensorFlow does not.
    /// </summary>
    public Action<NodeTiming>? Profile { get; init; }

    /// <summary>
    /// The shapes that runs will most likely feed, one an input, so that an engine can prepare for them with the session and
    /// not in the first run. Others may be fed all the same. Empty, the default, says nothing.
    /// </summary>
    public IReadOnlyList<TensorShape> ExpectedShapes { get; init; } = [];

    /// <summary>The device, for engines that have several: <c>Auto</c>, <c>Cpu</c>, <c>Gpu</c> or <c>Gpu:1</c>.</summary>
    public string Device { get; init; } = "Auto";
}
