using System.Runtime.InteropServices;
using Google.Protobuf;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Retraining.Models;
using Poets.Retraining.Training;

namespace Poets.Retraining.Export;

/// <summary>Builds the frozen graph that retrain.py writes: the backbone's nodes, then eight of the new layer (reference §6.4), and ten more where it is quantised (§6.3).</summary>
public static class RetrainedGraph
{
    /// <summary>Joins a backbone and a layer.</summary>
    /// <param name="backbone">The network; only what its bottleneck needs is kept.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="finalTensorName">The softmax's name.</param>
    /// <exception cref="RetrainException">The network has a node of that name already.</exception>
    public static GraphDef Build(Backbone backbone, SoftmaxLayer layer, string finalTensorName)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(layer);
        CheckName(backbone, finalTensorName);
        GraphDef graph = backbone.Graph.ExtractAncestors(backbone.BottleneckTensors).Clone();
        if (backbone.Graph.Definition.Versions is { } versions)
        {
            graph.Versions = versions.Clone();
        }

        NoteConvention(graph, backbone);
        string bottleneck = Join(graph, backbone);
        string root = backbone.Script == ScriptVersion.Hub ? "final_retrain_ops" : "final_training_ops";
        string input = UniqueScope(backbone.Graph, "input") + "/BottleneckInputPlaceholder";
        string weights = root + "/weights/final_weights";
        string biases = root + "/biases/final_biases";
        int features = layer.FeatureCount;
        int classes = layer.ClassCount;

        NodeDef placeholder = Add(graph, "PlaceholderWithDefault", input, bottleneck);
        placeholder.Attr["dtype"] = Float();
        placeholder.Attr["shape"] = new AttrValue { Shape = Shape(-1, features) };
        AddVariable(graph, weights, layer.Weights, features, classes);
        AddVariable(graph, biases, layer.Biases, classes);
        string multiplied = layer.Ranges is { } ranges
            ? AddFakeQuant(graph, root + "/Wx_plus_b/weights_quant", weights + "/read", ranges.WeightsMin, ranges.WeightsMax, narrow: true)
            : weights + "/read";
        NodeDef product = Add(graph, "MatMul", root + "/Wx_plus_b/MatMul", input, multiplied);
        product.Attr["T"] = Float();
        product.Attr["transpose_a"] = new AttrValue { B = false };
        product.Attr["transpose_b"] = new AttrValue { B = false };
        Add(graph, "Add", root + "/Wx_plus_b/add", product.Name, biases + "/read").Attr["T"] = Float();
        string logits = layer.Ranges is { } range
            ? AddFakeQuant(graph, root + "/Wx_plus_b/act_quant", root + "/Wx_plus_b/add", range.LogitsMin, range.LogitsMax, narrow: false)
            : root + "/Wx_plus_b/add";
        Add(graph, "Softmax", finalTensorName, logits).Attr["T"] = Float();
        return graph;
    }

    /// <summary>Refuses a softmax name that the network itself uses, before any work is done.</summary>
    /// <exception cref="RetrainException">It does.</exception>
    public static void CheckName(Backbone backbone, string finalTensorName)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        if (backbone.Graph.Contains(finalTensorName))
        {
            throw new RetrainException($"The network {backbone.Name} has a node '{finalTensorName}' already; give the new layer another name with --final_tensor_name.") { Fault = RetrainFault.OptionInvalid };
        }
    }

    /// <summary>The name that TensorFlow would give a scope: <c>input_1</c> where the network has a node <c>input</c> (reference §6.1).</summary>
    internal static string UniqueScope(GraphModel graph, string scope)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (NodeDef node in graph.Definition.Node)
        {
            int end = node.Name.IndexOf('/', StringComparison.Ordinal);
            used.Add(end < 0 ? node.Name : node.Name[..end]);
        }

        string unique = scope;
        for (int i = 1; used.Contains(unique); i++)
        {
            unique = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{scope}_{i}");
        }

        return unique;
    }

    // A reader of the graph finds most conventions by the nodes' names; where it would not, the input says so.
    private static void NoteConvention(GraphDef graph, Backbone backbone)
    {
        InputConvention guessed = InputConvention.Of(backbone.Graph, backbone.InputTensor);
        var target = Normalisation.Target(backbone.Target.Width, backbone.Target.Height, guessed, null, null);
        if (target != backbone.Target)
        {
            string name = backbone.InputTensor.Split(':')[0];
            bool isScaledFirst = backbone.Target.PreScale != 1;
            float std = isScaledFirst ? 255 : (float)(1.0 / backbone.Target.Scale);
            new InputConvention(backbone.InputTensor, backbone.Target.Mean, std, isScaledFirst).NoteOn(graph.Node.First(node => node.Name == name));
        }
    }

    /// <summary>One bottleneck tensor is taken as it is; several are averaged where they are spatial, and joined.</summary>
    private static string Join(GraphDef graph, Backbone backbone)
    {
        var parts = new List<string>();
        for (int i = 0; i < backbone.BottleneckTensors.Count; i++)
        {
            string tensor = backbone.BottleneckTensors[i];
            string input = tensor.EndsWith(":0", StringComparison.Ordinal) ? tensor[..^2] : tensor;
            parts.Add(backbone.Graph.FactOf(tensor).Shape.Rank == 4 ? AddMean(graph, input, i) : input);
        }

        if (parts.Count == 1)
        {
            return parts[0];
        }

        AddIntegers(graph, "joined_bottleneck/axis", scalar: true, 1);
        NodeDef joined = Add(graph, "ConcatV2", "joined_bottleneck", [.. parts, "joined_bottleneck/axis"]);
        joined.Attr["T"] = Float();
        joined.Attr["Tidx"] = new AttrValue { Type = DataType.DtInt32 };
        joined.Attr["N"] = new AttrValue { I = parts.Count };
        return joined.Name;
    }

    private static string AddMean(GraphDef graph, string input, int index)
    {
        string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"joined_bottleneck/mean_{index}");
        AddIntegers(graph, name + "/reduction_indices", scalar: false, 1, 2);
        NodeDef mean = Add(graph, "Mean", name, input, name + "/reduction_indices");
        mean.Attr["T"] = Float();
        mean.Attr["Tidx"] = new AttrValue { Type = DataType.DtInt32 };
        mean.Attr["keep_dims"] = new AttrValue { B = false };
        return name;
    }

    private static void AddIntegers(GraphDef graph, string name, bool scalar, params int[] values)
    {
        NodeDef node = Add(graph, "Const", name);
        node.Attr["dtype"] = new AttrValue { Type = DataType.DtInt32 };
        node.Attr["value"] = new AttrValue
        {
            Tensor = new TensorProto
            {
                Dtype = DataType.DtInt32,
                TensorShape = scalar ? Shape() : Shape(values.Length),
                TensorContent = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
            },
        };
    }

    /// <summary>What the quantising rewrite leaves of a range (reference §6.3): two scalars with their reads, and the rounding.</summary>
    private static string AddFakeQuant(GraphDef graph, string scope, string input, float low, float high, bool narrow)
    {
        AddVariable(graph, scope + "/min", [low]);
        AddVariable(graph, scope + "/max", [high]);
        NodeDef node = Add(graph, "FakeQuantWithMinMaxVars", scope + "/FakeQuantWithMinMaxVars", input, scope + "/min/read", scope + "/max/read");
        node.Attr["num_bits"] = new AttrValue { I = 8 };
        node.Attr["narrow_range"] = new AttrValue { B = narrow };
        return node.Name;
    }

    private static void AddVariable(GraphDef graph, string name, float[] values, params int[] dimensions)
    {
        NodeDef constant = Add(graph, "Const", name);
        constant.Attr["dtype"] = Float();
        constant.Attr["value"] = new AttrValue
        {
            Tensor = new TensorProto
            {
                Dtype = DataType.DtFloat,
                TensorShape = Shape(dimensions),
                TensorContent = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
            },
        };
        NodeDef read = Add(graph, "Identity", name + "/read", name);
        read.Attr["T"] = Float();
        var colocation = new AttrValue.Types.ListValue();
        colocation.S.Add(ByteString.CopyFromUtf8("loc:@" + name));
        read.Attr["_class"] = new AttrValue { List = colocation };
    }

    private static NodeDef Add(GraphDef graph, string op, string name, params string[] inputs)
    {
        var node = new NodeDef { Name = name, Op = op };
        node.Input.AddRange(inputs);
        graph.Node.Add(node);
        return node;
    }

    private static AttrValue Float() => new() { Type = DataType.DtFloat };

    private static TensorShapeProto Shape(params int[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dimensions.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return shape;
    }
}
