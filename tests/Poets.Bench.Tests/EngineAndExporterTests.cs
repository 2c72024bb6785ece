using Poets.Bench.Networks;
using Poets.Bench.Onnx;
using Poets.Bench.Peers;
using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.Bench.Tests;

/// <summary>Our engine and the exported model must agree: two readings of the same graph that share no code.</summary>
public sealed class EngineAndExporterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_made_up_mobilenet_answers_alike(int batch)
    {
        GraphDef graph = MobileNetV1.Create(0.25, 32);
        int[] shape = [batch, 32, 32, 3];
        float[] input = SyntheticWeights.Values("pixels", batch * 32 * 32 * 3, -1, 1);
        Agree(graph, MobileNetV1.Input, shape, MobileNetV1.Bottleneck, input);
    }

    [Fact]
    public void An_inception_module_answers_alike()
    {
        var builder = new GraphDefBuilder();
        string input = builder.Placeholder("input", 1, 9, 7, 4);
        string narrow = Relu(Convolution(builder, "narrow", input, 1, 1, 4, 6));
        string wide = Relu(Convolution(builder, "wide", Convolution(builder, "row", input, 1, 7, 4, 5), 7, 1, 5, 3));
        string pooled = builder.Windowed("pooled", "AvgPool", 1, "SAME", 3, input);
        string largest = builder.Windowed("largest", "MaxPool", 1, "SAME", 3, input);
        string joined = builder.Operator("joined", "ConcatV2", narrow, wide, pooled, largest, builder.Scalar("axis", 3));
        builder.Graph.Node[^1].Attr["N"] = new AttrValue { I = 4 };
        builder.Windowed("reduced", "MaxPool", 2, "VALID", 3, joined);
        Agree(builder.Graph, "input:0", [2, 9, 7, 4], "reduced:0", SyntheticWeights.Values("pixels", 2 * 9 * 7 * 4, -1, 1));

        string Relu(string of) => builder.Operator(of + "/relu", "Relu", of);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Biases_factors_and_batch_norms_fold_in_any_order(bool scaled)
    {
        var builder = new GraphDefBuilder();
        string last = Convolution(builder, "conv", builder.Placeholder("input", 1, 5, 5, 3), 3, 3, 3, 4);
        last = builder.Operator("scaled", "Mul", Vector("factor"), last);
        last = builder.Operator("shifted", "Add", last, Vector("shift"));
        NodeDef norm = builder.Node("norm", "BatchNormWithGlobalNormalization", last, Vector("mean"), Vector("variance", 0.5), Vector("beta"), Vector("gamma"));
        norm.Attr["variance_epsilon"] = new AttrValue { F = 0.01f };
        norm.Attr["scale_after_normalization"] = new AttrValue { B = scaled };
        builder.Operator("twice", "Mul", "norm", builder.Constant("two", [2f], []));
        Agree(builder.Graph, "input:0", [1, 5, 5, 3], "twice:0", SyntheticWeights.Values("pixels", 75, -1, 1));

        string Vector(string name, double low = -1) => builder.Constant(name, SyntheticWeights.Values(name, 4, low, 1.5), 4);
    }

    [Fact]
    public void Every_generated_network_can_be_exported()
    {
        foreach (double width in (double[])[0.25, 0.5, 0.75, 1])
        {
            OnnxExporter.Export(MobileNetV1.Create(width, 64), MobileNetV1.Input, [8, 64, 64, 3], "MobilenetV1/Predictions/Softmax");
        }

        BenchNetwork embedded = NetworkCatalogue.EfficientNet();
        OnnxExporter.Export(embedded.Read(), embedded.Input, embedded.InputShape(8), "predictions:0");
    }

    private static string Convolution(GraphDefBuilder builder, string name, string input, int height, int width, int inner, int outer)
    {
        string filter = builder.Constant(name + "/filter", SyntheticWeights.Values(name, height * width * inner * outer, -0.5, 0.5), height, width, inner, outer);
        string bias = builder.Constant(name + "/bias", SyntheticWeights.Values(name + "b", outer, -0.5, 0.5), outer);
        return builder.Operator(name + "/add", "BiasAdd", builder.Windowed(name, "Conv2D", 1, "SAME", null, input, filter), bias);
    }

    private static void Agree(GraphDef graph, string input, int[] shape, string output, float[] values)
    {
        float[] exported = OnnxReference.Run(OnnxExporter.Export(graph, input, shape, output), OnnxRuntimePeer.ChannelsFirst(values, shape));
        using IGraphSession session = new ManagedEngine().CreateSession(GraphModel.FromGraphDef(graph, "test"), [input], [output], new SessionOptions { Threads = 1 });
        Close.ToLargest(exported, session.Run(Tensor.Of(values, shape))[0].Span<float>(), 1e-4);
    }
}
