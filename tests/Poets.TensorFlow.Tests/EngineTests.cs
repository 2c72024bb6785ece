using Poets.Graphs;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests;

public class EngineTests
{
    private static GraphModel Doubling(params int[]? shape)
    {
        var graph = new GraphBuilder();
        graph.Placeholder("x", ElementType.Float32, shape);
        graph.Const("two", Tensor.Of([2f]));
        graph.Node("doubled", "Mul", ["x", "two"], ("T", ElementType.Float32));
        return graph.Build();
    }

    [SkippableFact]
    public void The_library_says_its_version_and_lists_a_processor()
    {
        TensorFlowEngine engine = RealTensorFlow.Engine;
        Assert.Matches(@"^\d+\.\d+\.\d+", engine.Library.Version);
        TensorFlowDevice processor = Assert.Single(engine.ListDevices(), device => device.Kind == "CPU");
        Assert.Equal("CPU:0", processor.ToString());
        Assert.EndsWith("device:CPU:0", processor.Name, StringComparison.Ordinal);
        Assert.Same(engine.Library, TensorFlowLibrary.Loaded);
    }

    [SkippableFact]
    public void A_graph_runs_and_names_its_tensors()
    {
        using IGraphSession session = RealTensorFlow.Engine.CreateSession(Doubling(-1, 3), ["x"], ["doubled:0", "two"]);
        Assert.Equal("x:0 Float32 [?,3]", session.Inputs[0].ToString());
        Assert.Equal(["doubled:0", "two:0"], session.Outputs.Select(output => output.Name));

        Tensor[] answer = session.Run(Tensor.Of([1, 2, 3, 4, 5, 6f], 2, 3));

        Assert.Equal([2, 4, 6, 8, 10, 12f], answer[0].Span<float>().ToArray());
        Assert.Equal([2, 3], answer[0].Dimensions.ToArray());
        Assert.Equal([2f], answer[1].Span<float>().ToArray());
    }

    [SkippableFact]
    public void Only_the_front_of_a_pooled_array_is_fed_and_a_fed_tensor_need_not_be_a_placeholder()
    {
        using IGraphSession session = RealTensorFlow.Engine.CreateSession(Doubling(-1), ["x", "two"], ["doubled"]);
        Assert.Equal([3, 6f], session.Run(Tensor.Of([1, 2, 99, 99f], 2), Tensor.Of([3f]))[0].Span<float>().ToArray());
    }

    public static TheoryData<ElementType, Array> Storages() => new()
    {
        { ElementType.Float32, new[] { 1.5f, -2f } },
        { ElementType.Float64, new[] { 1.5, -2.0 } },
        { ElementType.Int32, new[] { 1, -2 } },
        { ElementType.UInt8, new byte[] { 1, 255 } },
        { ElementType.Int16, new short[] { 1, -2 } },
        { ElementType.Int8, new sbyte[] { 1, -2 } },
        { ElementType.Int64, new[] { 1L, -2L } },
        { ElementType.Bool, new[] { true, false } },
        { ElementType.QInt8, new sbyte[] { 1, -2 } },
        { ElementType.QUInt8, new byte[] { 1, 255 } },
        { ElementType.QInt32, new[] { 1, -2 } },
        { ElementType.BFloat16, new ushort[] { 0x3FC0, 1 } },
        { ElementType.UInt16, new ushort[] { 1, 65535 } },
        { ElementType.Float16, new ushort[] { 0x3C00, 1 } },
        { ElementType.UInt32, new[] { 1u, uint.MaxValue } },
        { ElementType.UInt64, new[] { 1ul, ulong.MaxValue } },
        { ElementType.String, new byte[][] { [], [1, 0, 2], [.. Enumerable.Repeat((byte)7, 100)] } },
    };

    [SkippableTheory]
    [MemberData(nameof(Storages))]
    public void Every_element_type_crosses_the_border_both_ways(ElementType type, Array values)
    {
        var graph = new GraphBuilder();
        graph.Placeholder("x", type, -1);
        graph.Node("y", "Identity", ["x"], ("T", type));
        using IGraphSession session = RealTensorFlow.Engine.CreateSession(graph.Build(), ["x"], ["y"]);

        Tensor answer = session.Run(new Tensor(type, [values.Length], values))[0];
        Assert.Equal(type, answer.Type);
        Assert.Equal(values, answer.Data);

        Tensor empty = session.Run(Tensor.Zeros(type, 0))[0];
        Assert.Equal([0], empty.Dimensions.ToArray());
    }

    [SkippableTheory]
    [InlineData(-1, 3)]
    [InlineData(1, 3)]
    public void A_batch_of_any_size_runs_even_where_the_graph_says_one(int frozen, int width)
    {
        using IGraphSession session = RealTensorFlow.Engine.CreateSession(Doubling(frozen, width), ["x"], ["doubled"]);
        foreach (int batch in new[] { 1, 2, 5 })
        {
            float[] values = [.. Enumerable.Range(0, batch * width).Select(i => (float)i)];
            Tensor answer = session.Run(Tensor.Of(values, batch, width))[0];
            Assert.Equal([batch, width], answer.Dimensions.ToArray());
            Assert.Equal(values.Select(value => value * 2), answer.Span<float>().ToArray());
        }
    }

    [SkippableFact]
    public void Several_threads_share_a_session()
    {
        using IGraphSession session = RealTensorFlow.Engine.CreateSession(Doubling(-1), ["x"], ["doubled"], new SessionOptions { Threads = 2 });
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal([i * 2f], session.Run(Tensor.Of([(float)i], 1))[0].Span<float>().ToArray()));
    }

    [SkippableFact]
    public void A_SavedModel_runs_by_its_signature()
    {
        string folder = SharedMaterial.Path("golden", "saved_model_tf2");
        string model = Directory.EnumerateFiles(folder, "saved_model.pb", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).First();
        using IGraphSession session = RealTensorFlow.Engine.CreateSavedModelSession(model);
        (int[] shape, float[] values) = Npy.Read(Directory.EnumerateFiles(folder, "*input*.npy").First());
        (_, float[] expected) = Npy.Read(Directory.EnumerateFiles(folder, "feature_vector.npy").First());

        Tensor answer = session.Run(Tensor.Of(values, shape))[0];

        Close.ToLargest(expected, answer.Span<float>(), 1e-5, model);
        GraphException failure = Assert.Throws<GraphException>(() => RealTensorFlow.Engine.CreateSavedModelSession(model, "elsewhere"));
        Assert.Contains("serving_default", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_missing_tensor_is_named_with_its_nearest()
    {
        GraphException failure = Assert.Throws<GraphException>(() => RealTensorFlow.Engine.CreateSession(Doubling(-1), ["x"], ["dubled:0"]));
        Assert.Contains("'dubled'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Nearest: doubled", failure.Message, StringComparison.Ordinal);
        failure = Assert.Throws<GraphException>(() => RealTensorFlow.Engine.CreateSession(Doubling(-1), ["x"], ["doubled:1"]));
        Assert.Contains("1 output(s)", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void An_operator_that_TensorFlow_lacks_and_a_wrong_attribute_are_reported_in_its_words()
    {
        var graph = new GraphBuilder();
        graph.Placeholder("x", ElementType.Float32, 2);
        graph.Node("odd", "NoSuchOperator", ["x"]);
        TensorFlowException failure = Assert.Throws<TensorFlowException>(() => RealTensorFlow.Engine.CreateSession(graph.Build("odd.pb"), ["x"], ["odd"]));
        Assert.Contains("odd.pb", failure.Message, StringComparison.Ordinal);
        Assert.Contains("NoSuchOperator", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TensorFlowErrorCode.NotFound, failure.Code);
    }

    [SkippableFact]
    public void What_the_managed_engine_lacks_runs_here_and_its_error_says_so()
    {
        Assert.DoesNotContain("Digamma", Poets.Graphs.Import.OperatorRegistry.Default.Names);
        var graph = new GraphBuilder();
        graph.Placeholder("x", ElementType.Float32, -1);
        graph.Node("odd_one", "Digamma", ["x"], ("T", ElementType.Float32));

        UnsupportedOperatorsException failure = Assert.Throws<UnsupportedOperatorsException>(() => new ManagedEngine().CreateSession(graph.Build(), ["x"], ["odd_one"]));
        Assert.Contains("Digamma (odd_one)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Engine TensorFlow", failure.Message, StringComparison.Ordinal);

        using IGraphSession session = RealTensorFlow.Engine.CreateSession(graph.Build(), ["x"], ["odd_one"]);
        Assert.Equal(-0.5772157f, session.Run(Tensor.Of([1f], 1))[0].Span<float>()[0], 1e-6f);
    }

    [SkippableFact]
    public void A_failing_run_names_the_node()
    {
        var graph = new GraphBuilder();
        graph.Placeholder("contents", ElementType.String);
        graph.Node("deep/decode", "DecodeJpeg", ["contents"], ("channels", 3));
        using IGraphSession session = RealTensorFlow.Engine.CreateSession(graph.Build("decoder"), ["contents"], ["deep/decode"]);
        TensorFlowException failure = Assert.Throws<TensorFlowException>(() => session.Run(Tensor.OfString([1, 2, 3])));
        Assert.Equal(TensorFlowErrorCode.InvalidArgument, failure.Code);
        Assert.Equal("deep/decode", failure.Node);
        Assert.Contains("deep/decode", failure.Message, StringComparison.Ordinal);
        Assert.Contains("running decoder", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("[[", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void What_does_not_fit_an_input_is_refused_before_the_run()
    {
        using IGraphSession session = RealTensorFlow.Engine.CreateSession(Doubling(-1, 3), ["x"], ["doubled"]);
        foreach (Tensor[] wrong in new Tensor[][] { [], [Tensor.Of([1, 2f], 1, 2)], [Tensor.Of(new int[3], 1, 3)], [Tensor.Of([1, 2, 3f], 3)] })
        {
            GraphException failure = Assert.Throws<GraphException>(() => session.Run(wrong));
            Assert.Contains("x:0", failure.Message, StringComparison.Ordinal);
        }

        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Tensor.Of([1, 2, 3f], 1, 3)));
    }
}
