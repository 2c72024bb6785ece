using Poets.Bench.Onnx.Protobuf;
using Poets.Graphs.Protobuf;
using static Poets.Bench.Onnx.OnnxGraphBuilder;

namespace Poets.Bench.Onnx;

/// <summary>
/// Writes the part of a frozen TensorFlow image network between two tensors as an ONNX model with the same weights, in the
/// form that suits ONNX Runtime best: float32 throughout, constants folded, factors and batch norms folded into the
/// convolutions, channels first from the input on, so that no transposition is left.
/// </summary>
internal sealed class OnnxExporter
{
    private readonly FrozenGraph _graph;
    private readonly OnnxGraphBuilder _builder;
    private readonly int _batch;
    private readonly Dictionary<string, ConstantArray> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PendingConvolution> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Activation> _activations = new(StringComparer.Ordinal);

    private OnnxExporter(FrozenGraph graph, string name, int batch)
    {
        _graph = graph;
        _batch = batch;
        _builder = new OnnxGraphBuilder(name);
    }

    /// <summary>Exports one network.</summary>
    /// <param name="graph">The frozen graph, NHWC.</param>
    /// <param name="input">The tensor that is fed; the model takes it as [N,C,H,W].</param>
    /// <param name="inputShape">[N,H,W,C], all known: ONNX Runtime plans its memory best for fixed shapes.</param>
    /// <param name="output">The tensor that is answered; of four dimensions it comes as [N,H,W,C].</param>
    /// <exception cref="ExportException">A node cannot be translated.</exception>
    public static ModelProto Export(GraphDef graph, string input, int[] inputShape, string output)
    {
        var frozen = new FrozenGraph(graph, input, output);
        var exporter = new OnnxExporter(frozen, output, inputShape[0]);
        var fed = new Activation(frozen.Input, inputShape);
        exporter._builder.AddInput(fed.Name, fed.OnnxShape);
        exporter._activations[frozen.Input] = fed;
        foreach (NodeDef node in frozen.Order.Where(node => node.Name != frozen.Input))
        {
            exporter.Translate(node);
        }

        return exporter.Finish();
    }

    private ModelProto Finish()
    {
        Activation answer = Materialise(_graph.Output);
        string name = answer.Shape.Length == 4
            ? _builder.AddNode("Transpose", "answer", [answer.Name], Integers("perm", 0, 2, 3, 1))
            : answer.Name;
        return _builder.Finish(name, answer.Shape);
    }

    private void Translate(NodeDef node)
    {
        string[] inputs = [.. FrozenGraph.DataInputs(node)];
        if (inputs.All(_constants.ContainsKey) && ConstantFolder.Fold(node, Array.ConvertAll(inputs, input => _constants[input])) is { } constant)
        {
            _constants[node.Name] = constant;
            return;
        }

        switch (node.Op)
        {
            case "Identity" or "CheckNumerics" or "StopGradient":
                Alias(node.Name, inputs[0]);
                break;
            case "Conv2D" or "DepthwiseConv2dNative":
                Convolve(node, inputs);
                break;
            case "BatchNormWithGlobalNormalization":
                Normalise(node, inputs);
                break;
            case "BiasAdd" or "Add" or "AddV2" or "Mul" or "Sub":
                Combine(node, inputs);
                break;
            case "Relu":
                Emit(node, "Relu", Materialise(inputs[0]));
                break;
            case "Relu6":
                string[] limits = [_builder.AddWeights("zero", [0f]), _builder.AddWeights("six", [6f])];
                Emit(node, "Clip", Materialise(inputs[0]), limits);
                break;
            case "Softmax":
                Activation scores = Materialise(inputs[0]);
                Emit(node, "Softmax", scores, [], Integer("axis", scores.Shape.Length - 1));
                break;
            case "MaxPool" or "AvgPool":
                Pool(node, Materialise(inputs[0]));
                break;
            case "Mean":
                Mean(node, inputs);
                break;
            case "Concat" or "ConcatV2":
                Concatenate(node, inputs);
                break;
            case "Squeeze" or "Reshape":
                Flatten(node, inputs);
                break;
            case "MatMul":
                Multiply(node, inputs);
                break;
            default:
                throw new ExportException($"Node {node.Name}: operator {node.Op} is not exported.");
        }
    }

    private void Alias(string name, string input)
    {
        if (Foldable(input) is { } convolution)
        {
            _pending[name] = convolution;
        }
        else
        {
            _activations[name] = Materialise(input);
        }
    }

    private void Convolve(NodeDef node, string[] inputs)
    {
        Activation input = Materialise(inputs[0]);
        ConstantArray filter = Constant(node, inputs[1]);
        bool isDepthwise = node.Op != "Conv2D";
        if (input.Shape[3] != filter.Shape[2])
        {
            throw new ExportException($"Node {node.Name}: {input.Shape[3]} channels meet a filter for {filter.Shape[2]}.");
        }

        var window = SpatialWindow.Of(node, input.Shape, (filter.Shape[0], filter.Shape[1]));
        _pending[node.Name] = new PendingConvolution(input.Name, filter, isDepthwise, window, _batch);
    }

    private void Normalise(NodeDef node, string[] inputs)
    {
        PendingConvolution convolution = Foldable(inputs[0])
            ?? throw new ExportException($"Node {node.Name}: a batch norm is exported only behind a convolution.");
        bool scaled = FrozenGraph.Flag(node, "scale_after_normalization");
        convolution.Normalise(
            Constant(node, inputs[1]),
            Constant(node, inputs[2]),
            Constant(node, inputs[3]),
            scaled ? Constant(node, inputs[4]) : null,
            node.Attr["variance_epsilon"].F);
        _pending[node.Name] = convolution;
    }

    /// <summary>A sum, difference or product: folded into a convolution where it can be, an operator otherwise.</summary>
    private void Combine(NodeDef node, string[] inputs)
    {
        if (node.Op != "Sub" && _constants.ContainsKey(inputs[0]))
        {
            Array.Reverse(inputs);
        }

        if (_constants.TryGetValue(inputs[1], out ConstantArray? constant) && Foldable(inputs[0]) is { } convolution && convolution.Accepts(constant) && node.Op != "Sub")
        {
            if (node.Op == "Mul")
            {
                convolution.Multiply(constant);
            }
            else
            {
                convolution.Add(constant);
            }

            _pending[node.Name] = convolution;
            return;
        }

        Activation first = Materialise(inputs[0]);
        string second = constant is null ? SameShape(node, first, Materialise(inputs[1])) : _builder.AddWeights(inputs[1], constant.Values, BroadcastShape(first, constant));
        string operation = node.Op switch { "Mul" => "Mul", "Sub" => "Sub", _ => "Add" };
        Emit(node, operation, first, [second]);
    }

    private void Pool(NodeDef node, Activation input)
    {
        var size = FrozenGraph.Integers(node, "ksize");
        var window = SpatialWindow.Of(node, input.Shape, ((int)size[1], (int)size[2]));
        int[] shape = [_batch, window.Output.Height, window.Output.Width, input.Shape[3]];
        string name = node.Op == "AvgPool" && window.IsGlobal(input.Shape)
            ? _builder.AddNode("GlobalAveragePool", node.Name, [input.Name])
            : _builder.AddNode(
                node.Op == "AvgPool" ? "AveragePool" : "MaxPool",
                node.Name,
                [input.Name],
                Integers("kernel_shape", window.Kernel.Height, window.Kernel.Width),
                Integers("strides", window.Stride.Height, window.Stride.Width),
                Integers("pads", window.OnnxPadding));
        _activations[node.Name] = new Activation(name, shape);
    }

    private void Mean(NodeDef node, string[] inputs)
    {
        Activation input = Materialise(inputs[0]);
        if (input.Shape.Length != 4 || !Constant(node, inputs[1]).Integers.Order().SequenceEqual([1, 2]))
        {
            throw new ExportException($"Node {node.Name}: only means over height and width are exported.");
        }

        string pooled = _builder.AddNode("GlobalAveragePool", node.Name + "/pool", [input.Name]);
        var mean = new Activation(pooled, [_batch, 1, 1, input.Shape[3]]);
        _activations[node.Name] = FrozenGraph.Flag(node, "keep_dims") ? mean : Flattened(node, mean);
    }

    private void Concatenate(NodeDef node, string[] inputs)
    {
        bool axisFirst = node.Op == "Concat";
        Activation[] parts = Array.ConvertAll(axisFirst ? inputs[1..] : inputs[..^1], Materialise);
        int rank = parts[0].Shape.Length;
        int axis = Constant(node, axisFirst ? inputs[0] : inputs[^1]).Integers[0];
        if ((axis < 0 ? axis + rank : axis) != rank - 1)
        {
            throw new ExportException($"Node {node.Name}: only channels are joined.");
        }

        string name = _builder.AddNode("Concat", node.Name, parts.Select(part => part.Name), Integer("axis", 1));
        _activations[node.Name] = new Activation(name, [.. parts[0].Shape[..^1], parts.Sum(part => part.Shape[^1])]);
    }

    /// <summary>[N,1,1,C] and the like to [N,C], the only change of shape that is the same in both layouts.</summary>
    private void Flatten(NodeDef node, string[] inputs)
    {
        Activation input = Materialise(inputs[0]);
        int channels = input.Shape[^1];
        bool isFlat = input.Shape.Skip(1).SkipLast(1).All(size => size == 1);
        bool wanted = node.Op == "Squeeze" || Constant(node, inputs[1]).Integers is [_, var last] && (last == channels || last == -1);
        if (!isFlat || !wanted)
        {
            throw new ExportException($"Node {node.Name}: only the removal of 1×1 dimensions is exported.");
        }

        _activations[node.Name] = input.Shape.Length == 2 ? input : Flattened(node, input);
    }

    private Activation Flattened(NodeDef node, Activation input) =>
        new(_builder.AddNode("Flatten", node.Name, [input.Name], Integer("axis", 1)), [_batch, input.Shape[^1]]);

    private void Multiply(NodeDef node, string[] inputs)
    {
        Activation rows = Materialise(inputs[0]);
        ConstantArray weights = Constant(node, inputs[1]);
        if (FrozenGraph.Flag(node, "transpose_a") || FrozenGraph.Flag(node, "transpose_b"))
        {
            throw new ExportException($"Node {node.Name}: transposed products are not exported.");
        }

        string name = _builder.AddNode("MatMul", node.Name, [rows.Name, _builder.AddWeights(inputs[1], weights.Values, weights.Shape)]);
        _activations[node.Name] = new Activation(name, [rows.Shape[0], weights.Shape[1]]);
    }

    private void Emit(NodeDef node, string operation, Activation input, IEnumerable<string>? others = null, params AttributeProto[] attributes) =>
        _activations[node.Name] = input with { Name = _builder.AddNode(operation, node.Name, [input.Name, .. others ?? []], attributes) };

    private ConstantArray Constant(NodeDef reader, string name) =>
        _constants.TryGetValue(name, out ConstantArray? constant) ? constant : throw new ExportException($"Node {reader.Name}: {name} is not constant.");

    private PendingConvolution? Foldable(string name) =>
        _graph.Consumers(name) == 1 && name != _graph.Output ? _pending.GetValueOrDefault(name) : null;

    /// <summary>The tensor itself; writes the convolution that was held back for it.</summary>
    private Activation Materialise(string name)
    {
        if (_activations.TryGetValue(name, out Activation? activation))
        {
            return activation;
        }

        if (!_pending.TryGetValue(name, out PendingConvolution? convolution))
        {
            throw new ExportException($"{name} is a constant where data was expected.");
        }

        (float[] values, int[] shape) = convolution.OnnxFilter();
        string[] inputs =
        [
            convolution.Input,
            _builder.AddWeights(name + "/filter", values, shape),
            _builder.AddWeights(name + "/bias", convolution.Bias, convolution.Channels),
        ];
        SpatialWindow window = convolution.Window;
        string output = _builder.AddNode(
            "Conv",
            name,
            inputs,
            Integers("kernel_shape", window.Kernel.Height, window.Kernel.Width),
            Integers("strides", window.Stride.Height, window.Stride.Width),
            Integers("dilations", window.Dilation.Height, window.Dilation.Width),
            Integers("pads", window.OnnxPadding),
            Integer("group", convolution.Groups));
        return _activations[name] = new Activation(output, convolution.Shape);
    }

    private static string SameShape(NodeDef node, Activation first, Activation second) => first.Shape.AsSpan().SequenceEqual(second.Shape)
        ? second.Name
        : throw new ExportException($"Node {node.Name}: only tensors of one shape are combined.");

    private static int[] BroadcastShape(Activation data, ConstantArray constant) =>
        data.Shape.Length == 4 && constant.Values.Length > 1 ? [1, constant.Values.Length, 1, 1] : [constant.Values.Length];
}
