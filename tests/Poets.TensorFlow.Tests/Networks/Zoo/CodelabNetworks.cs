using System.Runtime.InteropServices;
using Google.Protobuf;
using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>The codelab's MobileNets, node for node as the archives hold them, thinner, with made-up weights.</summary>
internal static class CodelabNetworks
{
    private static readonly (int Filters, int Stride)[] s_layers =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    /// <summary>A graph frozen at one image, its output 1001 scores.</summary>
    /// <param name="width">1.0, 0.75, 0.50 or 0.25.</param>
    /// <param name="size">Rows and columns of the image.</param>
    /// <param name="quantised">Whether its weights are 8 bits wide, behind Dequantize.</param>
    internal static GraphDef MobileNet(double width, int size, bool quantised)
    {
        int Width(int filters) => Math.Max(4, (int)(filters * width / 8));
        var net = new NetworkWriter(Spelling.SlimUnfused) { Activation = "Relu6" };
        const string Root = "MobilenetV1/MobilenetV1";
        Signal x = net.Unit(Root + "/Conv2d_0", net.Images(size, batch: 1), Width(32), 3, 3, 2);
        for (int i = 0; i < s_layers.Length; i++)
        {
            x = net.DepthwiseUnit($"{Root}/Conv2d_{i + 1}_depthwise", x, 3, s_layers[i].Stride);
            x = net.Unit($"{Root}/Conv2d_{i + 1}_pointwise", x, Width(s_layers[i].Filters), 1, 1);
        }

        net.SlimHead("MobilenetV1", net.Pool("MobilenetV1/Logits/AvgPool_1a/AvgPool", "AvgPool", x, size / 32, 2, "VALID"), classes: 1001);
        return quantised ? Quantised(net.Graph.Definition) : net.Graph.Definition;
    }

    /// <summary>What transform_graph's quantize_weights makes of weights: 256 steps between the smallest and the largest.</summary>
    private static GraphDef Quantised(GraphDef graph)
    {
        var result = new GraphDef { Versions = graph.Versions };
        foreach (NodeDef node in graph.Node)
        {
            float[] values = node.Op == "Const" && node.Attr["dtype"].Type == DataType.DtFloat ? MemoryMarshal.Cast<byte, float>(node.Attr["value"].Tensor.TensorContent.Span).ToArray() : [];
            if (values.Length < 64)
            {
                result.Node.Add(node);
                continue;
            }

            (float low, float high) = (values.Min(), values.Max());
            byte[] codes = Array.ConvertAll(values, value => (byte)Math.Round((value - low) / (high - low) * 255));
            result.Node.Add(Constant(node.Name + "_quantized_const", DataType.DtQuint8, codes, node.Attr["value"].Tensor.TensorShape));
            result.Node.Add(Constant(node.Name + "_quantized_min", DataType.DtFloat, BitConverter.GetBytes(low), new TensorShapeProto()));
            result.Node.Add(Constant(node.Name + "_quantized_max", DataType.DtFloat, BitConverter.GetBytes(high), new TensorShapeProto()));
            var dequantize = new NodeDef { Name = node.Name, Op = "Dequantize", Input = { node.Name + "_quantized_const", node.Name + "_quantized_min", node.Name + "_quantized_max" } };
            dequantize.Attr.Add("T", new AttrValue { Type = DataType.DtQuint8 });
            dequantize.Attr.Add("mode", new AttrValue { S = ByteString.CopyFromUtf8("MIN_FIRST") });
            result.Node.Add(dequantize);
        }

        return result;
    }

    private static NodeDef Constant(string name, DataType type, byte[] content, TensorShapeProto shape)
    {
        var node = new NodeDef { Name = name, Op = "Const" };
        node.Attr.Add("dtype", new AttrValue { Type = type });
        node.Attr.Add("value", new AttrValue { Tensor = new TensorProto { Dtype = type, TensorShape = shape, TensorContent = ByteString.CopyFrom(content) } });
        return node;
    }
}
