using Poets.Graphs.Protobuf;

namespace Poets.Bench.Onnx;

/// <summary>A convolution's or pool's strides, dilations, padding and output size, worked out for one input size.</summary>
internal sealed record SpatialWindow(
    (int Height, int Width) Kernel,
    (int Height, int Width) Stride,
    (int Height, int Width) Dilation,
    (int Top, int Left, int Bottom, int Right) Padding,
    (int Height, int Width) Output)
{
    /// <summary>ONNX's order: beginnings, then ends.</summary>
    public int[] OnnxPadding => [Padding.Top, Padding.Left, Padding.Bottom, Padding.Right];

    /// <summary>Whether one window covers the whole unpadded input.</summary>
    public bool IsGlobal(int[] inputShape) =>
        Kernel == (inputShape[1], inputShape[2]) && Output == (1, 1) && Padding == (0, 0, 0, 0);

    /// <summary>Reads the attributes of an NHWC node; SAME puts the odd pixel at the end.</summary>
    public static SpatialWindow Of(NodeDef node, int[] inputShape, (int Height, int Width) kernel)
    {
        if (FrozenGraph.Text(node, "data_format") is not ("" or "NHWC"))
        {
            throw new ExportException($"Node {node.Name}: only NHWC graphs are exported.");
        }

        (int Height, int Width) stride = Pair(node, "strides");
        (int Height, int Width) dilation = Pair(node, "dilations");
        string padding = FrozenGraph.Text(node, "padding");
        (int top, int bottom, int height) = Axis(padding, inputShape[1], kernel.Height, stride.Height, dilation.Height);
        (int left, int right, int width) = Axis(padding, inputShape[2], kernel.Width, stride.Width, dilation.Width);
        return new SpatialWindow(kernel, stride, dilation, (top, left, bottom, right), (height, width));
    }

    private static (int Height, int Width) Pair(NodeDef node, string attribute)
    {
        Google.Protobuf.Collections.RepeatedField<long> values = FrozenGraph.Integers(node, attribute);
        return values.Count == 4 ? ((int)values[1], (int)values[2]) : (1, 1);
    }

    private static (int Before, int After, int Output) Axis(string padding, int size, int kernel, int stride, int dilation)
    {
        int reach = ((kernel - 1) * dilation) + 1;
        if (padding == "VALID")
        {
            return (0, 0, ((size - reach) / stride) + 1);
        }

        int output = (size + stride - 1) / stride;
        int total = Math.Max(0, ((output - 1) * stride) + reach - size);
        return (total / 2, total - (total / 2), output);
    }
}
