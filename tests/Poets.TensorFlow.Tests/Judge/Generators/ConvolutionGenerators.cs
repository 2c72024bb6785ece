using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Convolutions: every kernel path is chosen by window, stride, padding and channel counts, so all of them vary.</summary>
internal static class ConvolutionGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        table.Add("Conv2D", (draw, graph) => Convolve(draw, graph, draw.Int(1, 5), draw.Int(1, 5)));
        table.Add("Conv2D:pointwise", (draw, graph) => Convolve(draw, graph, 1, 1, channels: 70));
        table.Add("Conv2D:wide", (draw, graph) => Convolve(draw, graph, draw.Of(3, 1, 5), draw.Of(3, 7, 1), channels: 40));
        table.Add("Conv2D:grouped", (draw, graph) =>
        {
            int groups = draw.Int(2, 4);
            (int each, int filters) = (draw.Int(1, 4), groups * draw.Int(1, 4));
            string input = graph.Input(draw.Floats(draw.Int(1, 2), draw.Int(3, 8), draw.Int(3, 8), groups * each));
            graph.Op("Conv2D", [input, graph.Weights(draw.Floats(3, draw.Int(1, 3), each, filters))], ("T", ElementType.Float32), ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME"));
        });
        table.Add("DepthwiseConv2dNative", (draw, graph) => Depthwise(draw, graph, draw.Int(1, 5), draw.Int(1, 5), 6));
        table.Add("DepthwiseConv2dNative:square", (draw, graph) => Depthwise(draw, graph, draw.Of(3, 5, 7), 0, 40));
        table.Add("Conv2DBackpropInput", (draw, graph) =>
        {
            (int height, int width, int inner, int outer) = (draw.Int(1, 6), draw.Int(1, 6), draw.Int(1, 4), draw.Int(1, 5));
            (int kernelHeight, int kernelWidth, int stride) = (draw.Int(1, 4), draw.Int(1, 4), draw.Int(1, 3));
            bool same = draw.Flag();
            int Given(int kernel, int size) => same ? (size + stride - 1) / stride : Math.Max(0, ((size - kernel) / stride) + 1);
            int[] large = [draw.Int(1, 2), Math.Max(height * stride, kernelHeight), Math.Max(width * stride, kernelWidth), inner];
            Tensor small = draw.Floats(large[0], Given(kernelHeight, large[1]), Given(kernelWidth, large[2]), outer);
            graph.Op(
                "Conv2DBackpropInput", [graph.Ints(large), graph.Weights(draw.Floats(kernelHeight, kernelWidth, inner, outer)), graph.Input(small)],
                ("T", ElementType.Float32), ("strides", new[] { 1, stride, stride, 1 }), ("padding", same ? "SAME" : "VALID"));
        });
    }

    private static void Convolve(Draw draw, CaseBuilder graph, int kernelHeight, int kernelWidth, int channels = 7)
    {
        (int inner, int outer) = (draw.Int(1, channels), draw.Int(1, channels));
        int[] dilations = draw.Rarely(3) ? [1, draw.Int(1, 3), draw.Int(1, 3), 1] : [1, 1, 1, 1];
        int[] strides = [1, draw.Int(1, 3), draw.Int(1, 3), 1];
        var attributes = new List<(string, object)> { ("T", ElementType.Float32), ("strides", strides), ("dilations", dilations) };
        Padding(draw, attributes);
        string input = graph.Input(draw.Floats(draw.Int(1, 3), draw.Int(1, 13), draw.Int(1, 13), inner));
        graph.Op("Conv2D", [input, graph.Weights(draw.Floats(kernelHeight, kernelWidth, inner, outer))], [.. attributes]);
    }

    private static void Depthwise(Draw draw, CaseBuilder graph, int kernelHeight, int kernelWidth, int channels)
    {
        int inner = draw.Int(1, channels);
        int stride = draw.Int(1, 3);
        var attributes = new List<(string, object)> { ("T", ElementType.Float32), ("strides", new[] { 1, stride, stride, 1 }) };
        Padding(draw, attributes);
        string input = graph.Input(draw.Floats(draw.Int(1, 3), draw.Int(1, 13), draw.Int(1, 13), inner));
        string filter = graph.Weights(draw.Floats(kernelHeight, kernelWidth == 0 ? kernelHeight : kernelWidth, inner, draw.Of(1, 1, 2, 3)));
        graph.Op("DepthwiseConv2dNative", [input, filter], [.. attributes]);
    }

    private static void Padding(Draw draw, List<(string, object)> attributes)
    {
        string padding = draw.Of("SAME", "VALID", "SAME", "VALID", "EXPLICIT");
        attributes.Add(("padding", padding));
        if (padding == "EXPLICIT")
        {
            attributes.Add(("explicit_paddings", new[] { 0, 0, draw.Int(0, 2), draw.Int(0, 2), draw.Int(0, 2), draw.Int(0, 2), 0, 0 }));
        }
    }
}
