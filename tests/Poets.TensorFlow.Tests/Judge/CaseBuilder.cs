using Poets.Graphs;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>Builds one case: an input is a constant or fed, as drawn, because the engine prepares the two differently.</summary>
internal sealed class CaseBuilder(Draw draw)
{
    private readonly GraphBuilder _graph = new();
    private readonly List<KeyValuePair<string, Tensor>> _feeds = [];
    private readonly List<string> _outputs = [];
    private int _count;

    /// <summary>Allowed difference relative to the largest expected value.</summary>
    /// <remarks>
    /// By default a few roundings of a float32 sum: engines may add in another order. Exact by nature, such as moving data:
    /// generators set 0.
    /// </remarks>
    internal double Tolerance { get; set; } = 1e-5;

    /// <summary>The GraphDef's producer version; operators that are gone need an old one.</summary>
    internal int Producer
    {
        set => _graph.Definition.Versions.Producer = value;
    }

    /// <summary>What the graph does not show, such as the name of a fed file.</summary>
    internal string Remark { get; set; } = "";

    /// <summary>The last node that was added.</summary>
    internal string Last { get; private set; } = "";

    /// <summary>A tensor that the network computes with, fed or constant as drawn.</summary>
    internal string Input(Tensor value) => draw.Rarely(4) ? Const(value) : Feed(value);

    /// <summary>Weights and the like: mostly constant, as in frozen graphs.</summary>
    internal string Weights(Tensor value) => draw.Rarely(4) ? Feed(value) : Const(value);

    /// <summary>A fed tensor, its placeholder's shape said in full, in part or not at all.</summary>
    internal string Feed(Tensor value, string op = "Placeholder")
    {
        int[]? shape = value.Dimensions.ToArray();
        switch (draw.Int(0, 5))
        {
            case 4 when shape.Length > 0:
                shape[0] = -1;
                break;
            case 5:
                shape = null;
                break;
        }

        return FeedOf(value, shape, op);
    }

    /// <summary>A fed tensor whose placeholder has this shape.</summary>
    internal string FeedOf(Tensor value, int[]? shape, string op = "Placeholder")
    {
        string name = $"x{_count++}";
        _graph.Placeholder(name, value.Type, shape);
        _graph.Definition.Node[^1].Op = op;
        _feeds.Add(new(name, value));
        return name;
    }

    /// <summary>A constant.</summary>
    internal string Const(Tensor value) => _graph.Const($"c{_count++}", value);

    /// <summary>A constant vector of int32.</summary>
    internal string Ints(params int[] values) => Const(Tensor.Of(values, values.Length));

    /// <summary>A constant vector of int32 or int64, as drawn.</summary>
    internal string Indices(ElementType type, params int[] values) => type == ElementType.Int64
        ? Const(new Tensor(type, [values.Length], values.Select(value => (long)value).ToArray()))
        : Ints(values);

    /// <summary>A constant int32.</summary>
    internal string Int(int value) => Const(Tensor.Of(new[] { value }));

    /// <summary>A constant float32.</summary>
    internal string Float(float value) => Const(Tensor.Of(new[] { value }));

    /// <summary>Adds a node.</summary>
    internal string Op(string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Last = _graph.Node($"n{_count++}", op, inputs, attributes);

    /// <summary>Compares a tensor, by default the last node's first output.</summary>
    internal void Output(string? tensor = null) => _outputs.Add(tensor ?? Last);

    /// <summary>The finished case.</summary>
    internal GraphCase Build(string label)
    {
        if (_outputs.Count == 0)
        {
            _outputs.Add(Last);
        }

        return new GraphCase($"{label} {Remark}".TrimEnd(), _graph.Definition, _feeds, _outputs, Tolerance);
    }
}
