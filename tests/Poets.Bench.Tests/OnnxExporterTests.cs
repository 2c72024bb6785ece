using Poets.Bench.Networks;
using Poets.Bench.Onnx;
using Poets.Bench.Onnx.Protobuf;

namespace Poets.Bench.Tests;

public sealed class OnnxExporterTests
{
    [Fact]
    public void Batch_norms_and_biases_are_folded_away_and_nothing_is_transposed()
    {
        ModelProto model = OnnxExporter.Export(MobileNetV1.Create(0.25, 32), MobileNetV1.Input, [1, 32, 32, 3], MobileNetV1.Bottleneck);
        Assert.Equal(28, model.Graph.Node.Count(node => node.OpType == "Conv"));
        Assert.Equal(27, model.Graph.Node.Count(node => node.OpType == "Clip"));
        Assert.Equal(["Clip", "Conv", "Flatten", "GlobalAveragePool"], model.Graph.Node.Select(node => node.OpType).Distinct().Order());
    }

    [Fact]
    public void A_convolution_is_folded_only_where_nothing_else_reads_it()
    {
        var builder = new GraphDefBuilder();
        string input = builder.Placeholder("input", 1, 2, 2, 1);
        string sum = builder.Windowed("conv", "Conv2D", 1, "VALID", null, input, builder.Constant("filter", [3f], 1, 1, 1, 1));
        string doubled = builder.Operator("doubled", "Mul", sum, builder.Constant("two", [2f], []));
        builder.Operator("both", "Add", sum, doubled);
        ModelProto model = OnnxExporter.Export(builder.Graph, "input", [1, 2, 2, 1], "both:0");
        Assert.Equal([9, 18, 27, 36], OnnxReference.Run(model, [1, 2, 3, 4]));
    }

    [Fact]
    public void Same_padding_puts_the_odd_pixel_at_the_end()
    {
        var builder = new GraphDefBuilder();
        string input = builder.Placeholder("input", 1, 4, 4, 1);
        builder.Windowed("conv", "Conv2D", 2, "SAME", null, input, builder.Constant("filter", [1, 0, 0, 0, 0, 0, 0, 0, 100f], 3, 3, 1, 1));
        ModelProto model = OnnxExporter.Export(builder.Graph, "input", [1, 4, 4, 1], "conv");
        float[] pixels = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        Assert.Equal([1000, 2, 8, 10], OnnxReference.Run(model, pixels));
    }

    [Fact]
    public void An_average_leaves_padding_out_as_tensorflow_does()
    {
        var builder = new GraphDefBuilder();
        builder.Windowed("pool", "AvgPool", 1, "SAME", 2, builder.Placeholder("input", 1, 2, 2, 1));
        ModelProto model = OnnxExporter.Export(builder.Graph, "input", [1, 2, 2, 1], "pool");
        Assert.DoesNotContain(model.Graph.Node.Single(node => node.OpType == "AveragePool").Attribute, attribute => attribute.Name == "count_include_pad");
        Assert.Equal([2.5f, 3, 3.5f, 4], OnnxReference.Run(model, [1, 2, 3, 4]));
    }

    [Fact]
    public void An_operator_that_is_not_known_is_named_with_its_node()
    {
        var builder = new GraphDefBuilder();
        builder.Operator("odd/one", "Erf", builder.Placeholder("input", 1, 2, 2, 1));
        ExportException error = Assert.Throws<ExportException>(() => OnnxExporter.Export(builder.Graph, "input", [1, 2, 2, 1], "odd/one"));
        Assert.Contains("odd/one", error.Message, StringComparison.Ordinal);
        Assert.Contains("Erf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Made_up_weights_are_those_of_the_shared_recipe()
    {
        // First values of conv/conv2d_params in golden/inception_v3_synthetic/check.json.
        float[] values = SyntheticWeights.Values("conv/conv2d_params", 4, -0.4714049994945526, 0.4714049994945526);
        Close.Exact([-0.37411198019981384f, -0.30297157168388367f, -0.3999581038951874f, 0.1558462232351303f], values);
    }
}
