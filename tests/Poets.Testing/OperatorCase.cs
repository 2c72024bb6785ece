using Poets.Graphs;

namespace Poets.Testing;

/// <summary>A graph of one operator or two, what it is fed, and what it is asked for.</summary>
/// <param name="Name">Names the case in the golden file.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Inputs">Names of the fed tensors.</param>
/// <param name="Feeds">The fed tensors.</param>
/// <param name="Outputs">Names of the asked tensors.</param>
public sealed record OperatorCase(string Name, TinyGraph Graph, string[] Inputs, Tensor[] Feeds, string[] Outputs)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
