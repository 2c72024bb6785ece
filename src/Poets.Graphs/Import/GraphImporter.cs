using Poets.Graphs.Operators;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>Turns the part of a GraphDef that lies between some tensors and others into a typed graph.</summary>
internal sealed class GraphImporter
{
    private readonly GraphIndex _index;
    private readonly string _origin;
    private readonly Dictionary<string, GraphNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, int Output), GraphNode> _feeds = [];
    private readonly SortedDictionary<string, IReadOnlyList<string>> _missing = new(StringComparer.Ordinal);
    private readonly HashSet<Outlet> _dead = [];
    private readonly Branches _branches = new();
    private readonly int _loopDepth;
    private readonly bool _lookOnly;

    private GraphImporter(GraphModel model, bool lookOnly)
    {
        _index = model.Index;
        _origin = model.Origin;
        _loopDepth = model.LoopDepth;
        _lookOnly = lookOnly;
    }

    /// <summary>Imports for running.</summary>
    /// <exception cref="UnsupportedOperatorsException">Operators are missing; all of them are listed.</exception>
    /// <exception cref="GraphException">A tensor does not exist, an input is missing, or a node is wrong.</exception>
    public static TypedGraph Import(GraphModel model, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        var importer = new GraphImporter(model, lookOnly: false);
        var feeds = new Outlet[inputs.Count];
        for (int i = 0; i < feeds.Length; i++)
        {
            TensorFact fact = model.FactOf(inputs[i]);
            TensorName name = TensorName.Parse(inputs[i]);
            var feed = new GraphNode(inputs[i], new FeedOperator(i), [], [new Fact(fact.Type, fact.Shape)]);
            if (!importer._feeds.TryAdd((name.Node, name.Output), feed))
            {
                throw new GraphException($"{model.Origin}: '{inputs[i]}' is named twice among the inputs.");
            }

            feeds[i] = feed.Output();
        }

        var results = new Outlet[outputs.Count];
        for (int i = 0; i < results.Length; i++)
        {
            TensorName name = TensorName.Parse(outputs[i]);
            if (model.Index.Find(name.Node) is null || name.IsControl)
            {
                throw model.Index.Missing(outputs[i]);
            }

            results[i] = importer.Walk(name);
        }

        if (importer._missing.Count > 0)
        {
            throw new UnsupportedOperatorsException(model.Origin, importer._missing);
        }

        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].Index >= results[i].Node.Facts.Length)
            {
                throw new GraphException($"{model.Origin}: node '{results[i].Node.Name}' has {results[i].Node.Facts.Length} outputs; there is no '{outputs[i]}'.");
            }
        }

        var graph = new TypedGraph(TypedGraph.Order([.. feeds, .. results]), feeds, results);
        foreach (GraphNode node in graph.Nodes)
        {
            if (Array.Find(node.Inputs, static input => input.Index >= input.Node.Facts.Length) is { Node: { } source } wrong)
            {
                throw new GraphException($"{model.Origin}: node '{node.Name}' reads '{source.Name}:{wrong.Index}', and '{source.Name}' has {source.Facts.Length} outputs. The file is damaged.");
            }
        }

        return graph;
    }

    /// <summary>Infers as much as can be known of one tensor, whatever operators stand before it.</summary>
    public static Fact Look(GraphModel model, Dictionary<string, GraphNode> memory, TensorName tensor)
    {
        var importer = new GraphImporter(model, lookOnly: true);
        foreach ((string name, GraphNode node) in memory)
        {
            importer._nodes.Add(name, node);
        }

        Fact fact = importer.Walk(tensor).Fact;
        foreach ((string name, GraphNode node) in importer._nodes)
        {
            memory.TryAdd(name, node);
        }

        return fact;
    }

    /// <summary>Imports what a tensor needs, ancestors first, without recursion: some graphs are thousands of nodes deep.</summary>
    private Outlet Walk(TensorName tensor)
    {
        if (_feeds.TryGetValue((tensor.Node, tensor.Output), out GraphNode? fed))
        {
            return fed.Output();
        }

        var open = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<string>();
        stack.Push(tensor.Node);
        while (stack.Count > 0)
        {
            string name = stack.Peek();
            if (_nodes.ContainsKey(name))
            {
                stack.Pop();
                continue;
            }

            NodeDef definition = _index.Find(name)!;
            open.Add(name);
            bool ready = true;
            foreach (string text in definition.Input)
            {
                TensorName input = TensorName.Parse(text);
                if ((input.IsControl && !IsPivot(input.Node)) || _nodes.ContainsKey(input.Node) || _feeds.ContainsKey((input.Node, input.Output)))
                {
                    continue;
                }

                if (_index.Find(input.Node) is null)
                {
                    throw new GraphException($"{_origin}: node '{name}' reads '{text}', which is not in the graph. The file is cut off or was edited.");
                }

                if (open.Contains(input.Node))
                {
                    throw new GraphException($"{_origin}: nodes '{name}' and '{input.Node}' feed each other. The managed engine runs no loops; real TensorFlow does (-Engine TensorFlow).");
                }

                ready = false;
                stack.Push(input.Node);
            }

            if (ready)
            {
                stack.Pop();
                open.Remove(name);
                GraphNode created = Create(definition);
                _nodes.Add(name, created);
                _branches.Note(created, definition.Input.Select(TensorName.Parse).Where(input => input.IsControl && IsPivot(input.Node)).Select(input => _nodes[input.Node]));
            }
        }

        return new Outlet(_nodes[tensor.Node], tensor.Output);
    }

    /// <summary>A branch's pivot: the Identity of a Switch from which the branch's constants hang by control edges.</summary>
    private bool IsPivot(string node) => _index.Find(node) is { Op: "Identity", Input.Count: > 0 } identity
        && _index.Find(TensorName.Parse(identity.Input[0]).Node) is { Op: "Switch" };

    private bool IsUnderDeadPivot(NodeDef definition)
    {
        foreach (string input in definition.Input)
        {
            if (TensorName.Parse(input) is { IsControl: true } control && _nodes.TryGetValue(control.Node, out GraphNode? pivot) && _dead.Contains(pivot.Output()))
            {
                return true;
            }
        }

        return false;
    }

    private GraphNode Create(NodeDef definition)
    {
        var inputs = new List<Outlet>(definition.Input.Count);
        foreach (string text in definition.Input)
        {
            TensorName input = TensorName.Parse(text);
            if (!input.IsControl)
            {
                inputs.Add(_feeds.TryGetValue((input.Node, input.Output), out GraphNode? fed) ? fed.Output() : new Outlet(_nodes[input.Node], input.Output));
            }
        }

        // Switch with a constant predicate kills one of its outputs, and with it all that reads it, up to a Merge.
        int alive = inputs.FindIndex(input => !_dead.Contains(input));
        if (definition.Op == "Merge" && _dead.Count > 0 && alive >= 0 && inputs.Exists(_dead.Contains))
        {
            return new GraphNode(definition.Name, new IdentityOperator("Identity", TensorShape.Unknown), [inputs[alive]], [inputs[alive].Fact]);
        }

        if (inputs.Exists(_dead.Contains) || IsUnderDeadPivot(definition))
        {
            var dead = new GraphNode(definition.Name, new UnknownOperator(definition.Op), [], [Fact.Unknown]);
            for (int i = 0; i < 16; i++)
            {
                _dead.Add(dead.Output(i));
            }

            return dead;
        }

        if (definition.Op == "Switch" && inputs.Count == 2)
        {
            if (inputs[1].Fact is not { IsConstant: true, Type: ElementType.Bool } predicate)
            {
                return _branches.Switch(definition.Name, inputs[0], inputs[1]);
            }

            var node = new GraphNode(definition.Name, new IdentityOperator("IdentityN", TensorShape.Unknown), [inputs[0], inputs[0]], [inputs[0].Fact, inputs[0].Fact]);
            _dead.Add(node.Output(predicate.Value!.Span<bool>()[0] ? 0 : 1));
            return node;
        }

        if (definition.Op == "Merge" && _branches.Merge(definition.Name, inputs) is { } choice)
        {
            return choice;
        }

        Operator? imported = LoopImporter.IsLoop(definition)
            ? LoopImporter.Import(definition, _index.Definition.Library, _origin, _loopDepth)
            : OperatorRegistry.Default.Import(new NodeReader(definition));
        if (imported is null)
        {
            if (!_lookOnly)
            {
                if (!_missing.TryGetValue(definition.Op, out IReadOnlyList<string>? nodes))
                {
                    _missing.Add(definition.Op, nodes = new List<string>());
                }

                ((List<string>)nodes).Add(definition.Name);
            }

            return new GraphNode(definition.Name, new UnknownOperator(definition.Op), [.. inputs], [UnknownOperator.Guess(definition)]);
        }

        if (imported is PlaceholderOperator && !_lookOnly)
        {
            throw new GraphException($"{_origin}: the outputs need '{definition.Name}:0', a placeholder that is not among the inputs. Name it as an input and feed it.");
        }

        var facts = new Fact[inputs.Count];
        for (int i = 0; i < facts.Length; i++)
        {
            facts[i] = inputs[i].Fact;
        }

        // After an unknown operator nothing can be checked any more; the error that lists it comes first.
        if (_missing.Count > 0 && Array.Exists(facts, static fact => fact.Type == ElementType.Unknown))
        {
            return new GraphNode(definition.Name, imported, [.. inputs], [Fact.Unknown]);
        }

        return new GraphNode(definition.Name, imported, [.. inputs], Inference.Infer(definition.Name, imported, new InferenceContext(facts)));
    }
}
