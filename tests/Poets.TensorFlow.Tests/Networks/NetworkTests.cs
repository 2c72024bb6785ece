using System.Text.Json;
using Poets.Graphs;
using Poets.TensorFlow.Tests.Judge;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Networks;

/// <summary>Whole networks on both engines, several images a run.</summary>
public class NetworkTests
{
    // Rounding grows with depth; networks of more than 50 layers get the wider tolerance.
    private const double Shallow = 1e-4;
    private const double Deep = 1e-3;

    [SkippableTheory]
    [InlineData("models/mobilenet_v1_0.25_128_frozen.pb", "input:0", 128, "MobilenetV1/Predictions/Reshape:0", "MobilenetV1/MobilenetV1/Conv2d_13_pointwise/Relu6")]
    [InlineData("models/mobilenet_v1_0.25_224_frozen.pb", "input:0", 224, "MobilenetV1/Predictions/Reshape_1:0", "MobilenetV1/Predictions/Reshape")]
    [InlineData("models/mobilenet_v1_0.25_128_quantized.pb", "input:0", 128, "MobilenetV1/Predictions/Reshape:0", null)]
    [InlineData("models/mobilenet_v1_0.50_224_quantized.pb", "input:0", 224, "MobilenetV1/Predictions/Reshape:0", null)]
    [InlineData("models/efficientnet_lite0_int8.pb", "input:0", 224, "bottleneck:0", "predictions:0")]
    [InlineData("models/retrained_elsewhere/*.pb", "input:0", 0, "final_result:0", null)]
    [InlineData("golden/retrain_py/mobilenet_0.25_128/retrained_graph.pb", "input:0", 128, "final_result:0", "MobilenetV1/Predictions/Reshape:0")]
    [InlineData("golden/retrain_py/mobilenet_0.25_128_distorted/retrained_graph.pb", "input:0", 128, "final_result:0", null)]
    [InlineData("golden/retrain_py/mobilenet_0.25_224/retrained_graph.pb", "input:0", 224, "final_result:0", null)]
    [InlineData("golden/retrain_py/mobilenet_0.50_224_quantized/retrained_graph.pb", "input:0", 224, "final_result:0", null)]
    public void Real_networks_answer_alike(string path, string input, int size, string output, string? another)
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string file = path.EndsWith("*.pb", StringComparison.Ordinal)
            ? Directory.EnumerateFiles(SharedMaterial.Path(path[..path.LastIndexOf('/')].Split('/')), "*.pb").First()
            : SharedMaterial.Path(path.Split('/'));
        GraphModel graph = GraphModel.Load(file);
        size = size > 0 ? size : graph.FactOf(input).Shape[1];
        string[] outputs = another is null ? [output] : [output, another];
        foreach (int batch in new[] { 1, 3 })
        {
            Alike(graph, [input], outputs, [Noise(batch, size)], tensorFlow, Shallow);
        }
    }

    [SkippableTheory]
    [InlineData("mobilenet_v2_0.50_96", Deep)]
    [InlineData("mobilenet_v3_small_96", Deep)]
    [InlineData("resnet50_v2_64", Deep)]
    [InlineData("nasnet_mobile_96", Deep)]
    [InlineData("efficientnet_b0_64", Deep)]
    [InlineData("inception_resnet_v2_96", Deep)]
    public void Made_up_networks_answer_alike(string name, double tolerance)
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string folder = SharedMaterial.Path("golden", "networks_made_up");
        JsonElement facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).RootElement.EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == name);
        GraphModel graph = SyntheticWeights.Load(Path.Combine(folder, name + ".skeleton.pb"), Path.Combine(folder, name + ".weights.json"));
        (int[] shape, float[] pixels) = Npy.Read(Path.Combine(folder, name + ".input.npy"));

        // Their golden answers were made with TensorFlow's graph rewriter on; without it these load sooner.
        tensorFlow = new TensorFlowEngine(tensorFlow.Library) { Rewrites = false };
        Alike(graph, [facts.GetProperty("input").GetString()!], [facts.GetProperty("output").GetString()!], [Tensor.Of(pixels, shape)], tensorFlow, tolerance);
    }

    [SkippableFact]
    public void Inception_v3_decodes_and_answers_alike()
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string folder = SharedMaterial.Path("golden", "inception_v3_synthetic");
        GraphModel graph = SyntheticWeights.Load(Path.Combine(folder, "skeleton.pb"), Path.Combine(folder, "weights.json"));
        string photo = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).RootElement[1].GetProperty("image").GetString()!;
        Tensor contents = Tensor.OfString(File.ReadAllBytes(SharedMaterial.Path(photo.Split('/'))));
        Alike(graph, ["DecodeJpeg/contents:0"], ["pool_3/_reshape:0", "softmax:0"], [contents], tensorFlow, Deep);
    }

    private static void Alike(GraphModel graph, string[] inputs, string[] outputs, Tensor[] fed, TensorFlowEngine tensorFlow, double tolerance)
    {
        using IGraphSession theirs = tensorFlow.CreateSession(graph, inputs, outputs);
        using IGraphSession ours = new ManagedEngine().CreateSession(graph, inputs, outputs);
        string? difference = Comparison.Difference(theirs.Run(fed), ours.Run(fed), tolerance);
        Assert.True(difference is null, $"{graph.Origin}, fed {string.Join(", ", (object[])fed)}: {difference}");
    }

    private static Tensor Noise(int batch, int size)
    {
        var random = new Random(size);
        Tensor image = Tensor.Zeros(ElementType.Float32, batch, size, size, 3);
        foreach (ref float value in image.Span<float>())
        {
            value = (random.NextSingle() * 2) - 1;
        }

        return image;
    }
}
