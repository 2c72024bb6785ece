using Google.Protobuf.Collections;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>Replaces calls of functions by the functions' bodies, so that a graph of TF2 becomes a plain one.</summary>
/// <remarks>
/// The body's nodes are called <c>call/node</c>. The call itself stays as an Identity (of several outputs: IdentityN) of
/// what the function returns, so that its readers need not change.
/// </remarks>
internal sealed class FunctionExpander
{
    /// <summary>Functions that call themselves are refused at this depth.</summary>
    private const int Deepest = 64;

    /// <summary>
    /// Nodes that a graph may grow to: functions that call others twice double with each of the depths. The largest networks
    /// have some ten thousand.
    /// </summary>
    private const int MostNodes = 250_000;

    private readonly GraphDef _graph;
    private readonly string _origin;
    private readonly Dictionary<string, FunctionDef> _functions = new(StringComparer.Ordinal);
    private readonly GraphDef _result;
    private int _added;

    public FunctionExpander(GraphDef graph, string origin)
    {
        _graph = graph;
        _origin = origin;

        // Loops keep calling their functions.
        _result = new GraphDef { Library = graph.Library, Versions = graph.Versions, Version = graph.Version };
        foreach (FunctionDef function in graph.Library?.Function ?? [])
        {
            if (function.Signature is { } signature)
            {
                _functions.TryAdd(signature.Name, function);
            }
        }
    }

    /// <summary>Whether a graph calls functions at all.</summary>
    public static bool IsNeeded(GraphDef graph)
    {
        if (graph.Library is not { Function.Count: > 0 } library)
        {
            return false;
        }

        var names = library.Function.Select(function => function.Signature?.Name ?? "").ToHashSet(StringComparer.Ordinal);
        return graph.Node.Any(node => node.Op is "PartitionedCall" or "StatefulPartitionedCall" or "If" or "StatelessIf" || names.Contains(node.Op));
    }

    public GraphDef Expand()
    {
        foreach (NodeDef node in _graph.Node)
        {
            Add(node, 0);
        }

        return _result;
    }

    private void Add(NodeDef node, int depth)
    {
        if (node.Op is "If" or "StatelessIf")
        {
            Branch(node, depth);
            return;
        }

        string? name = node.Op is "PartitionedCall" or "StatefulPartitionedCall" ? node.Attr.TryGetValue("f", out AttrValue? f) ? f.Func?.Name : null
            : _functions.ContainsKey(node.Op) ? node.Op
            : null;
        if (_added++ == MostNodes)
        {
            throw new GraphException($"{_origin}: with its functions expanded, the graph has more than {MostNodes} nodes; the file is damaged, or no network.");
        }

        if (name is null)
        {
            _result.Node.Add(node);
            return;
        }

        if (!_functions.TryGetValue(name, out FunctionDef? function))
        {
            throw new GraphException($"{_origin}: node '{node.Name}' calls the function '{name}', which the graph does not hold.");
        }

        if (depth == Deepest)
        {
            throw new GraphException($"{_origin}: node '{node.Name}' calls functions more than {Deepest} deep; recursion is not supported.");
        }

        Call(node, function, depth);
    }

    /// <summary>
    /// Both branches are expanded and the condition chooses between their results: without side effects that is the same.
    /// Of a constant condition only the chosen branch is kept.
    /// </summary>
    private void Branch(NodeDef node, int depth)
    {
        string[] inputs = [.. node.Input.Where(input => !input.StartsWith('^'))];
        string condition = inputs.Length > 0 ? inputs[0] : throw new GraphException($"{_origin}: node '{node.Name}' has no condition.");
        bool? known = Known(condition);
        if (known is { } chosen)
        {
            Add(Branch(node, chosen, node.Name, inputs), depth);
            return;
        }

        Add(Branch(node, true, node.Name + "/then", inputs), depth);
        Add(Branch(node, false, node.Name + "/else", inputs), depth);
        RepeatedField<DataType> types = node.Attr.TryGetValue("Tout", out AttrValue? list) && list.List is { } outputs ? outputs.Type : [];
        var result = new NodeDef { Name = node.Name, Op = "IdentityN" };
        for (int i = 0; i < types.Count; i++)
        {
            var choice = new NodeDef { Name = $"{node.Name}/choice_{i}", Op = "SelectV2", Input = { condition, $"{node.Name}/then:{i}", $"{node.Name}/else:{i}" } };
            choice.Attr.Add("T", new AttrValue { Type = types[i] });
            _result.Node.Add(choice);
            result.Input.Add(choice.Name);
        }

        result.Attr.Add("T", new AttrValue { List = new AttrValue.Types.ListValue { Type = { types } } });
        _result.Node.Add(result);
    }

    private static NodeDef Branch(NodeDef node, bool then, string name, string[] inputs)
    {
        var call = new NodeDef { Name = name, Op = "PartitionedCall" };
        call.Input.Add(inputs[1..]);
        call.Attr.Add("f", node.Attr.TryGetValue(then ? "then_branch" : "else_branch", out AttrValue? branch) ? branch : new AttrValue());
        return call;
    }

    private bool? Known(string condition)
    {
        TensorName name = TensorName.Parse(condition);
        NodeDef? source = _result.Node.Concat(_graph.Node).FirstOrDefault(node => node.Name == name.Node);
        if (source is not { Op: "Const" } || !source.Attr.TryGetValue("value", out AttrValue? value) || value.Tensor?.Dtype != DataType.DtBool)
        {
            return null;
        }

        return TensorMessages.Decode(value.Tensor, source.Name).Span<bool>() is [bool only] ? only : null;
    }

    private void Call(NodeDef call, FunctionDef function, int depth)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        int next = 0;
        string[] inputs = [.. call.Input.Where(input => !input.StartsWith('^'))];
        foreach (OpDef.Types.ArgDef argument in function.Signature.InputArg)
        {
            if (argument.NumberAttr.Length > 0 || argument.TypeListAttr.Length > 0 || next >= inputs.Length || !names.TryAdd(argument.Name, inputs[next++]))
            {
                throw new GraphException($"{_origin}: node '{call.Name}' does not fit the arguments of the function '{function.Signature.Name}'.");
            }
        }

        var operators = new Dictionary<string, NodeDef>(StringComparer.Ordinal);
        foreach (NodeDef node in function.NodeDef)
        {
            if (!operators.TryAdd(node.Name, node))
            {
                throw new GraphException($"{_origin}: two nodes of the function '{function.Signature.Name}' are called '{node.Name}'. The file is damaged.");
            }
        }

        string Resolve(string reference) => this.Resolve(reference, call.Name, names, operators);
        foreach (NodeDef node in function.NodeDef)
        {
            var copy = new NodeDef { Name = call.Name + "/" + node.Name, Op = node.Op, Device = node.Device };
            foreach ((string key, AttrValue value) in node.Attr)
            {
                copy.Attr.Add(key, Bind(value, call));
            }

            foreach (string input in node.Input)
            {
                copy.Input.Add(Resolve(input));
            }

            Add(copy, depth + 1);
        }

        _result.Node.Add(Return(call, function, Resolve));
    }

    private static NodeDef Return(NodeDef call, FunctionDef function, Func<string, string> resolve)
    {
        var result = new NodeDef { Name = call.Name };
        var types = new AttrValue.Types.ListValue();
        foreach (OpDef.Types.ArgDef output in function.Signature.OutputArg)
        {
            result.Input.Add(resolve(function.Ret.TryGetValue(output.Name, out string? reference) ? reference : output.Name));
            types.Type.Add(output.TypeAttr.Length > 0 && call.Attr.TryGetValue(output.TypeAttr, out AttrValue? type) ? type.Type : output.Type);
        }

        result.Op = types.Type.Count switch { 0 => "NoOp", 1 => "Identity", _ => "IdentityN" };
        if (types.Type.Count > 0)
        {
            result.Attr.Add("T", types.Type.Count == 1 ? new AttrValue { Type = types.Type[0] } : new AttrValue { List = types });
        }

        return result;
    }

    /// <summary>A generic function's attributes are placeholders that the call fills.</summary>
    private static AttrValue Bind(AttrValue value, NodeDef call) =>
        value.ValueCase == AttrValue.ValueOneofCase.Placeholder && call.Attr.TryGetValue(value.Placeholder, out AttrValue? bound) ? bound : value;

    /// <summary>Inside of a function an input is <c>argument</c>, <c>node:output_name:index</c> or <c>^node</c>.</summary>
    private string Resolve(string reference, string call, Dictionary<string, string> arguments, Dictionary<string, NodeDef> operators)
    {
        if (reference.StartsWith('^'))
        {
            // A control edge from an argument holds by itself once the argument is read.
            return arguments.TryGetValue(reference[1..], out string? argument) ? "^" + TensorName.Parse(argument).Node : "^" + call + "/" + reference[1..];
        }

        string[] parts = reference.Split(':');
        if (arguments.TryGetValue(parts[0], out string? given))
        {
            return given;
        }

        if (!operators.TryGetValue(parts[0], out NodeDef? source))
        {
            throw new GraphException($"{_origin}: a function called by '{call}' reads '{reference}', which is not in it.");
        }

        int index = parts.Length < 2 ? 0
            : parts.Length == 2 ? int.TryParse(parts[1], out int plain) ? plain : OutputOf(source, parts[1], 0)
            : int.TryParse(parts[2], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? OutputOf(source, parts[1], number)
            : throw new GraphException($"{_origin}: a function called by '{call}' reads '{reference}', which names no output.");
        return $"{call}/{parts[0]}:{index}";
    }

    private int OutputOf(NodeDef source, string output, int index)
    {
        string[]? names = source.Op switch
        {
            "FusedBatchNorm" or "FusedBatchNormV2" or "FusedBatchNormV3" => ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"],
            "TopK" or "TopKV2" => ["values", "indices"],
            "Switch" => ["output_false", "output_true"],
            "Merge" => ["output", "value_index"],
            "Unique" => ["y", "idx"],
            "Moments" => ["mean", "variance"],
            _ => null,
        };
        if (names is not null)
        {
            int at = Array.IndexOf(names, output);
            return at >= 0 ? at + index : throw new GraphException($"{_origin}: {source.Op} '{source.Name}' has no output called '{output}'.");
        }

        // A function called by its name has its outputs in the order of its signature; all others here have one named output, or one list.
        if (_functions.TryGetValue(source.Op, out FunctionDef? function))
        {
            for (int i = 0; i < function.Signature.OutputArg.Count; i++)
            {
                if (function.Signature.OutputArg[i].Name == output)
                {
                    return i + index;
                }
            }
        }

        return index;
    }
}
