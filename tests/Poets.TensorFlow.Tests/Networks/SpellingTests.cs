using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.TensorFlow.Tests.Judge;
using Poets.TensorFlow.Tests.Networks.Zoo;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Networks;

/// <summary>What exporters leave in graphs besides a network's layers: training modes, branches, loops, decoding, integer images.</summary>
public class SpellingTests
{
    [SkippableTheory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public void A_training_mode_chooses_between_two_batch_norms(bool? fed)
    {
        var net = new NetworkWriter(Spelling.Slim);
        Signal x = net.Conv("conv", net.Images(12), 8, 3, 3);
        string mode = net.Node("is_training", "PlaceholderWithDefault", [net.Const("is_training/input", Flag(false))], ("dtype", ElementType.Bool), ("shape", GraphBuilder.ShapeProto()));
        x = TwoModes(net, "bn", x, mode);
        x = TwoModes(net, "bn_1", net.Conv("conv_1", net.Activate("conv", x, "Relu"), 8, 3, 3), mode);
        string dropped = Dropout(net, "dropout", net.Mean("mean", x), mode);
        Tensor images = Images(2, 12);
        Alike(net, fed is null ? ["input"] : ["input", mode], [net.Dense("logits", new Signal(dropped, 8), 5).Name], fed is { } value ? [images, Flag(value)] : [images]);
    }

    [SkippableTheory]
    [InlineData("ResizeBilinear", false, false)]
    [InlineData("ResizeBilinear", true, false)]
    [InlineData("ResizeBilinear", false, true)]
    [InlineData("ResizeNearestNeighbor", false, true)]
    public void Decoding_and_resizing_inside_the_graph(string resize, bool corners, bool centres)
    {
        var net = new NetworkWriter(Spelling.Keras);
        net.Graph.Placeholder("contents", ElementType.String, []);
        string pixels = net.Node("DecodeJpeg", "DecodeJpeg", ["contents"], ("channels", 3));
        string numbers = net.Node("Cast", "Cast", [pixels], ("SrcT", ElementType.UInt8), ("DstT", ElementType.Float32));
        string batch = net.Node("ExpandDims", "ExpandDims", [numbers, net.Int("ExpandDims/dim", 0)], ("T", ElementType.Float32), ("Tdim", ElementType.Int32));
        string resized = net.Float(resize, resize, [batch, net.Ints("size", 24, 24)], ("align_corners", corners), ("half_pixel_centers", centres));
        Signal scaled = net.Over("Mul", "Mul", new Signal(resized, 3), net.Number("Mul/y", 1f / 255));
        Signal x = net.Unit("conv", scaled, 8, 3, 3, 2);
        string photo = Directory.EnumerateFiles(SharedMaterial.Path("data", "flower_photos", "daisy"), "*.jpg").Order(StringComparer.Ordinal).First();
        Alike(net, ["contents"], [net.KerasHead(x), resized], [Tensor.OfString(File.ReadAllBytes(photo))]);
    }

    [SkippableFact]
    public void Integer_images_are_cast_inside_the_graph()
    {
        var net = new NetworkWriter(Spelling.Slim);
        Signal bytes = net.Images(16, type: ElementType.UInt8);
        Signal x = bytes with { Name = net.Node("Cast", "Cast", [bytes.Name], ("SrcT", ElementType.UInt8), ("DstT", ElementType.Float32)) };
        x = net.Over("truediv", "RealDiv", net.Over("sub", "Sub", x, net.Number("sub/y", 127.5f)), net.Number("truediv/y", 127.5f));
        x = net.Unit("conv", x, 8, 3, 3, 2);
        Tensor images = Tensor.Zeros(ElementType.UInt8, 3, 16, 16, 3);
        new Random(1).NextBytes(images.Span<byte>());
        Alike(net, ["input"], [net.KerasHead(x)], [images]);
    }

    [SkippableTheory]
    [InlineData(3, true)]
    [InlineData(0, false)]
    [InlineData(5, false)]
    public void Functions_branches_and_loops_of_TensorFlow_2(int rounds, bool branch)
    {
        var net = new NetworkWriter(Spelling.Keras);
        Signal x = net.Unit("conv", net.Images(12), 4, 3, 3, 2);
        net.Graph.Definition.Library = new FunctionDefLibrary
        {
            Function =
            {
                Function("halve", [("v", DataType.DtFloat)], [("z", DataType.DtFloat, "half:z:0")], ("two", "Const", [], Tensor.Of(new[] { 2f })), ("half", "RealDiv", ["v", "two:output:0"], null)),
                Function("negate", [("v", DataType.DtFloat)], [("z", DataType.DtFloat, "minus:y:0")], ("minus", "Neg", ["v"], null)),
                Function("goes_on", [("i", DataType.DtInt32), ("limit", DataType.DtInt32), ("v", DataType.DtFloat)], [("z", DataType.DtBool, "less:z:0")], ("less", "Less", ["i", "limit"], null)),
                Function(
                    "round", [("i", DataType.DtInt32), ("limit", DataType.DtInt32), ("v", DataType.DtFloat)],
                    [("next", DataType.DtInt32, "next_i:z:0"), ("same", DataType.DtInt32, "limit"), ("changed", DataType.DtFloat, "tanh:y:0")],
                    ("one", "Const", [], Tensor.Of(new[] { 1 })), ("next_i", "AddV2", ["i", "one:output:0"], null), ("twice", "AddV2", ["v", "v"], null), ("tanh", "Tanh", ["twice:z:0"], null)),
            },
        };
        string called = net.Node("call", "StatefulPartitionedCall", [x.Name]);
        Attributes(net, "call", ("f", "halve"));
        Types(net, "call", ("Tin", [DataType.DtFloat]), ("Tout", [DataType.DtFloat]));
        net.Graph.Placeholder("flag", ElementType.Bool, []);
        net.Node("branch", "StatelessIf", ["flag", called], ("Tcond", ElementType.Bool));
        Attributes(net, "branch", ("then_branch", "halve"), ("else_branch", "negate"));
        Types(net, "branch", ("Tin", [DataType.DtFloat]), ("Tout", [DataType.DtFloat]));
        net.Node("loop", "StatelessWhile", [net.Int("start", 0), net.Int("limit", rounds), "branch"]);
        Attributes(net, "loop", ("cond", "goes_on"), ("body", "round"));
        Types(net, "loop", ("T", [DataType.DtInt32, DataType.DtInt32, DataType.DtFloat]));
        Alike(net, ["input", "flag"], [net.KerasHead(new Signal("loop:2", x.Channels)), "loop"], [Images(2, 12), Flag(branch)]);
    }

    private static void Alike(NetworkWriter net, string[] inputs, string[] outputs, Tensor[] fed)
    {
        var tensorFlow = new TensorFlowEngine(RealTensorFlow.Engine.Library) { Rewrites = false };
        GraphModel graph = net.Graph.Build();
        using IGraphSession theirs = tensorFlow.CreateSession(graph, inputs, outputs);
        using IGraphSession ours = new ManagedEngine().CreateSession(graph, inputs, outputs);
        string? difference = Comparison.Difference(theirs.Run(fed), ours.Run(fed), 1e-4);
        Assert.True(difference is null, difference);
    }

    /// <summary>tf.cond over a batch norm as TF 1 writes it: each side reads everything through a Switch of its own.</summary>
    private static Signal TwoModes(NetworkWriter net, string scope, Signal x, string mode)
    {
        string id = net.Node(scope + "/cond/pred_id", "Identity", [mode], ("T", ElementType.Bool));
        string[] parameters =
        [
            net.Variable(scope + "/gamma", 0.6, 1.4, x.Channels), net.Variable(scope + "/beta", -0.3, 0.3, x.Channels),
            net.Variable(scope + "/moving_mean", -0.3, 0.3, x.Channels), net.Variable(scope + "/moving_variance", 0.6, 1.6, x.Channels),
        ];
        string pivotTrue = net.Node(scope + "/cond/switch_t", "Identity", [net.Node(scope + "/cond/Switch", "Switch", [id, id], ("T", ElementType.Bool)) + ":1"], ("T", ElementType.Bool));
        string Side(string input, bool taken) => net.Float($"{scope}/cond/{(taken ? "train" : "test")}/Switch", "Switch", [input, id]) + (taken ? ":1" : "");
        string empty = net.Const(scope + "/cond/Const", Tensor.Zeros(ElementType.Float32, 0));
        net.Graph.Definition.Node[^1].Input.Add("^" + pivotTrue);
        string training = net.Float(
            scope + "/cond/FusedBatchNorm", "FusedBatchNorm", [Side(x.Name, true), Side(parameters[0], true), Side(parameters[1], true), empty, empty], ("epsilon", 0.001f), ("is_training", true));
        string testing = net.Float(
            scope + "/cond/FusedBatchNorm_1", "FusedBatchNorm", [Side(x.Name, false), .. parameters.Select(parameter => Side(parameter, false))], ("epsilon", 0.001f), ("is_training", false));
        return x with { Name = net.Float(scope + "/cond/Merge", "Merge", [testing, training], ("N", 2)) };
    }

    /// <summary>A dropout that keeps everything, so that both engines can be compared while it trains.</summary>
    private static string Dropout(NetworkWriter net, string scope, Signal x, string mode)
    {
        string id = net.Node(scope + "/cond/pred_id", "Identity", [mode], ("T", ElementType.Bool));
        string kept = net.Float(scope + "/cond/mul/Switch", "Switch", [x.Name, id]);
        string scaled = net.Float(scope + "/cond/dropout/mul", "Mul", [kept + ":1", net.Number(scope + "/cond/dropout/scale", 2)]);
        return net.Float(scope + "/cond/Merge", "Merge", [net.Float(scope + "/cond/Identity", "Identity", [net.Float(scope + "/cond/Switch_1", "Switch", [x.Name, id])]), scaled], ("N", 2));
    }

    private static FunctionDef Function(
        string name, (string Name, DataType Type)[] inputs, (string Name, DataType Type, string From)[] outputs, params (string Name, string Op, string[] Inputs, Tensor? Value)[] nodes)
    {
        var function = new FunctionDef { Signature = new OpDef { Name = name } };
        function.Signature.InputArg.AddRange(inputs.Select(input => new OpDef.Types.ArgDef { Name = input.Name, Type = input.Type }));
        var body = new GraphBuilder();
        foreach ((string node, string op, string[] reads, Tensor? value) in nodes)
        {
            ElementType type = op == "Less" || reads is ["i", ..] || value?.Type == ElementType.Int32 ? ElementType.Int32 : ElementType.Float32;
            _ = value is null ? body.Node(node, op, reads, ("T", type)) : body.Const(node, value);
        }

        function.NodeDef.AddRange(body.Definition.Node);
        foreach ((string output, DataType type, string from) in outputs)
        {
            function.Signature.OutputArg.Add(new OpDef.Types.ArgDef { Name = output, Type = type });
            function.Ret.Add(output, from);
        }

        return function;
    }

    private static void Attributes(NetworkWriter net, string node, params (string Name, string Function)[] functions)
    {
        NodeDef definition = net.Graph.Definition.Node.Single(candidate => candidate.Name == node);
        foreach ((string name, string function) in functions)
        {
            definition.Attr.Add(name, new AttrValue { Func = new NameAttrList { Name = function } });
        }
    }

    private static void Types(NetworkWriter net, string node, params (string Name, DataType[] Types)[] lists)
    {
        NodeDef definition = net.Graph.Definition.Node.Single(candidate => candidate.Name == node);
        foreach ((string name, DataType[] types) in lists)
        {
            definition.Attr.Add(name, new AttrValue { List = new AttrValue.Types.ListValue { Type = { types } } });
        }
    }

    private static Tensor Flag(bool value) => new(ElementType.Bool, [], new[] { value });

    private static Tensor Images(int batch, int size)
    {
        var random = new Random(size);
        return Tensor.Of([.. Enumerable.Range(0, batch * size * size * 3).Select(_ => (random.NextSingle() * 2) - 1)], batch, size, size, 3);
    }
}
