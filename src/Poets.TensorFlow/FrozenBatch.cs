using System.Runtime.InteropServices;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.TensorFlow.Native;

namespace Poets.TensorFlow;

/// <summary>
/// Lets a graph that was frozen at one image take a batch: the placeholders' leading 1 becomes unknown and so does the
/// leading 1 of reshapes. Done only where every operator on the way is known to treat each image by itself; otherwise the
/// graph is left alone and a batch runs image by image. The answers are the same either way.
/// </summary>
internal sealed class FrozenBatch
{
    // Each image by itself, whatever the other operands, which must not depend on the images.
    private static readonly HashSet<string> s_firstInput = new(StringComparer.Ordinal)
    {
        "Abs", "Neg", "Sign", "Square", "Exp", "Log", "Log1p", "Sqrt", "Rsqrt", "Floor", "Ceil", "Round", "Rint", "Tanh", "Sigmoid", "Softplus",
        "Softsign", "Relu", "Relu6", "LeakyRelu", "Elu", "Selu", "Erf", "Identity", "StopGradient", "CheckNumerics", "Cast", "Dequantize",
        "FakeQuantWithMinMaxArgs", "FakeQuantWithMinMaxVars", "FakeQuantWithMinMaxVarsPerChannel", "Conv2D", "DepthwiseConv2dNative", "MaxPool",
        "AvgPool", "LRN", "BiasAdd", "BatchNormWithGlobalNormalization", "ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic",
    };

    private static readonly HashSet<string> s_broadcasting = new(StringComparer.Ordinal)
    {
        "Add", "AddV2", "Sub", "Mul", "RealDiv", "Div", "Maximum", "Minimum", "SquaredDifference", "Pow",
    };

    private readonly GraphHandle _graph;
    private readonly Dictionary<string, NodeDef> _nodes;
    private readonly Dictionary<string, bool?> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _reshapes = new(StringComparer.Ordinal);

    private FrozenBatch(GraphDef definition, GraphHandle graph)
    {
        _graph = graph;
        _nodes = definition.Node.ToDictionary(node => node.Name, StringComparer.Ordinal);
    }

    /// <summary>The graph for any batch, or null where that cannot be shown to be right.</summary>
    /// <param name="definition">The graph; it is not changed.</param>
    /// <param name="graph">The same, imported, for TensorFlow's shape inference.</param>
    /// <param name="inputs">What is fed.</param>
    /// <param name="outputs">What is wanted.</param>
    internal static GraphDef? Free(GraphDef definition, GraphHandle graph, IReadOnlyList<TensorFact> inputs, IReadOnlyList<TensorFact> outputs)
    {
        var batch = new FrozenBatch(definition, graph);
        foreach (TensorFact input in inputs)
        {
            batch._images[Key(input.Name)] = FeedCheck.IsFrozenAtOne(input);
        }

        return outputs.All(output => batch.IsByImage(Key(output.Name)) == true) ? batch.Rewrite(definition, inputs) : null;
    }

    /// <summary>True where a tensor's rows are the images, false where it does not depend on them, null where nobody knows.</summary>
    private bool? IsByImage(string tensor)
    {
        // Networks are deeper than a thread's stack allows recursion to be.
        var open = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([tensor]);
        while (pending.TryPeek(out string? next))
        {
            NodeDef? node = _nodes.GetValueOrDefault(NodeOf(next));
            string[] missing = _images.ContainsKey(next) || node is null || !open.Add(next)
                ? []
                : [.. Inputs(node).Where(input => !_images.ContainsKey(input) && !open.Contains(input))];
            Array.ForEach(missing, pending.Push);
            if (missing.Length == 0)
            {
                _ = pending.Pop();
                bool? judged = node is null ? null : _images.TryGetValue(next, out bool? known) ? known : Judge(node);

                // Further outputs (a batch norm's statistics) are another matter.
                _images[next] = judged == true && !_images.ContainsKey(next) && !next.EndsWith(":0", StringComparison.Ordinal) ? null : judged;
            }
        }

        return _images[tensor];
    }

    private bool? Judge(NodeDef node)
    {
        string[] inputs = [.. Inputs(node)];
        bool?[] byImage = [.. inputs.Select(input => _images.GetValueOrDefault(input))];
        if (byImage.Contains(null))
        {
            return null;
        }

        if (!byImage.Contains(true))
        {
            return false;
        }

        bool onlyFirst = byImage[0] == true && byImage.Skip(1).All(other => other == false);
        bool fits = node.Op switch
        {
            _ when s_firstInput.Contains(node.Op) => onlyFirst,
            "FusedBatchNorm" or "FusedBatchNormV2" or "FusedBatchNormV3" => onlyFirst && node.Attr.TryGetValue("is_training", out AttrValue? training) && !training.B,
            _ when s_broadcasting.Contains(node.Op) => KeepsRows(inputs, byImage),
            "MatMul" => onlyFirst && !(node.Attr.TryGetValue("transpose_a", out AttrValue? transposed) && transposed.B),
            "Softmax" or "LogSoftmax" => RankOf(inputs[0]) >= 2,
            "ConcatV2" => byImage.SkipLast(1).All(part => part == true) && NoneIsRows(Integers(inputs[^1]), RankOf(inputs[0])),
            "Concat" => byImage.Skip(1).All(part => part == true) && NoneIsRows(Integers(inputs[0]), RankOf(inputs[1])),
            "Mean" or "Sum" or "Max" or "Min" => onlyFirst && NoneIsRows(Integers(inputs[1]), RankOf(inputs[0])),
            "Squeeze" => node.Attr.TryGetValue("squeeze_dims", out AttrValue? squeezed) && squeezed.List?.I.Count > 0 && NoneIsRows([.. squeezed.List.I], RankOf(inputs[0])),
            "Pad" or "PadV2" or "MirrorPad" => onlyFirst && Integers(inputs[1]) is [0, 0, ..],
            "Reshape" => onlyFirst && FreeReshape(node, inputs[0]),
            _ => false,
        };
        return fits ? true : null;
    }

    /// <summary>Whether broadcasting leaves each image in its row: operands without images have a leading 1 or fewer dimensions.</summary>
    private bool KeepsRows(string[] inputs, bool?[] byImage)
    {
        int rank = inputs.Where((_, i) => byImage[i] == true).Max(RankOf);
        for (int i = 0; i < inputs.Length; i++)
        {
            TensorShape shape = ShapeOf(inputs[i]);
            bool kept = shape.HasRank && (byImage[i] == true ? shape.Rank == rank : shape.Rank < rank || (shape.Rank == rank && shape[0] == 1));
            if (!kept)
            {
                return false;
            }
        }

        return true;
    }

    private bool FreeReshape(NodeDef node, string input)
    {
        (TensorShape from, TensorShape to) = (ShapeOf(input), ShapeOf(Key(node.Name)));
        bool rows = from.IsFullyKnown && to.IsFullyKnown && from.Rank > 0 && to.Rank > 0 && from[0] == 1 && to[0] == 1;
        if (rows)
        {
            _reshapes[node.Name] = [-1, .. to.Dimensions[1..]];
        }

        return rows;
    }

    private GraphDef Rewrite(GraphDef definition, IReadOnlyList<TensorFact> inputs)
    {
        GraphDef freed = definition.Clone();
        HashSet<string> placeholders = [.. inputs.Where(FeedCheck.IsFrozenAtOne).Select(input => NodeOf(input.Name))];
        var shapes = new List<NodeDef>();
        foreach (NodeDef node in freed.Node)
        {
            // A hint that exporters leave; it would contradict the new shapes.
            node.Attr.Remove("_output_shapes");
            if (placeholders.Contains(node.Name) && node.Attr.TryGetValue("shape", out AttrValue? shape) && shape.Shape?.Dim.Count > 0)
            {
                shape.Shape.Dim[0].Size = -1;
            }

            if (_reshapes.TryGetValue(node.Name, out int[]? wanted))
            {
                NodeDef constant = Constant($"{node.Name}/any_batch", wanted, node.Attr.TryGetValue("Tshape", out AttrValue? type) ? type.Type : DataType.DtInt32);
                shapes.Add(constant);
                node.Input[1] = constant.Name;
            }
        }

        freed.Node.AddRange(shapes);
        return freed;
    }

    private static NodeDef Constant(string name, int[] values, DataType type)
    {
        var tensor = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dim { Size = values.Length } } } };
        if (type == DataType.DtInt64)
        {
            tensor.Int64Val.AddRange(values.Select(value => (long)value));
        }
        else
        {
            tensor.IntVal.AddRange(values);
        }

        return new NodeDef { Name = name, Op = "Const", Attr = { ["dtype"] = new AttrValue { Type = type }, ["value"] = new AttrValue { Tensor = tensor } } };
    }

    private static bool NoneIsRows(long[]? axes, int rank) => axes is not null && rank > 0 && axes.All(axis => axis != 0 && axis != -rank);

    private int RankOf(string tensor) => ShapeOf(tensor) is { HasRank: true } shape ? shape.Rank : -1;

    private TensorShape ShapeOf(string tensor) => NativeGraph.FactOf(_graph, NativeGraph.Find(_graph, tensor, "the graph"), tensor).Shape;

    /// <summary>The values of an integer constant, looked for behind Identity nodes; null where it is none.</summary>
    private long[]? Integers(string tensor)
    {
        NodeDef? node = _nodes.GetValueOrDefault(NodeOf(tensor));
        while (node is { Op: "Identity", Input.Count: > 0 })
        {
            node = _nodes.GetValueOrDefault(NodeOf(Key(node.Input[0])));
        }

        if (node is not { Op: "Const" } || !node.Attr.TryGetValue("value", out AttrValue? value) || value.Tensor is not { } constant)
        {
            return null;
        }

        long[] stored = constant.Dtype switch
        {
            DataType.DtInt32 when constant.TensorContent.Length > 0 => [.. MemoryMarshal.Cast<byte, int>(constant.TensorContent.Span).ToArray().Select(item => (long)item)],
            DataType.DtInt64 when constant.TensorContent.Length > 0 => MemoryMarshal.Cast<byte, long>(constant.TensorContent.Span).ToArray(),
            DataType.DtInt32 => [.. constant.IntVal.Select(item => (long)item)],
            DataType.DtInt64 => [.. constant.Int64Val],
            _ => [],
        };
        long count = constant.TensorShape?.Dim.Aggregate(1L, (product, dimension) => product * dimension.Size) ?? 1;

        // TensorFlow repeats the last value that is written out.
        return stored.Length == 0 ? null : [.. stored, .. Enumerable.Repeat(stored[^1], (int)Math.Max(0, count - stored.Length))];
    }

    private static IEnumerable<string> Inputs(NodeDef node) => node.Input.Where(input => !input.StartsWith('^')).Select(Key);

    private static string Key(string tensor) => tensor.Contains(':', StringComparison.Ordinal) ? tensor : tensor + ":0";

    private static string NodeOf(string tensor) => tensor[..(tensor.LastIndexOf(':') is > 0 and int colon ? colon : tensor.Length)];
}
