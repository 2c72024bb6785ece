using Poets.Graphs.Import;

namespace Poets.Graphs.Optimize;

/// <summary>One kind of rewrite. A pass looks at one node at a time and proposes; the <see cref="Optimizer"/> checks and applies.</summary>
internal abstract class Pass
{
    /// <summary>What tests and bisection call it by.</summary>
    public abstract string Name { get; }

    /// <summary>A rewrite around this node; null where there is none.</summary>
    public abstract Patch? Propose(GraphNode node, Uses uses);
}
