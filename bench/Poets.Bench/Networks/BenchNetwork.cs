using Poets.Graphs.Protobuf;
using Poets.Testing;

namespace Poets.Bench.Networks;

/// <summary>A network that is timed.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Size">Height and width of the input.</param>
/// <param name="Input">The tensor that is fed, [N,Size,Size,3].</param>
/// <param name="Output">The tensor that is answered: the bottleneck, [N,K].</param>
/// <param name="Weights">Where the weights come from, for the table.</param>
/// <param name="Read">Reads or makes the frozen graph.</param>
internal sealed record BenchNetwork(string Name, int Size, string Input, string Output, string Weights, Func<GraphDef> Read)
{
    /// <summary>The frozen graph's file, where there is one.</summary>
    public string? File { get; init; }

    /// <summary>Whether this is the network that the module holds.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>A batch's shape.</summary>
    public int[] InputShape(int batch) => [batch, Size, Size, 3];

    /// <summary>Values like normalised pixels, the same in every run.</summary>
    public float[] MakeInput(int batch) => SyntheticWeights.Values(Name, batch * Size * Size * 3, -1, 1);
}
