using Poets.Graphs.Operators;

namespace Poets.Graphs.Import;

/// <summary>A node of the typed graph: an operator, the edges it reads, and the facts of what it makes.</summary>
internal sealed class GraphNode
{
    public GraphNode(string name, Operator @operator, Outlet[] inputs, Fact[] facts)
    {
        Name = name;
        Operator = @operator;
        Inputs = inputs;
        Facts = facts;
    }

    public string Name { get; }

    public Operator Operator { get; }

    public Outlet[] Inputs { get; }

    public Fact[] Facts { get; }

    public Outlet Output(int index = 0) => new(this, index);

    public override string ToString() => $"{Name} ({Operator.Kind})";
}
