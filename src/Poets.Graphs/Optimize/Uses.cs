using Poets.Graphs.Import;

namespace Poets.Graphs.Optimize;

/// <summary>Who reads what, kept up to date while the graph is rewritten.</summary>
internal sealed class Uses
{
    private readonly Dictionary<GraphNode, List<(GraphNode User, int Input)>> _readers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GraphNode, int> _answers = new(ReferenceEqualityComparer.Instance);
    private readonly Outlet[] _outputs;

    public Uses(TypedGraph graph)
    {
        _outputs = graph.Outputs;
        foreach (Outlet output in _outputs)
        {
            _answers[output.Node] = _answers.GetValueOrDefault(output.Node) + 1;
        }

        foreach (GraphNode node in graph.Nodes)
        {
            Enter(node);
        }
    }

    /// <summary>Whether one input of one node is all that reads any output of this node.</summary>
    public bool HasOneReader(GraphNode node) => !_answers.ContainsKey(node) && _readers.TryGetValue(node, out List<(GraphNode User, int Input)>? readers) && readers.Count == 1;

    /// <summary>Whether anybody reads this node.</summary>
    public bool IsRead(GraphNode node) => _answers.ContainsKey(node) || (_readers.TryGetValue(node, out List<(GraphNode User, int Input)>? readers) && readers.Count > 0);

    /// <summary>Whether anybody reads this outlet.</summary>
    public bool IsRead(Outlet outlet) => Array.IndexOf(_outputs, outlet) >= 0
        || (_readers.TryGetValue(outlet.Node, out List<(GraphNode User, int Input)>? readers) && readers.Exists(use => use.User.Inputs[use.Input] == outlet));

    /// <summary>Lets the readers of one outlet read another.</summary>
    public void Shunt(Outlet old, Outlet by)
    {
        Introduce(by.Node);
        if (_readers.TryGetValue(old.Node, out List<(GraphNode User, int Input)>? readers))
        {
            List<(GraphNode User, int Input)> moved = readers.FindAll(use => use.User.Inputs[use.Input] == old);
            readers.RemoveAll(use => use.User.Inputs[use.Input] == old);
            foreach ((GraphNode user, int input) in moved)
            {
                user.Inputs[input] = by;
                _readers[by.Node].Add((user, input));
            }
        }

        for (int i = 0; i < _outputs.Length; i++)
        {
            if (_outputs[i] == old)
            {
                _outputs[i] = by;
                _answers[by.Node] = _answers.GetValueOrDefault(by.Node) + 1;
                if (--_answers[old.Node] == 0)
                {
                    _answers.Remove(old.Node);
                }
            }
        }

        Retire(old.Node);
    }

    private void Introduce(GraphNode node)
    {
        if (!_readers.ContainsKey(node))
        {
            Enter(node);
        }
    }

    private void Enter(GraphNode node)
    {
        _readers.TryAdd(node, []);
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            Introduce(node.Inputs[i].Node);
            List<(GraphNode User, int Input)> readers = _readers[node.Inputs[i].Node];
            if (!readers.Contains((node, i)))
            {
                readers.Add((node, i));
            }
        }
    }

    /// <summary>A node that nobody reads stops reading others, and so on upwards.</summary>
    private void Retire(GraphNode node)
    {
        var stack = new Stack<GraphNode>();
        stack.Push(node);
        while (stack.Count > 0)
        {
            GraphNode dead = stack.Pop();
            if (IsRead(dead))
            {
                continue;
            }

            for (int i = 0; i < dead.Inputs.Length; i++)
            {
                GraphNode source = dead.Inputs[i].Node;
                if (_readers[source].Remove((dead, i)))
                {
                    stack.Push(source);
                }
            }
        }
    }
}
