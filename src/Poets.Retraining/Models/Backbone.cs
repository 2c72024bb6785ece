using Poets.Graphs;
using Poets.Imaging;

namespace Poets.Retraining.Models;

/// <summary>A pretrained network made ready for bottlenecks: the graph, its ends, and what images have to look like.</summary>
public sealed class Backbone
{
    /// <summary>The name as the user typed it.</summary>
    public required string Name { get; init; }

    /// <summary>The last part of cache files' names (reference §4.1).</summary>
    public required string CacheId { get; init; }

    /// <summary>The graph, its variables frozen.</summary>
    public required GraphModel Graph { get; init; }

    /// <summary>The tensor that takes images, float32 [N,H,W,3].</summary>
    public required string InputTensor { get; init; }

    /// <summary>The tensors that are joined to a bottleneck.</summary>
    public required IReadOnlyList<string> BottleneckTensors { get; init; }

    /// <summary>Values of each of them after averaging over height and width.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>Size and normalisation of images.</summary>
    public required ResizeTarget Target { get; init; }

    /// <summary>Whose node names and wording a retrained graph gets.</summary>
    public required ScriptVersion Script { get; init; }

    /// <summary>What tells this network from others of the same name: content, ends and normalisation, in hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether it is a Hub module made for 8-bit arithmetic (<c>quantops</c>), whose new layer is trained so, too (reference §3.5).</summary>
    public bool IsQuantised => Script == ScriptVersion.Hub
        && Graph.Definition.Node.Any(static node => node.Op is "FakeQuantWithMinMaxVars" or "FakeQuantWithMinMaxVarsPerChannel");

    /// <summary>Values a bottleneck.</summary>
    public int Length => Lengths.Sum();
}
