using System.Text.Json;
using Poets.Imaging;

namespace Poets.Graphs.Tests;

/// <summary>The networks of ../shared/models on 40 photos, row by row against real TensorFlow.</summary>
public class GoldenOutputsTests
{
    [SkippableTheory]
    [InlineData("mobilenet_v1_0.25_128_frozen", "MobilenetV1/Predictions/Reshape,MobilenetV1/Predictions/Softmax", 128, 127.5f, 127.5f)]
    [InlineData("mobilenet_v1_0.25_224_frozen", "MobilenetV1/Predictions/Reshape,MobilenetV1/Predictions/Softmax", 224, 127.5f, 127.5f)]
    [InlineData("mobilenet_v1_0.25_128_quantized", "MobilenetV1/Predictions/Reshape", 128, 127.5f, 127.5f)]
    [InlineData("mobilenet_v1_0.50_224_quantized", "MobilenetV1/Predictions/Reshape,MobilenetV1/Predictions/Softmax", 224, 127.5f, 127.5f)]
    [InlineData("efficientnet_lite0_int8", "bottleneck,feature_vector,logits,predictions", 224, 127, 128)]
    public void Every_row_is_within_a_ten_thousandth_of_its_largest_value(string model, string outputs, int size, float mean, float deviation)
    {
        string[] images = JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedMaterial.Path("golden", "outputs", "images.json")))!;
        string[] names = outputs.Split(',');
        GraphModel graph = GraphModel.Load(SharedMaterial.Path("models", model + ".pb"));
        using IGraphSession session = new ManagedEngine().CreateSession(graph, ["input"], names);
        (int[] Shape, float[] Values)[] expected = [.. names.Select(name =>
            Npy.Read(SharedMaterial.Path("golden", "outputs", $"{model}__{name.Replace('/', '.')}.npy")))];
        const int Batch = 8;
        for (int first = 0; first < images.Length; first += Batch)
        {
            var pixels = new float[Batch * size * size * 3];
            for (int i = 0; i < Batch; i++)
            {
                byte[] file = File.ReadAllBytes(SharedMaterial.Path("data", "flower_photos", images[first + i]));
                new ImageDecoder().DecodeResized(file, new ResizeTarget(size, size, mean, 1 / deviation), pixels.AsSpan(i * size * size * 3, size * size * 3));
            }

            Tensor[] results = session.Run(Tensor.Of(pixels, Batch, size, size, 3));
            for (int o = 0; o < names.Length; o++)
            {
                int row = expected[o].Values.Length / images.Length;
                Assert.Equal([Batch, row], results[o].Dimensions.ToArray());
                for (int i = 0; i < Batch; i++)
                {
                    Close.ToLargest(
                        expected[o].Values.AsSpan((first + i) * row, row), results[o].Span<float>().Slice(i * row, row), 1e-4, $"{model}, {names[o]}, {images[first + i]}");
                }
            }
        }
    }

    [SkippableFact]
    public void Every_activation_of_MobileNet_is_TensorFlows()
    {
        JsonElement golden = JsonDocument.Parse(File.ReadAllText(SharedMaterial.Path("golden", "activations", "cases.json"))).RootElement;
        JsonElement[] nodes = [.. golden.GetProperty("nodes").EnumerateArray()];
        GraphModel graph = GraphModel.Load(SharedMaterial.Path("models", golden.GetProperty("model").GetString() + ".pb"));
        string[] outputs = [.. nodes.Select(node => node.GetProperty("node").GetString()!)];
        using IGraphSession session = new ManagedEngine().CreateSession(graph, ["input:0"], outputs);
        var pixels = new float[128 * 128 * 3];
        byte[] file = File.ReadAllBytes(SharedMaterial.Path("data", "flower_photos", golden.GetProperty("image").GetString()!));
        new ImageDecoder().DecodeResized(file, new ResizeTarget(128, 128, 127.5f, 1 / 127.5f), pixels);
        Tensor[] results = session.Run(Tensor.Of(pixels, 1, 128, 128, 3));
        for (int i = 0; i < nodes.Length; i++)
        {
            (int[] shape, float[] values) = Npy.Read(SharedMaterial.Path("golden", "activations", nodes[i].GetProperty("file").GetString()!));
            Assert.Equal(shape, results[i].Dimensions.ToArray());
            Close.ToLargest(values, results[i].Span<float>(), 1e-4, outputs[i]);
        }
    }

    [SkippableFact]
    public void Inception_decodes_resizes_and_answers_as_TensorFlow_does()
    {
        string folder = SharedMaterial.Path("golden", "inception_v3_synthetic");
        GraphModel graph = SyntheticWeights.Load(Path.Combine(folder, "skeleton.pb"), Path.Combine(folder, "weights.json"));
        using IGraphSession session = new ManagedEngine().CreateSession(graph, ["DecodeJpeg/contents:0"], ["pool_3/_reshape:0", "softmax:0", "Mul:0"]);
        using IGraphSession batch = new ManagedEngine().CreateSession(graph, ["Mul:0"], ["pool_3/_reshape:0"]);
        var fed = new List<Tensor>();
        var rows = new List<float[]>();
        foreach (JsonElement entry in JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).RootElement.EnumerateArray().Take(2))
        {
            string image = entry.GetProperty("image").GetString()!;
            Tensor[] results = session.Run(Tensor.OfString(File.ReadAllBytes(SharedMaterial.Path(image.Split('/')))));
            (int[] shape, float[] bottleneck) = Npy.Read(Path.Combine(folder, entry.GetProperty("bottleneck").GetString()!));
            Assert.Equal([1, 2048], results[0].Dimensions.ToArray());
            Assert.Equal(2048, shape[^1]);
            Close.ToLargest(bottleneck, results[0].Span<float>(), 1e-3, image);
            Close.ToLargest(Npy.Read(Path.Combine(folder, entry.GetProperty("softmax").GetString()!)).Values, results[1].Span<float>(), 1e-3, image);
            fed.Add(results[2]);
            rows.Add(bottleneck);
        }

        // The graph is frozen at a batch of 1, in pool_3/_reshape too; an interior tensor is fed with two photos.
        float[] both = [.. fed[0].Span<float>(), .. fed[1].Span<float>()];
        Tensor answer = batch.Run(Tensor.Of(both, 2, 299, 299, 3))[0];
        Assert.Equal([2, 2048], answer.Dimensions.ToArray());
        Close.ToLargest(rows[0], answer.Span<float>()[..2048], 1e-3);
        Close.ToLargest(rows[1], answer.Span<float>()[2048..], 1e-3);
    }
}
