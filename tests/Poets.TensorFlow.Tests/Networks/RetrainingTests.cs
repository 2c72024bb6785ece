using Poets.Graphs;
using Poets.Retraining;
using Poets.TensorFlow.Tests.Judge;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Networks;

/// <summary>The whole job on both engines, and its files in real TensorFlow.</summary>
public sealed class RetrainingTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("poets-both").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [SkippableTheory]
    [InlineData(EngineKind.Managed)]
    [InlineData(EngineKind.TensorFlow)]
    public void A_retrained_graph_and_SavedModel_give_the_same_scores_in_real_TensorFlow(EngineKind engine)
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string graphFile = Path.Combine(_work, "graph.pb");
        string savedModel = Path.Combine(_work, "saved_model");
        new Retrainer().Run(
            new RetrainOptions
            {
                ImageDirectory = FewPhotos(),
                Architecture = "mobilenet_0.25_128",
                ModelDirectory = Models(),
                OutputGraph = graphFile,
                SavedModelDirectory = savedModel,
                OutputLabels = Path.Combine(_work, "labels.txt"),
                Engine = engine,
                TensorFlowPath = engine == EngineKind.TensorFlow ? tensorFlow.Library.Path : null,
                Steps = 20,
                Solver = SolverKind.Sgd,
            },
            NullRetrainLog.Instance);

        GraphModel graph = GraphModel.Load(graphFile);
        var random = new Random(5);
        Tensor image = Tensor.Of([.. Enumerable.Range(0, 2 * 128 * 128 * 3).Select(_ => (random.NextSingle() * 2) - 1)], 2, 128, 128, 3);
        using IGraphSession theirs = tensorFlow.CreateSession(graph, ["input:0"], ["final_result:0"]);
        using IGraphSession ours = new ManagedEngine().CreateSession(graph, ["input:0"], ["final_result:0"]);
        Tensor[] scores = theirs.Run(image);
        string? difference = Comparison.Difference(scores, ours.Run(image), 1e-5);
        Assert.True(difference is null, difference);

        using IGraphSession saved = tensorFlow.CreateSavedModelSession(savedModel);
        difference = Comparison.Difference(scores, saved.Run(image), 1e-6);
        Assert.True(difference is null, $"SavedModel: {difference}");
    }

    [SkippableFact]
    public void Both_engines_give_the_same_bottlenecks_and_labels()
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string[] photos = [.. Directory.EnumerateFiles(FewPhotos(), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        float[][] ours = Bottlenecks(photos, EngineKind.Managed, null);
        float[][] theirs = Bottlenecks(photos, EngineKind.TensorFlow, tensorFlow.Library.Path);
        for (int i = 0; i < photos.Length; i++)
        {
            Close.ToLargest(theirs[i], ours[i], 1e-4, photos[i]);
        }

        ImageLabel[] labels = Labels(photos, EngineKind.Managed, null);
        ImageLabel[] wanted = Labels(photos, EngineKind.TensorFlow, tensorFlow.Library.Path);
        Assert.Equal(wanted.Select(label => (label.Path, label.Label)), labels.Select(label => (label.Path, label.Label)));
        for (int i = 0; i < labels.Length; i++)
        {
            Assert.Equal(wanted[i].Score, labels[i].Score, 1e-4f);
        }
    }

    private static float[][] Bottlenecks(string[] photos, EngineKind engine, string? library)
    {
        using BottleneckExtractor extractor = BottleneckExtractor.Create(new BackboneOptions { Engine = engine, TensorFlowPath = library });
        return [.. extractor.Extract(photos).Select(result => result.Bottleneck!.Values)];
    }

    private static ImageLabel[] Labels(string[] photos, EngineKind engine, string? library)
    {
        using ImageClassifier classifier = ImageClassifier.Load(new ClassifierOptions { Engine = engine, TensorFlowPath = library });
        return [.. classifier.ClassifyMany(photos, 1).SelectMany(result => result.Labels)];
    }

    // The suite takes a few; POETS_JUDGE_PHOTOS says how many of each kind.
    private static int PhotosEach { get; } = int.TryParse(Environment.GetEnvironmentVariable("POETS_JUDGE_PHOTOS"), out int count) ? count : 8;

    private string FewPhotos()
    {
        string photos = Path.Combine(_work, "photos");
        foreach (string kind in new[] { "daisy", "roses", "tulips" })
        {
            DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(photos, kind));
            foreach (string photo in Directory.EnumerateFiles(SharedMaterial.Path("data", "flower_photos", kind), "*.jpg").Order(StringComparer.Ordinal).Take(PhotosEach))
            {
                File.Copy(photo, Path.Combine(folder.FullName, Path.GetFileName(photo)), overwrite: true);
            }
        }

        return photos;
    }

    /// <summary>The network where retrain.py would have put it.</summary>
    private string Models()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_work, "models", "mobilenet_v1_0.25_128")).FullName;
        File.Copy(SharedMaterial.Path("models", "mobilenet_v1_0.25_128_frozen.pb"), Path.Combine(folder, "frozen_graph.pb"), overwrite: true);
        return Path.Combine(_work, "models");
    }
}
