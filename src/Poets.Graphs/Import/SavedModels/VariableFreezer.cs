using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import.SavedModels;

/// <summary>Turns a graph's variables into constants of the same names, values from a checkpoint, and keeps what some tensors need.</summary>
internal static class VariableFreezer
{
    /// <param name="graph">A plain graph, functions expanded.</param>
    /// <param name="roots">The tensors to keep, with all that they need.</param>
    /// <param name="checkpoint">The checkpoint's prefix; read only if there are variables.</param>
    /// <param name="origin">For messages.</param>
    public static GraphDef Freeze(GraphDef graph, IReadOnlyCollection<string> roots, string checkpoint, string origin)
    {
        var index = new GraphIndex(graph, origin);
        Dictionary<string, string> keys = RestoredKeys(index);
        GraphDef needed = Needed(index, roots, origin);
        Checkpoint? values = null;
        var result = new GraphDef { Versions = graph.Versions, Version = graph.Version };
        if (needed.Node.Any(LoopImporter.IsLoop))
        {
            result.Library = graph.Library;
        }

        try
        {
            foreach (NodeDef node in needed.Node)
            {
                switch (node.Op)
                {
                    case "VarHandleOp" or "VariableV2" or "Variable":
                        values ??= Checkpoint.Open(checkpoint);
                        result.Node.Add(Constant(node, values, KeyOf(node, keys, values, origin)));
                        break;
                    case "ReadVariableOp":
                        var identity = new NodeDef { Name = node.Name, Op = "Identity", Input = { node.Input } };
                        identity.Attr.Add("T", node.Attr.TryGetValue("dtype", out AttrValue? type) ? type : new AttrValue { Type = DataType.DtFloat });
                        result.Node.Add(identity);
                        break;
                    case "Identity" or "IdentityN" when node.Attr.TryGetValue("T", out AttrValue? carried) && Carries(carried):
                        result.Node.Add(Retyped(node, result));
                        break;
                    default:
                        result.Node.Add(node);
                        break;
                }
            }
        }
        finally
        {
            values?.Dispose();
        }

        return result;
    }

    private static GraphDef Needed(GraphIndex index, IReadOnlyCollection<string> roots, string origin)
    {
        var order = new GraphDef();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<(NodeDef Node, int Next)>();
        foreach (string root in roots)
        {
            NodeDef start = index.Find(TensorName.Parse(root).Node) ?? throw index.Missing(root);
            if (done.Add(start.Name))
            {
                stack.Push((start, 0));
            }

            while (stack.Count > 0)
            {
                (NodeDef node, int next) = stack.Pop();

                // Control inputs order side effects; without variables there are none.
                while (next < node.Input.Count && (node.Input[next].StartsWith('^') || done.Contains(TensorName.Parse(node.Input[next]).Node)))
                {
                    next++;
                }

                if (next == node.Input.Count)
                {
                    order.Node.Add(WithoutControls(node));
                    continue;
                }

                NodeDef source = index.Find(TensorName.Parse(node.Input[next]).Node)
                    ?? throw new GraphException($"{origin}: node '{node.Name}' reads '{node.Input[next]}', which is not in the graph.");
                stack.Push((node, next + 1));
                done.Add(source.Name);
                stack.Push((source, 0));
            }
        }

        return order;
    }

    private static NodeDef WithoutControls(NodeDef node)
    {
        if (!node.Input.Any(input => input.StartsWith('^')) && !node.Attr.ContainsKey("_class") && node.Device.Length == 0)
        {
            return node;
        }

        // Colocation with nodes that are gone would stop real TensorFlow from loading the graph.
        var copy = new NodeDef { Name = node.Name, Op = node.Op };
        copy.Input.Add(node.Input.Where(input => !input.StartsWith('^')));
        foreach ((string name, AttrValue value) in node.Attr)
        {
            if (name != "_class")
            {
                copy.Attr.Add(name, value);
            }
        }

        return copy;
    }

    /// <summary>The checkpoint key of each variable, followed through the nodes that would restore it: RestoreV2 → Identity → Assign.</summary>
    private static Dictionary<string, string> RestoredKeys(GraphIndex index)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (NodeDef node in index.Definition.Node)
        {
            if (node.Op is not ("AssignVariableOp" or "Assign") || node.Input.Count < 2)
            {
                continue;
            }

            (NodeDef? variable, _) = Origin(index, node.Input[0]);
            (NodeDef? restore, int output) = Origin(index, node.Input[1]);
            if (variable is not null && restore is { Op: "RestoreV2", Input.Count: >= 2 }
                && Origin(index, restore.Input[1]) is ({ Op: "Const" } names, _)
                && names.Attr.TryGetValue("value", out AttrValue? value) && value.Tensor is { } list && output < list.StringVal.Count)
            {
                keys[variable.Name] = list.StringVal[output].ToStringUtf8();
            }
        }

        return keys;
    }

    private static (NodeDef? Node, int Output) Origin(GraphIndex index, string input)
    {
        TensorName name = TensorName.Parse(input);
        NodeDef? node = index.Find(name.Node);
        for (int hops = 0; node is { Op: "Identity" or "IdentityN" } && name.Output < node.Input.Count && hops < 1000; hops++)
        {
            name = TensorName.Parse(node.Input[name.Output]);
            node = index.Find(name.Node);
        }

        return (node, name.Output);
    }

    private static string KeyOf(NodeDef variable, Dictionary<string, string> keys, Checkpoint values, string origin)
    {
        string shared = variable.Attr.TryGetValue("shared_name", out AttrValue? name) ? name.S.ToStringUtf8() : "";
        foreach (string? candidate in (ReadOnlySpan<string?>)[keys.GetValueOrDefault(variable.Name), shared, variable.Name])
        {
            if (!string.IsNullOrEmpty(candidate) && values.Contains(candidate))
            {
                return candidate;
            }
        }

        throw new GraphException($"{origin}: the checkpoint holds no value for the variable '{variable.Name}'.");
    }

    private static NodeDef Constant(NodeDef variable, Checkpoint values, string key)
    {
        TensorProto value = values.Read(key);
        var constant = new NodeDef { Name = variable.Name, Op = "Const" };
        constant.Attr.Add("dtype", new AttrValue { Type = value.Dtype });
        constant.Attr.Add("value", new AttrValue { Tensor = value });
        return constant;
    }

    private static bool Carries(AttrValue type) => type.Type == DataType.DtResource || (type.List?.Type.Contains(DataType.DtResource) ?? false);

    /// <summary>An identity that handed on a variable's handle hands on its value now.</summary>
    private static NodeDef Retyped(NodeDef node, GraphDef soFar)
    {
        var types = new List<DataType>();
        for (int i = 0; i < node.Input.Count; i++)
        {
            TensorName input = TensorName.Parse(node.Input[i]);
            NodeDef? source = soFar.Node.LastOrDefault(candidate => candidate.Name == input.Node);
            AttrValue? type = source is null ? null : source.Attr.TryGetValue("T", out AttrValue? carried) ? carried : source.Attr.GetValueOrDefault("dtype");
            types.Add(type?.List is { } list && input.Output < list.Type.Count ? list.Type[input.Output]
                : type is { List: null } ? type.Type
                : throw new GraphException($"Node '{node.Name}' hands on '{node.Input[i]}', which has no type. The file is damaged."));
        }

        var copy = new NodeDef { Name = node.Name, Op = node.Op, Input = { node.Input } };
        if (types.Count == 0)
        {
            throw new GraphException($"Node '{node.Name}' hands on nothing. The file is damaged.");
        }

        copy.Attr.Add("T", node.Op == "Identity" ? new AttrValue { Type = types[0] } : new AttrValue { List = new AttrValue.Types.ListValue { Type = { types } } });
        return copy;
    }
}
