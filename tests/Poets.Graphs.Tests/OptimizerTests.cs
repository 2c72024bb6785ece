using System.Collections.Concurrent;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Operators;
using Poets.Graphs.Optimize;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Optimised graphs against the same graphs with one pass, or all passes, left out.</summary>
public class OptimizerTests
{
    private static readonly ConcurrentDictionary<string, float[]> s_answers = new();

    public static TheoryData<string> PassNames()
    {
        var names = new TheoryData<string>();
        foreach (Pass pass in Optimizer.Passes)
        {
            names.Add(pass.Name);
        }

        names.Add("all");
        return names;
    }

    [SkippableTheory]
    [MemberData(nameof(PassNames))]
    public void Networks_answer_the_same_without_a_pass(string pass)
    {
        // MobileNet v3 has every pattern but Swish (EfficientNet) and the affine maps of ResNet v2.
        string[] names = pass switch
        {
            "all" => ["mobilenet_v3_small_96", "resnet50_v2_64", "efficientnet_b0_64"],
            nameof(JoinAffine) => ["resnet50_v2_64"],
            nameof(JoinActivation) => ["mobilenet_v3_small_96", "efficientnet_b0_64"],
            _ => ["mobilenet_v3_small_96"],
        };
        string folder = SharedMaterial.Path("golden", "networks_made_up");
        foreach (string name in names)
        {
            GraphModel graph = SyntheticWeights.Load(Path.Combine(folder, name + ".skeleton.pb"), Path.Combine(folder, name + ".weights.json"));
            (int[] shape, float[] pixels) = Npy.Read(Path.Combine(folder, name + ".input.npy"));
            using IGraphSession partial = Without(pass).CreateSession(graph, ["inputs"], ["Identity"]);
            float[] full = s_answers.GetOrAdd(name, _ =>
            {
                using IGraphSession session = new ManagedEngine().CreateSession(graph, ["inputs"], ["Identity"]);
                return session.Run(Tensor.Of(pixels, shape))[0].Span<float>().ToArray();
            });
            Close.ToLargest(full, partial.Run(Tensor.Of(pixels, shape))[0].Span<float>(), 1e-4, $"{name} without {pass}");
        }
    }

    [Fact]
    public void Batch_norm_bias_padding_skip_and_activation_become_one_step()
    {
        TinyGraph graph = Block();
        using var session = (ManagedSession)new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"]);
        Assert.Equal(["Conv2D+Bias+Add+Relu6"], Operators(session));
        using IGraphSession plain = Without("all").CreateSession(graph.Model(), ["x"], ["y"]);
        Tensor input = Noise(1, 2, 6, 6, 3);
        Close.ToLargest(plain.Run(input)[0].Span<float>(), session.Run(input)[0].Span<float>(), 1e-5);
    }

    [Fact]
    public void A_result_that_somebody_else_reads_is_left_alone()
    {
        TinyGraph graph = Block();
        string[] outputs = ["conv", "scaled", "shifted", "sum", "y"];
        using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), ["x"], outputs);
        using IGraphSession plain = Without("all").CreateSession(graph.Model(), ["x"], outputs);
        Tensor input = Noise(1, 2, 6, 6, 3);
        Tensor[] expected = plain.Run(input);
        Tensor[] actual = session.Run(input);
        for (int i = 0; i < outputs.Length; i++)
        {
            Close.ToLargest(expected[i].Span<float>(), actual[i].Span<float>(), 1e-5, outputs[i]);
        }
    }

    [Theory]
    [InlineData("FusedBatchNorm", 5)]
    [InlineData("FusedBatchNormV3", 6)]
    [InlineData("BatchNormWithGlobalNormalization", 1)]
    public void Batch_norm_operators_go_into_the_weights(string op, int outputs)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 5, 5, 2);
        graph.Constant("w", Noise(3, 3, 3, 2, 4));
        graph.Node("conv", "Conv2D", ["x", "w"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        graph.Constant("gamma", [1.5f, 0.5f, -1, 2]);
        graph.Constant("beta", [0.1f, 0.2f, 0.3f, 0.4f]);
        graph.Constant("mean", [0.5f, -0.5f, 0.25f, 0]);
        graph.Constant("variance", [1f, 2, 0.5f, 0.1f]);
        string[] inputs = outputs == 1 ? ["conv", "mean", "variance", "beta", "gamma"] : ["conv", "gamma", "beta", "mean", "variance"];
        graph.Node("norm", op, inputs, ("T", DataType.DtFloat), ("is_training", false), ("epsilon", 0.001f), ("variance_epsilon", 0.001f), ("scale_after_normalization", true));
        graph.Node("y", "Relu", ["norm"], ("T", DataType.DtFloat));
        using var session = (ManagedSession)new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"]);
        Assert.Equal(["Conv2D+Bias+Relu"], Operators(session));
        using IGraphSession plain = Without("all").CreateSession(graph.Model(), ["x"], ["y"]);
        Tensor input = Noise(5, 3, 5, 5, 2);
        Close.ToLargest(plain.Run(input)[0].Span<float>(), session.Run(input)[0].Span<float>(), 1e-5);
    }

    [Fact]
    public void Parts_of_a_concatenation_are_written_in_place()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 4, 4, 3);
        graph.Constant("w1", Noise(1, 1, 1, 3, 5));
        graph.Constant("w2", Noise(2, 3, 3, 3, 7));
        graph.Node("a", "Conv2D", ["x", "w1"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        graph.Node("b", "Conv2D", ["x", "w2"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        graph.Node("c", "MaxPool", ["x"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"), ("ksize", new[] { 1, 3, 3, 1 }));
        graph.Constant("axis", -1);
        graph.Node("y", "ConcatV2", ["a", "b", "c", "axis"], ("N", 3));
        using var session = (ManagedSession)new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"]);
        Assert.DoesNotContain("ConcatV2", Operators(session));
        using IGraphSession apart = new ManagedEngine().CreateSession(graph.Model(), ["x"], ["a", "b", "c", "y"]);
        Tensor input = Noise(9, 2, 4, 4, 3);
        Tensor[] parts = apart.Run(input);
        Close.Exact(parts[3].Span<float>(), session.Run(input)[0].Span<float>());
        Close.Exact(parts[1].Span<float>()[..7], parts[3].Span<float>().Slice(5, 7));
    }

    [Fact]
    public void Several_threads_share_one_session()
    {
        using IGraphSession session = new ManagedEngine().CreateSession(Block().Model(), ["x"], ["y"], new SessionOptions { Threads = 2 });
        Tensor[] inputs = [.. Enumerable.Range(0, 8).Select(seed => Noise(seed, 1 + (seed % 3), 6, 6, 3))];
        float[][] expected = [.. inputs.Select(input => session.Run(input)[0].Span<float>().ToArray())];
        Parallel.For(0, 200, i => Close.Exact(expected[i % 8], session.Run(inputs[i % 8])[0].Span<float>(), $"run {i}"));
    }

    [Fact]
    public void Runs_allocate_little_more_than_their_answers()
    {
        using IGraphSession session = new ManagedEngine().CreateSession(Block().Model(), ["x"], ["y"], new SessionOptions { Threads = 1 });
        Tensor input = Noise(1, 1, 6, 6, 3);
        int answer = session.Run(input)[0].Length * sizeof(float);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            session.Run(input);
        }

        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        Assert.InRange(each, answer, answer + 1500);
    }

    [Fact]
    public void Eight_bit_weights_take_one_array_before_they_are_packed()
    {
        const int Size = 512;
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, Size);
        graph.Constant("bytes", new Tensor(ElementType.Int8, [Size, Size], Enumerable.Range(0, Size * Size).Select(i => (sbyte)(i % 251)).ToArray()));
        graph.Constant("scale", Noise(1, 1, Size));
        graph.Node("floats", "Cast", ["bytes"], ("SrcT", DataType.DtInt8), ("DstT", DataType.DtFloat));
        graph.Node("weights", "Mul", ["floats", "scale"], ("T", DataType.DtFloat));
        graph.Node("y", "MatMul", ["x", "weights"]);
        using var session = new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"], new SessionOptions { Threads = 1 });
        Tensor input = Noise(2, 3, Size);
        long before = GC.GetAllocatedBytesForCurrentThread();
        session.Run(input);

        // The bytes as they stand in the graph, a float for each, and those packed.
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / (Size * Size);
        Assert.InRange(each, 4, 10);
    }

    internal static ManagedEngine Without(string pass) => new() { SkippedPasses = pass == "all" ? [.. Optimizer.Passes.Select(each => each.Name)] : [pass] };

    internal static Tensor Noise(int seed, params int[] shape)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(random.NextDouble() * 4) - 2;
        }

        return Tensor.Of(values, shape);
    }

    private static List<string> Operators(ManagedSession session)
    {
        var kinds = new List<string>();
        session.Profile = timing => kinds.Add(timing.Operator);
        TensorShape shape = session.Inputs[0].Shape;
        session.Run(Noise(1, [1, .. shape.Dimensions[1..]]));
        session.Profile = null;
        return kinds;
    }

    /// <summary>pad → conv → · scale → + shift → + x → relu6, scale and shift spelled out as slim spells batch norm.</summary>
    private static TinyGraph Block()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 6, 6, 3);
        graph.Constant("edges", Tensor.Of(new[] { 0, 0, 1, 1, 1, 1, 0, 0 }, 4, 2));
        graph.Node("pad", "Pad", ["x", "edges"], ("T", DataType.DtFloat));
        graph.Constant("w", Noise(7, 3, 3, 3, 3));
        graph.Node("read", "Identity", ["w"], ("T", DataType.DtFloat));
        graph.Node("conv", "Conv2D", ["pad", "read"], ("strides", new[] { 1, 1, 1, 1 }), ("padding", "VALID"));
        graph.Constant("variance", [1f, 2, 0.5f]);
        graph.Constant("epsilon", Tensor.Of([0.001f]));
        graph.Node("add", "Add", ["variance", "epsilon"], ("T", DataType.DtFloat));
        graph.Node("rsqrt", "Rsqrt", ["add"], ("T", DataType.DtFloat));
        graph.Node("scaled", "Mul", ["conv", "rsqrt"], ("T", DataType.DtFloat));
        graph.Constant("mean", [0.1f, 0.2f, -0.3f]);
        graph.Node("shifted", "Sub", ["scaled", "mean"], ("T", DataType.DtFloat));
        graph.Node("sum", "AddV2", ["x", "shifted"], ("T", DataType.DtFloat));
        graph.Node("y", "Relu6", ["sum"], ("T", DataType.DtFloat));
        return graph;
    }
}
