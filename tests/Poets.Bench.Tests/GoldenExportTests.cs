using Poets.Bench.Onnx;
using Poets.Bench.Onnx.Protobuf;
using Poets.Bench.Peers;
using Poets.Graphs.Protobuf;

namespace Poets.Bench.Tests;

/// <summary>What real TensorFlow computed inside a real network, against the exported model.</summary>
public sealed class GoldenExportTests
{
    private const string Layers = "MobilenetV1/MobilenetV1/";

    [SkippableTheory]
    [InlineData(Layers + "Conv2d_0/Relu6", Layers + "Conv2d_2_depthwise/Relu6")]
    [InlineData(Layers + "Conv2d_9_pointwise/Relu6", Layers + "Conv2d_12_pointwise/Relu6")]
    [InlineData(Layers + "Conv2d_11_pointwise/Relu6", "MobilenetV1/Predictions/Reshape")]
    [InlineData(Layers + "Conv2d_13_pointwise/Relu6", "MobilenetV1/Predictions/Softmax")]
    public void A_part_of_mobilenet_computes_what_tensorflow_computed(string input, string output)
    {
        (ModelProto model, int[] shape, float[] fed, float[] expected) = Part(input, output);
        Close.ToLargest(expected, OnnxReference.Run(model, OnnxRuntimePeer.ChannelsFirst(fed, shape)), 1e-4, output);
    }

    [SkippableFact]
    public void Onnx_runtime_computes_what_tensorflow_computed()
    {
        (ModelProto model, int[] shape, float[] fed, float[] expected) = Part(Layers + "Conv2d_0/Relu6", "MobilenetV1/Predictions/Reshape");
        using OnnxRuntimePeer? peer = OnnxRuntimePeer.Find(out string? missing);
        Skip.If(peer is null, missing);
        using OnnxRuntimeSession session = peer!.Load(model, fed, shape, threads: 1);
        Close.ToLargest(expected, session.Answer(), 1e-4);
    }

    private static (ModelProto Model, int[] Shape, float[] Input, float[] Expected) Part(string input, string output)
    {
        GraphDef graph = GraphDef.Parser.ParseFrom(File.ReadAllBytes(SharedMaterial.Path("models", "mobilenet_v1_0.25_128_frozen.pb")));
        (int[] shape, float[] fed) = Npy.Read(SharedMaterial.Path("golden", "activations", input.Replace('/', '.') + ".npy"));
        (_, float[] expected) = Npy.Read(SharedMaterial.Path("golden", "activations", output.Replace('/', '.') + ".npy"));
        return (OnnxExporter.Export(graph, input, shape, output), shape, fed, expected);
    }
}
