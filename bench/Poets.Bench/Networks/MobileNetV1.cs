using Poets.Graphs.Protobuf;
using Poets.Testing;

namespace Poets.Bench.Networks;

/// <summary>
/// MobileNet v1 of any width as Google froze it, batch norms spelled out as Mul, Rsqrt, Sub and Add, with made-up weights
/// that keep its activations alive. Architecture: Howard et al. 2017, arXiv:1704.04861, table 1.
/// </summary>
internal static class MobileNetV1
{
    /// <summary>The fed tensor, [1,S,S,3].</summary>
    public const string Input = "input:0";

    /// <summary>The bottleneck of retrain.py, [1,1001].</summary>
    public const string Bottleneck = "MobilenetV1/Predictions/Reshape:0";

    private const int Classes = 1001;
    private static readonly (int Channels, int Stride)[] s_blocks =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
        (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    /// <summary>Builds the graph.</summary>
    /// <param name="width">The factor on all channel counts, 0.25 to 1.</param>
    /// <param name="size">Height and width of the input, a multiple of 32.</param>
    public static GraphDef Create(double width, int size)
    {
        var builder = new GraphDefBuilder();
        string last = builder.Placeholder("input", 1, size, size, 3);
        int channels = 3;
        last = Convolution(builder, "Conv2d_0", last, channels, channels = (int)(32 * width), 3, 2);
        for (int i = 0; i < s_blocks.Length; i++)
        {
            last = Depthwise(builder, $"Conv2d_{i + 1}_depthwise", last, channels, s_blocks[i].Stride);
            last = Convolution(builder, $"Conv2d_{i + 1}_pointwise", last, channels, channels = (int)(s_blocks[i].Channels * width), 1, 1);
        }

        last = builder.Windowed("MobilenetV1/Logits/AvgPool_1a/AvgPool", "AvgPool", 2, "VALID", size / 32, last);
        last = builder.Operator("MobilenetV1/Logits/Dropout_1b/Identity", "Identity", last);
        const string Logits = "MobilenetV1/Logits/Conv2d_1c_1x1";
        string weights = Weights(builder, Logits + "/weights", channels, 1, 1, channels, Classes);
        string biases = Vector(builder, Logits + "/biases", Classes, -0.1, 0.1);
        last = builder.Windowed(Logits + "/convolution", "Conv2D", 1, "SAME", null, last, weights);
        last = builder.Operator(Logits + "/BiasAdd", "BiasAdd", last, biases);
        builder.Node("MobilenetV1/Logits/SpatialSqueeze", "Squeeze", last).Attr["squeeze_dims"] = GraphDefBuilder.Integers(1, 2);
        string shape = builder.Constant("MobilenetV1/Predictions/Reshape/shape", -1, Classes);
        NodeDef reshape = builder.Node("MobilenetV1/Predictions/Reshape", "Reshape", "MobilenetV1/Logits/SpatialSqueeze", shape);
        reshape.Attr["Tshape"] = new AttrValue { Type = DataType.DtInt32 };
        builder.Operator("MobilenetV1/Predictions/Softmax", "Softmax", reshape.Name);
        return builder.Graph;
    }

    private static string Convolution(GraphDefBuilder builder, string layer, string input, int inner, int outer, int kernel, int stride)
    {
        string weights = Weights(builder, $"MobilenetV1/{layer}/weights", kernel * kernel * inner, kernel, kernel, inner, outer);
        string sum = builder.Windowed($"MobilenetV1/MobilenetV1/{layer}/convolution", "Conv2D", stride, "SAME", null, input, weights);
        return Normalise(builder, layer, sum, outer);
    }

    private static string Depthwise(GraphDefBuilder builder, string layer, string input, int channels, int stride)
    {
        string weights = Weights(builder, $"MobilenetV1/{layer}/depthwise_weights", 9, 3, 3, channels, 1);
        string sum = builder.Windowed($"MobilenetV1/MobilenetV1/{layer}/depthwise", "DepthwiseConv2dNative", stride, "SAME", null, input, weights);
        return Normalise(builder, layer, sum, channels);
    }

    private static string Normalise(GraphDefBuilder builder, string layer, string sum, int channels)
    {
        string constants = $"MobilenetV1/{layer}/BatchNorm";
        string beta = Vector(builder, constants + "/beta", channels, -0.1, 0.3);
        string gamma = Vector(builder, constants + "/gamma", channels, 0.9, 1.1);
        string mean = Vector(builder, constants + "/moving_mean", channels, -0.05, 0.05);
        string variance = Vector(builder, constants + "/moving_variance", channels, 0.8, 1.2);
        string norm = $"MobilenetV1/MobilenetV1/{layer}/BatchNorm/batchnorm";
        string epsilon = builder.Constant(norm + "/add/y", [0.001f], []);
        string deviation = builder.Operator(norm + "/Rsqrt", "Rsqrt", builder.Operator(norm + "/add", "Add", variance, epsilon));
        string factor = builder.Operator(norm + "/mul", "Mul", deviation, gamma);
        string scaled = builder.Operator(norm + "/mul_1", "Mul", sum, factor);
        string shift = builder.Operator(norm + "/sub", "Sub", beta, builder.Operator(norm + "/mul_2", "Mul", mean, factor));
        string shifted = builder.Operator(norm + "/add_1", "Add", scaled, shift);
        return builder.Operator($"MobilenetV1/MobilenetV1/{layer}/Relu6", "Relu6", shifted);
    }

    /// <summary>Uniform within ±√(6 / fan-in), which keeps the variance of what a rectifier passes on (He et al. 2015).</summary>
    private static string Weights(GraphDefBuilder builder, string name, int fanIn, params int[] shape)
    {
        double limit = Math.Sqrt(6.0 / fanIn);
        float[] values = SyntheticWeights.Values(name, shape.Aggregate(1, (product, size) => product * size), -limit, limit);
        return builder.Operator(name + "/read", "Identity", builder.Constant(name, values, shape));
    }

    private static string Vector(GraphDefBuilder builder, string name, int count, double low, double high) =>
        builder.Operator(name + "/read", "Identity", builder.Constant(name, SyntheticWeights.Values(name, count, low, high), count));
}
