using System.Globalization;
using System.Text.Json;

namespace Poets.Graphs.Tests;

/// <summary>Networks on photos that real TensorFlow decoded and resized, against the bottlenecks of real retrain.py runs.</summary>
public class ResizedPhotosTests
{
    [SkippableTheory]
    [InlineData("mobilenet_v1_0.25_128_frozen", "mobilenet_0.25_128", 128)]
    [InlineData("mobilenet_v1_0.25_224_frozen", "mobilenet_0.25_224", 224)]
    [InlineData("mobilenet_v1_0.50_224_quantized", "mobilenet_0.50_224_quantized", 224)]
    public void Bottlenecks_are_those_that_retrain_py_cached(string model, string architecture, int size)
    {
        GraphModel graph = GraphModel.Load(SharedMaterial.Path("models", model + ".pb"));
        using IGraphSession session = new ManagedEngine().CreateSession(graph, ["input:0"], ["MobilenetV1/Predictions/Reshape:0"]);
        int compared = 0;
        foreach (JsonElement photo in Cases())
        {
            string image = photo.GetProperty("image").GetString()!;
            string cached = Path.Combine(SharedMaterial.Path("golden", "retrain_py", architecture, "bottlenecks"), image + "_" + architecture + ".txt");
            if (photo.GetProperty("size").GetInt32() != size || photo.GetProperty("mean").GetDouble() != 127.5 || !File.Exists(cached))
            {
                continue;
            }

            (int[] shape, float[] pixels) = Npy.Read(SharedMaterial.Path("golden", "resized", photo.GetProperty("file").GetString()!));
            float[] expected = [.. File.ReadAllText(cached).Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
            Tensor actual = session.Run(Tensor.Of(pixels, shape))[0];
            Assert.Equal([1, 1001], actual.Dimensions.ToArray());
            Close.ToLargest(expected, actual.Span<float>(), 1e-4, $"{model} on {image}");
            compared++;
        }

        Skip.If(compared == 0, "none of the resized photos has a cached bottleneck of " + architecture);
    }

    [SkippableFact]
    public void A_batch_gives_what_its_images_give_one_by_one()
    {
        GraphModel graph = GraphModel.Load(SharedMaterial.Path("models", "mobilenet_v1_0.25_128_frozen.pb"));
        string[] outputs = ["MobilenetV1/Predictions/Reshape:0", "MobilenetV1/Predictions/Reshape_1:0"];
        using IGraphSession session = new ManagedEngine().CreateSession(graph, ["input"], outputs);
        float[][] photos = [.. Cases().Where(photo => photo.GetProperty("size").GetInt32() == 128)
            .Select(photo => Npy.Read(SharedMaterial.Path("golden", "resized", photo.GetProperty("file").GetString()!)).Values)];
        Tensor[] batch = session.Run(Tensor.Of(photos.SelectMany(photo => photo).ToArray(), photos.Length, 128, 128, 3));
        for (int i = 0; i < photos.Length; i++)
        {
            Tensor[] one = session.Run(Tensor.Of(photos[i], 1, 128, 128, 3));
            for (int o = 0; o < outputs.Length; o++)
            {
                Assert.Equal([photos.Length, 1001], batch[o].Dimensions.ToArray());
                Close.ToLargest(one[o].Span<float>(), batch[o].Span<float>().Slice(i * 1001, 1001), 1e-5, outputs[o]);
            }
        }
    }

    [SkippableFact]
    public void The_embedded_network_gives_its_bottleneck()
    {
        GraphModel graph = GraphModel.Load(Repository.Path("assets", "models", "efficientnet_lite0_int8.pb"));
        using IGraphSession session = new ManagedEngine().CreateSession(graph, ["input"], ["bottleneck", "feature_vector", "predictions"]);
        Assert.Equal("input:0 Float32 [?,224,224,3]", session.Inputs[0].ToString());
        Assert.Equal("bottleneck:0 Float32 [?,3104]", session.Outputs[0].ToString());
        (int[] shape, float[] pixels) = Npy.Read(SharedMaterial.Path("golden", "resized", "resized_0_224_mean127.npy"));
        Tensor[] results = session.Run(Tensor.Of(pixels, shape));
        Assert.Equal(3104, results[0].Length);
        Close.Exact(results[1].Span<float>(), results[0].Span<float>()[..1280]);
        Assert.Equal(1, results[2].Span<float>().ToArray().Sum(), 5);
    }

    private static JsonElement.ArrayEnumerator Cases() =>
        JsonDocument.Parse(File.ReadAllText(SharedMaterial.Path("golden", "resized", "cases.json"))).RootElement.EnumerateArray();
}
