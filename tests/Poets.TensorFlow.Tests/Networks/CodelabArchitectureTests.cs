using System.Globalization;
using Google.Protobuf;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Retraining;
using Poets.Retraining.Models;
using Poets.TensorFlow.Tests.Judge;
using Poets.TensorFlow.Tests.Networks.Zoo;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Networks;

/// <summary>
/// The codelab's 32 MobileNets by name, laid where retrain.py would have put them; the 33rd, Inception v3, is in
/// <see cref="BackboneTests"/>.
/// </summary>
public sealed class CodelabArchitectureTests : IDisposable
{
    private readonly PhotoFolder _photos = new();

    public static TheoryData<string> Names() => new(ModelCatalog.Default.Models.Select(model => model.Name).Where(name => name.StartsWith("mobilenet_", StringComparison.Ordinal)));

    public void Dispose() => _photos.Dispose();

    [Fact]
    public void There_are_32_besides_Inception()
    {
        Assert.Equal(32, Names().Count);
        Assert.NotNull(ModelCatalog.Default.Find("inception_v3"));
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void An_architecture_is_found_retrained_and_answers_alike_in_TensorFlow(string name)
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string[] parts = name.Split('_');
        bool quantised = parts.Length == 4;
        int size = int.Parse(parts[2], CultureInfo.InvariantCulture);
        GraphDef network = CodelabNetworks.MobileNet(double.Parse(parts[1], CultureInfo.InvariantCulture), size, quantised);
        Assert.Equal(quantised, network.Node.Any(node => node.Op == "Dequantize"));
        string folder = Directory.CreateDirectory(_photos.Under("models", $"mobilenet_v1_{parts[1]}_{parts[2]}")).FullName;
        File.WriteAllBytes(Path.Combine(folder, quantised ? "quantized_graph.pb" : "frozen_graph.pb"), network.ToByteArray());

        var options = new RetrainOptions
        {
            ImageDirectory = _photos.Photos(2), Architecture = name, ModelDirectory = _photos.Under("models"), BottleneckDirectory = _photos.Under("bottlenecks"),
            OutputGraph = _photos.Under("graph.pb"), OutputLabels = _photos.Under("labels.txt"), Solver = SolverKind.Sgd, Steps = 3,
        };
        RetrainResult result = new Retrainer().Run(options, NullRetrainLog.Instance);
        Assert.Empty(result.BadFiles);
        string[] cached = [.. Directory.EnumerateFiles(options.BottleneckDirectory!, "*.txt", SearchOption.AllDirectories)];
        Assert.Equal(6, cached.Length);
        Assert.All(cached, file => Assert.EndsWith($".jpg_{name}.txt", file, StringComparison.Ordinal));
        Assert.Equal(1001, File.ReadAllText(cached[0]).Split(',').Length);

        GraphModel graph = GraphModel.Load(options.OutputGraph!);
        Assert.Equal($"[1,{size},{size},3]", graph.FactOf("input:0").Shape.ToString());
        Assert.True(graph.Contains("input_1/BottleneckInputPlaceholder"));
        var random = new Random(size);
        Tensor image = Tensor.Of([.. Enumerable.Range(0, size * size * 3).Select(_ => (random.NextSingle() * 2) - 1)], 1, size, size, 3);
        string[] outputs = ["final_result:0", "MobilenetV1/Predictions/Reshape:0"];
        using IGraphSession theirs = tensorFlow.CreateSession(graph, ["input:0"], outputs);
        using IGraphSession ours = new ManagedEngine().CreateSession(graph, ["input:0"], outputs);
        string? difference = Comparison.Difference(theirs.Run(image), ours.Run(image), 1e-4);
        Assert.True(difference is null, difference);
    }
}
