using Poets.Graphs;

namespace Poets.Retraining.Models;

/// <summary>A network as it was found, before anybody's wishes.</summary>
internal sealed record BackboneSource
{
    /// <summary>The name as the user typed it.</summary>
    public required string Name { get; init; }

    /// <summary>The name in cache files.</summary>
    public required string CacheId { get; init; }

    /// <summary>The graph, its variables frozen.</summary>
    public required GraphModel Graph { get; init; }

    /// <summary>A hash of the files that it was read from.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>How it wants its images.</summary>
    public required InputConvention Input { get; init; }

    /// <summary>Columns and rows where the catalogue knows them.</summary>
    public int? InputSize { get; init; }

    /// <summary>Values of its bottleneck where the catalogue knows them, which saves looking through the graph.</summary>
    public int? BottleneckLength { get; init; }

    /// <summary>Its bottleneck.</summary>
    public required IReadOnlyList<string> BottleneckTensors { get; init; }

    /// <summary>Which script takes such networks.</summary>
    public ScriptVersion Script { get; init; }
}
