using FsCheck;
using FsCheck.Fluent;
using Poets.Graphs.Execution;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Batches that run in parts against the same batches run whole: bit for bit the same.</summary>
public class DividedBatchTests
{
    /// <summary>Graphs in which an image's answer depends on the others, or on how many there are, for a batch of 6.</summary>
    public static TheoryData<string> Mixing =>
    [
        "mean of the batch", "maximum over the batch", "halves joined by reshape", "reshape to the batch's own numbers", "transposed left matrix",
        "transposed", "joined along the batch", "divided by the batch", "an offset for each image", "position of the largest in the batch",
        "softmax of a vector", "padded batch", "split batch", "a row for all beside the answer",
    ];

    [Fact]
    public void Random_networks_answer_the_same_in_parts_of_any_size()
    {
        int divided = 0;
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var random = new System.Random(seed);
                (int images, int part, int threads) = (random.Next(2, 9), random.Next(1, 4), random.Next(1, 4));
                TinyGraph graph = RandomNetwork.Build(seed, out string[] outputs);
                using ManagedSession whole = Session(graph, int.MaxValue, 1, outputs);
                using ManagedSession parts = Session(graph, part, threads, outputs);
                Tensor input = OptimizerTests.Noise(seed, images, 7, 6, 3);
                AssertSame(whole, parts, $"seed {seed}, {images} images, {part} a part, {threads} threads", input);
                divided += parts.DivisionOf(input) is null ? 0 : 1;
                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        Assert.InRange(divided, 50, 200);
    }

    [SkippableTheory]
    [InlineData("mobilenet_v3_small_96")]
    [InlineData("resnet50_v2_64")]
    [InlineData("efficientnet_b0_64")]
    public void Real_networks_answer_the_same_in_parts(string name)
    {
        string folder = SharedMaterial.Path("golden", "networks_made_up");
        GraphModel graph = SyntheticWeights.Load(Path.Combine(folder, name + ".skeleton.pb"), Path.Combine(folder, name + ".weights.json"));
        (int[] shape, _) = Npy.Read(Path.Combine(folder, name + ".input.npy"));
        Tensor input = OptimizerTests.Noise(5, 5, shape[1], shape[2], shape[3]);
        using var whole = (ManagedSession)new ManagedEngine { ImagesPerPart = int.MaxValue }.CreateSession(graph, ["inputs"], ["Identity"]);
        using var parts = (ManagedSession)new ManagedEngine().CreateSession(graph, ["inputs"], ["Identity"], new SessionOptions { Threads = 2 });
        Assert.NotNull(parts.DivisionOf(input));
        AssertSame(whole, parts, name, input);
    }

    [Theory]
    [MemberData(nameof(Mixing))]
    public void What_mixes_images_runs_whole(string kind)
    {
        TinyGraph graph = Mix(kind);
        using ManagedSession whole = Session(graph, int.MaxValue, 1, "y");
        using ManagedSession forced = Session(graph, 1, 2, "y");
        Tensor input = OptimizerTests.Noise(7, 6, 4);
        Assert.Null(forced.DivisionOf(input));
        AssertSame(whole, forced, kind, input);
    }

    [Fact]
    public void Without_the_mixing_node_the_same_graph_is_divided()
    {
        using ManagedSession session = Session(Mix("nothing"), 1, 2, "y");
        Assert.Equal(6, session.DivisionOf(OptimizerTests.Noise(7, 6, 4))?.Parts);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_shape_computed_from_the_batch_does_not_keep_it_whole(int declared)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, declared, 3, 4);
        graph.Node("relu", "Relu", ["x"]);
        graph.Node("shape", "Shape", ["relu"]);
        graph.Constant("zero", new[] { 0 });
        graph.Constant("one", new[] { 1 });
        graph.Node("batch", "StridedSlice", ["shape", "zero", "one", "one"], ("shrink_axis_mask", 1));
        graph.Constant("twelve", 12);
        graph.Node("wanted", "Pack", ["batch", "twelve"], ("T", DataType.DtInt32), ("N", 2));
        graph.Node("flat", "Reshape", ["relu", "wanted"]);
        graph.Node("y", "Softmax", ["flat"]);
        using ManagedSession whole = Session(graph, int.MaxValue, 1, "y");
        using ManagedSession parts = Session(graph, 2, 1, "y");
        Tensor input = OptimizerTests.Noise(3, 5, 3, 4);
        Assert.Equal(1, parts.DivisionOf(input)?.Rest);
        AssertSame(whole, parts, "computed shape", input);
    }

    [Fact]
    public void Layers_with_much_weight_and_few_pixels_run_for_the_whole_batch()
    {
        TinyGraph graph = new();
        graph.Placeholder("x", DataType.DtFloat, -1, 40, 40, 3);
        graph.Constant("w", OptimizerTests.Noise(1, 3, 3, 3, 24));
        graph.Node("conv", "Conv2D", ["x", "w"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        graph.Constant("axes", new[] { 1, 2 });
        graph.Node("pool", "Mean", ["conv", "axes"]);
        graph.Constant("m", OptimizerTests.Noise(2, 24, 700));
        graph.Node("y", "MatMul", ["pool", "m"]);
        using ManagedSession whole = Session(graph, int.MaxValue, 1, "y");
        using ManagedSession parts = Session(graph, 0, 2, "y");
        Tensor input = OptimizerTests.Noise(3, 5, 40, 40, 3);
        BatchDivision? division = parts.DivisionOf(input);
        Assert.Equal((4, 1, 2), (division?.Parts, division?.ImagesPerPart, division?.Cut.Step));
        AssertSame(whole, parts, "cut", input);

        // Who asks for what lies before the cut, too, gets it; then more than one value would cross.
        using ManagedSession both = Session(graph, 0, 2, "conv", "y");
        Assert.Equal(-1, both.DivisionOf(input)?.Cut.Value);
        using ManagedSession plain = Session(graph, int.MaxValue, 1, "conv", "y");
        AssertSame(plain, both, "both", input);
    }

    [Fact]
    public void Inputs_that_hold_no_images_are_fed_to_every_part()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 4);
        graph.Placeholder("rate", DataType.DtFloat);
        graph.Placeholder("row", DataType.DtFloat, 4);
        graph.Node("scaled", "Mul", ["x", "rate"]);
        graph.Node("y", "AddV2", ["row", "scaled"]);
        using var whole = (ManagedSession)new ManagedEngine { ImagesPerPart = int.MaxValue }.CreateSession(graph.Model(), ["x", "rate", "row"], ["y"]);
        using var parts = (ManagedSession)new ManagedEngine { ImagesPerPart = 1 }.CreateSession(graph.Model(), ["x", "rate", "row"], ["y"]);
        Tensor[] inputs = [OptimizerTests.Noise(1, 4, 4), Tensor.Of([0.5f]), OptimizerTests.Noise(2, 4)];
        Assert.NotNull(parts.DivisionOf(inputs));
        AssertSame(whole, parts, "rate", inputs);
    }

    [Fact]
    public void A_profile_names_every_node_once()
    {
        TinyGraph graph = RandomNetwork.Build(11, out string[] outputs);
        using ManagedSession session = Session(graph, 1, 2, outputs);
        Tensor input = OptimizerTests.Noise(1, 5, 7, 6, 3);
        Assert.NotNull(session.DivisionOf(input));
        var nodes = new List<string>();
        session.Profile = timing => nodes.Add(timing.Node);
        session.Run(input);
        Assert.NotEmpty(nodes);
        Assert.Equal(nodes.Count, nodes.Distinct().Count());
    }

    private static ManagedSession Session(TinyGraph graph, int imagesPerPart, int threads, params string[] outputs) =>
        (ManagedSession)new ManagedEngine { ImagesPerPart = imagesPerPart }.CreateSession(graph.Model(), ["x"], outputs, new SessionOptions { Threads = threads });

    private static void AssertSame(ManagedSession whole, ManagedSession parts, string what, params Tensor[] inputs)
    {
        Assert.Null(whole.DivisionOf(inputs));
        Tensor[] expected = whole.Run(inputs);
        for (int again = 0; again < 2; again++)
        {
            Tensor[] actual = parts.Run(inputs);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].Dimensions.ToArray(), actual[i].Dimensions.ToArray());
                Assert.Equal(expected[i].Type, actual[i].Type);
                if (expected[i].Type == ElementType.Float32)
                {
                    Close.Exact(expected[i].Span<float>(), actual[i].Span<float>(), $"{what}, output {i}");
                }
                else
                {
                    Assert.Equal(expected[i].Span<long>().ToArray(), actual[i].Span<long>().ToArray());
                }
            }
        }
    }

    /// <summary>x [?,4] → relu → something → y.</summary>
    private static TinyGraph Mix(string kind)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 4);
        graph.Node("a", "Relu", ["x"]);
        graph.Constant("zero", 0);
        graph.Constant("zeros", new[] { 0 });
        graph.Constant("ones", new[] { 1 });
        switch (kind)
        {
            case "mean of the batch":
                graph.Node("mean", "Mean", ["a", "zeros"], ("keep_dims", true));
                graph.Node("y", "Sub", ["a", "mean"]);
                break;
            case "maximum over the batch":
                graph.Node("y", "Max", ["a", "zero"]);
                break;
            case "halves joined by reshape":
                graph.Constant("wanted", new[] { -1, 8 });
                graph.Node("y", "Reshape", ["a", "wanted"]);
                break;
            case "reshape to the batch's own numbers":
                graph.Constant("wanted", new[] { 6, -1 });
                graph.Node("y", "Reshape", ["a", "wanted"]);
                break;
            case "transposed left matrix":
                graph.Node("y", "MatMul", ["a", "a"], ("transpose_a", true));
                break;
            case "transposed":
                graph.Constant("order", new[] { 1, 0 });
                graph.Node("y", "Transpose", ["a", "order"]);
                break;
            case "joined along the batch":
                graph.Node("y", "ConcatV2", ["a", "a", "zero"], ("N", 2));
                break;
            case "divided by the batch":
                graph.Node("shape", "Shape", ["a"]);
                graph.Node("batch", "StridedSlice", ["shape", "zeros", "ones", "ones"], ("shrink_axis_mask", 1));
                graph.Node("count", "Cast", ["batch"], ("SrcT", DataType.DtInt32), ("DstT", DataType.DtFloat));
                graph.Node("y", "RealDiv", ["a", "count"]);
                break;
            case "an offset for each image":
                graph.Constant("offsets", OptimizerTests.Noise(2, 6, 1));
                graph.Node("y", "AddV2", ["a", "offsets"]);
                break;
            case "position of the largest in the batch":
                graph.Node("y", "ArgMax", ["a", "zero"]);
                break;
            case "softmax of a vector":
                graph.Constant("one", 1);
                graph.Node("sum", "Sum", ["a", "one"]);
                graph.Node("y", "Softmax", ["sum"]);
                break;
            case "padded batch":
                graph.Constant("edges", Tensor.Of(new[] { 1, 0, 0, 0 }, 2, 2));
                graph.Node("y", "Pad", ["a", "edges"]);
                break;
            case "split batch":
                graph.Node("y", "Split", ["zero", "a"], ("num_split", 2));
                break;
            case "a row for all beside the answer":
                graph.Constant("w", OptimizerTests.Noise(2, 4));
                graph.Node("y", "Relu", ["w"]);
                break;
            default:
                graph.Node("y", "Relu6", ["a"]);
                break;
        }

        return graph;
    }
}
