using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>A finished network.</summary>
/// <param name="Writer">What wrote it.</param>
/// <param name="Size">Rows and columns of its images.</param>
/// <param name="Outputs">What to compare: the scores, then the bottleneck.</param>
internal sealed record Network(NetworkWriter Writer, int Size, string[] Outputs)
{
    /// <summary>The tensor that takes images.</summary>
    internal string Input { get; init; } = "input";

    /// <summary>The type of images.</summary>
    internal ElementType InputType { get; init; } = ElementType.Float32;

    /// <summary>Allowed difference relative to the largest value: rounding grows with depth.</summary>
    internal double Tolerance { get; init; } = 1e-4;

    /// <summary>The graph.</summary>
    internal GraphModel Build(string name) => Writer.Graph.Build(name);
}
