namespace Poets.Graphs;

/// <summary>How a session runs.</summary>
public sealed record SessionOptions
{
    /// <summary>Threads that share the work of one run; 0 is one a core. Callers that run several images at once take 1.</summary>
    public int Threads { get; init; }

    /// <summary>The device, for engines that have several: <c>Auto</c>, <c>Cpu</c>, <c>Gpu</c> or <c>Gpu:1</c>.</summary>
    public string Device { get; init; } = "Auto";
}
