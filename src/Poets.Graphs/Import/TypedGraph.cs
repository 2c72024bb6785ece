namespace Poets.Graphs.Import;

/// <summary>The nodes between some tensors and others, in an order in which each comes after what it reads.</summary>
internal sealed class TypedGraph
{
    public TypedGraph(List<GraphNode> nodes, Outlet[] inputs, Outlet[] outputs)
    {
        Nodes = nodes;
        Inputs = inputs;
        Outputs = outputs;
    }

    public List<GraphNode> Nodes { get; }

    /// <summary>What each run feeds; their nodes are <see cref="Operators.FeedOperator"/>s.</summary>
    public Outlet[] Inputs { get; }

    /// <summary>What each run answers.</summary>
    public Outlet[] Outputs { get; }

    /// <summary>Nodes that the outputs need, ordered anew; inputs stay even where nothing reads them.</summary>
    public static List<GraphNode> Order(IEnumerable<Outlet> roots)
    {
        var order = new List<GraphNode>();
        var done = new HashSet<GraphNode>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(GraphNode Node, int Next)>();
        foreach (Outlet root in roots)
        {
            if (done.Add(root.Node))
            {
                stack.Push((root.Node, 0));
            }

            while (stack.Count > 0)
            {
                (GraphNode node, int next) = stack.Pop();
                while (next < node.Inputs.Length && done.Contains(node.Inputs[next].Node))
                {
                    next++;
                }

                if (next == node.Inputs.Length)
                {
                    order.Add(node);
                    continue;
                }

                stack.Push((node, next + 1));
                done.Add(node.Inputs[next].Node);
                stack.Push((node.Inputs[next].Node, 0));
            }
        }

        return order;
    }
}
