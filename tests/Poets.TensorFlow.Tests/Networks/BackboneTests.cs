using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Poets.Graphs;
using Poets.Imaging;
using Poets.Retraining;
using Poets.TensorFlow.Tests.Judge;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Networks;

/// <summary>Every kind of network through the whole job: its bottlenecks, and its graph and SavedModel in real TensorFlow.</summary>
public sealed class BackboneTests : IDisposable
{
    private readonly PhotoFolder _photos = new();

    public void Dispose() => _photos.Dispose();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_Hub_module_gives_the_scripts_bottlenecks_from_its_folder_and_from_its_archive(bool archived)
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string cached = SharedMaterial.Path("golden", "hub", "retrained", "bottlenecks");
        string[] golden = [.. Directory.EnumerateFiles(cached, "*.txt", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(cached, file)).Order(StringComparer.Ordinal)];
        foreach (string file in golden)
        {
            string photo = file.Split(".jpg_")[0] + ".jpg";
            Directory.CreateDirectory(_photos.Under("photos", Path.GetDirectoryName(photo)!));
            File.Copy(SharedMaterial.Path(["data", "flower_photos", .. photo.Split(Path.DirectorySeparatorChar)]), _photos.Under("photos", photo));
        }

        string module = SharedMaterial.Path("golden", "hub", "module_mobilenet_v1_0.25_128");
        RetrainOptions options = Options("images:0") with { ImageDirectory = _photos.Under("photos"), TfHubModule = archived ? Archive(module) : module };
        Retrain(options);
        string[] ours = [.. Directory.EnumerateFiles(options.BottleneckDirectory!, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.Equal(golden.Length, ours.Length);
        for (int i = 0; i < golden.Length; i++)
        {
            Assert.Equal(golden[i].Split(".jpg_")[0], Path.GetRelativePath(options.BottleneckDirectory!, ours[i]).Split(".jpg_")[0]);
            Close.ToLargest(Numbers(Path.Combine(cached, golden[i])), Numbers(ours[i]), 1e-4, golden[i]);
        }

        SameInTensorFlow(tensorFlow, options, "Placeholder:0", 128);
    }

    [SkippableFact]
    public void A_TF2_SavedModel_is_a_backbone()
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string folder = SharedMaterial.Path("golden", "saved_model_tf2", "mobilenet_v2_0.35_96");
        RetrainOptions options = Options("inputs:0") with { ImageDirectory = _photos.Photos(6), TfHubModule = folder };
        Retrain(options);

        using IGraphSession model = tensorFlow.CreateSavedModelSession(folder);
        string text = Directory.EnumerateFiles(options.BottleneckDirectory!, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        string photo = Path.Combine(options.ImageDirectory, Path.GetRelativePath(options.BottleneckDirectory!, text).Split(".jpg_")[0] + ".jpg");
        var pixels = new float[96 * 96 * 3];
        new ImageDecoder().DecodeResized(File.ReadAllBytes(photo), new ResizeTarget(96, 96, PreScale: 1 / 255f), pixels);
        Close.ToLargest(model.Run(Tensor.Of(pixels, 1, 96, 96, 3))[0].Span<float>(), Numbers(text), 1e-4, photo);
        SameInTensorFlow(tensorFlow, options, "Placeholder:0", 96);
    }

    [SkippableFact]
    public void Several_depths_of_a_network_are_joined_in_the_graph_as_in_training()
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string models = _photos.Under("models");
        Directory.CreateDirectory(Path.Combine(models, "mobilenet_v1_0.25_128"));
        File.Copy(SharedMaterial.Path("models", "mobilenet_v1_0.25_128_frozen.pb"), Path.Combine(models, "mobilenet_v1_0.25_128", "frozen_graph.pb"));
        string[] tensors = ["MobilenetV1/MobilenetV1/Conv2d_5_pointwise/Relu6", "MobilenetV1/MobilenetV1/Conv2d_11_pointwise/Relu6:0", "MobilenetV1/Predictions/Reshape:0"];
        RetrainOptions options = Options("input:0") with { ImageDirectory = _photos.Photos(6), Architecture = "mobilenet_0.25_128", ModelDirectory = models, BottleneckTensors = tensors };
        Retrain(options);
        string text = Directory.EnumerateFiles(options.BottleneckDirectory!, "*.txt", SearchOption.AllDirectories).First();
        Assert.Equal(64 + 128 + 1001, Numbers(text).Length);
        SameInTensorFlow(tensorFlow, options, "input:0", 128);

        // The numbers that training read are those that the graph joins.
        string photo = Path.Combine(options.ImageDirectory, Path.GetRelativePath(options.BottleneckDirectory!, text).Split(".jpg_")[0] + ".jpg");
        var pixels = new float[128 * 128 * 3];
        new ImageDecoder().DecodeResized(File.ReadAllBytes(photo), new ResizeTarget(128, 128, 127.5f, 1 / 127.5f), pixels);
        using IGraphSession joined = tensorFlow.CreateSession(GraphModel.Load(options.OutputGraph!), ["input:0"], ["joined_bottleneck:0"]);
        Close.ToLargest(joined.Run(Tensor.Of(pixels, 1, 128, 128, 3))[0].Span<float>(), Numbers(text), 1e-4, photo);
    }

    [SkippableFact]
    public void Inception_v3_of_2015_is_fed_behind_its_own_decoder()
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string folder = SharedMaterial.Path("golden", "inception_v3_synthetic");
        string models = Directory.CreateDirectory(_photos.Under("models")).FullName;
        GraphModel graph = SyntheticWeights.Load(Path.Combine(folder, "skeleton.pb"), Path.Combine(folder, "weights.json"));
        using (FileStream file = File.Create(Path.Combine(models, "classify_image_graph_def.pb")))
        {
            Google.Protobuf.MessageExtensions.WriteTo(graph.Definition, file);
        }

        string kind = Path.Combine("photos", "daisy");
        JsonElement[] cases = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).RootElement.EnumerateArray()];
        RetrainOptions options = Options("Mul:0") with { ImageDirectory = _photos.Photos(2), Architecture = "inception_v3", ModelDirectory = models };
        foreach (JsonElement known in cases)
        {
            string photo = known.GetProperty("image").GetString()!;
            File.Copy(SharedMaterial.Path(photo.Split('/')), _photos.Under(kind, Path.GetFileName(photo)), overwrite: true);
        }

        Retrain(options);
        using IGraphSession whole = tensorFlow.CreateSession(graph, ["DecodeJpeg/contents:0"], ["pool_3/_reshape:0"]);
        foreach (JsonElement known in cases.Take(2))
        {
            string name = Path.GetFileName(known.GetProperty("image").GetString()!);
            float[] expected = whole.Run(Tensor.OfString(File.ReadAllBytes(_photos.Under(kind, name))))[0].Span<float>().ToArray();
            string text = Assert.Single(Directory.EnumerateFiles(options.BottleneckDirectory!, name + "_*.txt", SearchOption.AllDirectories));
            Assert.EndsWith("_inception_v3.txt", text, StringComparison.Ordinal);
            Close.ToLargest(expected, Numbers(text), 1e-3, name);
        }

        SameInTensorFlow(tensorFlow, options, "Mul:0", 299);
    }

    private RetrainOptions Options(string input) => new()
    {
        OutputGraph = _photos.Under("graph.pb"), OutputLabels = _photos.Under("labels.txt"), SavedModelDirectory = _photos.Under("saved_model"),
        BottleneckDirectory = _photos.Under("bottlenecks"), Solver = SolverKind.Sgd, Steps = 10, FinalTensorName = "final_result", Seed = input.Length,
    };

    private static void Retrain(RetrainOptions options)
    {
        RetrainResult result = new Retrainer().Run(options, NullRetrainLog.Instance);
        Assert.Empty(result.BadFiles);
    }

    /// <summary>The exported graph and the SavedModel in TensorFlow, the graph in ours: three times the same scores.</summary>
    private static void SameInTensorFlow(TensorFlowEngine tensorFlow, RetrainOptions options, string input, int size)
    {
        var random = new Random(size);
        Tensor image = Tensor.Of([.. Enumerable.Range(0, size * size * 3).Select(_ => random.NextSingle())], 1, size, size, 3);
        GraphModel graph = GraphModel.Load(options.OutputGraph!);
        using IGraphSession theirs = tensorFlow.CreateSession(graph, [input], ["final_result:0"]);
        using IGraphSession ours = new ManagedEngine().CreateSession(graph, [input], ["final_result:0"]);
        using IGraphSession saved = tensorFlow.CreateSavedModelSession(options.SavedModelDirectory!);
        Tensor[] scores = theirs.Run(image);
        string? difference = Comparison.Difference(scores, ours.Run(image), 1e-4) ?? Comparison.Difference(scores, saved.Run(image), 1e-5);
        Assert.True(difference is null, difference);
    }

    private string Archive(string module)
    {
        Environment.SetEnvironmentVariable("TFHUB_CACHE_DIR", _photos.Under("hub"));
        string path = _photos.Under("module.tar.gz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        TarFile.CreateFromDirectory(module, gzip, includeBaseDirectory: false);
        return path;
    }

    private static float[] Numbers(string file) => [.. File.ReadAllText(file).Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
}
