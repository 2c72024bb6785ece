using Poets.Graphs.Operators;

namespace Poets.Graphs.Import;

/// <summary>
/// Which side of which Switch each node hangs from, so that a Merge of both sides becomes a choice by the predicate.
/// Without side effects, computing both sides and choosing is the same.
/// </summary>
internal sealed class Branches
{
    private readonly Dictionary<Outlet, Side> _switches = [];
    private readonly Dictionary<GraphNode, Side> _sides = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes a Switch whose predicate only a run knows: both of its outputs are its input.</summary>
    public GraphNode Switch(string name, Outlet value, Outlet predicate)
    {
        var node = new GraphNode(name, new IdentityOperator("IdentityN", TensorShape.Unknown), [value, value], [value.Fact, value.Fact]);
        Side? outer = SideOf(value);
        _switches.Add(node.Output(0), new Side(outer, predicate, false));
        _switches.Add(node.Output(1), new Side(outer, predicate, true));
        return node;
    }

    /// <summary>Makes the choice that a Merge is; null where its inputs are not the two sides of one Switch.</summary>
    public GraphNode? Merge(string name, List<Outlet> inputs)
    {
        if (inputs.Count != 2)
        {
            return null;
        }

        for (Side? first = SideOf(inputs[0]); first is not null; first = first.Outer)
        {
            for (Side? second = SideOf(inputs[1]); second is not null; second = second.Outer)
            {
                if (first.Predicate == second.Predicate && first.Taken != second.Taken)
                {
                    Outlet[] choice = first.Taken ? [first.Predicate, inputs[0], inputs[1]] : [first.Predicate, inputs[1], inputs[0]];
                    var select = new SelectOperator(broadcasts: true);
                    var node = new GraphNode(name, select, choice, Inference.Infer(name, select, new InferenceContext(Array.ConvertAll(choice, static input => input.Fact))));
                    Note(node, first.Outer);
                    return node;
                }
            }
        }

        return null;
    }

    /// <summary>Takes down on which side a new node stands: the innermost of its inputs' and its pivots'.</summary>
    public void Note(GraphNode node, IEnumerable<GraphNode> pivots)
    {
        if (_switches.Count == 0)
        {
            return;
        }

        Side? innermost = null;
        foreach (Outlet input in node.Inputs.Concat(pivots.Select(pivot => pivot.Output())))
        {
            Side? side = SideOf(input);
            innermost = Depth(side) > Depth(innermost) ? side : innermost;
        }

        Note(node, innermost);
    }

    private void Note(GraphNode node, Side? side)
    {
        if (side is not null)
        {
            _sides[node] = side;
        }
    }

    private Side? SideOf(Outlet outlet) => _switches.GetValueOrDefault(outlet) ?? _sides.GetValueOrDefault(outlet.Node);

    private static int Depth(Side? side)
    {
        int depth = 0;
        for (; side is not null; side = side.Outer)
        {
            depth++;
        }

        return depth;
    }

    /// <summary>One side of a Switch, and the side on which that Switch itself stands.</summary>
    private sealed record Side(Side? Outer, Outlet Predicate, bool Taken);
}
