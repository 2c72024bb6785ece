using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Retraining;
using Poets.Retraining.Datasets;
using Poets.TensorFlow.Tests.Judge;
using Poets.TensorFlow.Tests.Networks.Zoo;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Networks;

/// <summary>Retraining a module that is made for 8-bit arithmetic: the new layer is rounded as well (reference §6.3).</summary>
public sealed class QuantisedRetrainingTests : IDisposable
{
    private const string Root = "final_retrain_ops/Wx_plus_b";

    private readonly PhotoFolder _photos = new();

    public void Dispose() => _photos.Dispose();

    [SkippableTheory]
    [InlineData(SolverKind.Sgd)]
    [InlineData(SolverKind.Lbfgs)]
    public void The_new_layer_gets_FakeQuant_nodes_and_answers_alike_in_TensorFlow(SolverKind solver)
    {
        TensorFlowEngine tensorFlow = RealTensorFlow.Engine;
        string module = QuantisedModule();
        string graphFile = _photos.Under("graph.pb");
        string savedModel = _photos.Under("saved_model");
        var log = new LineLog();
        RetrainResult result = new Retrainer().Run(
            new RetrainOptions
            {
                ImageDirectory = _photos.Photos(12), TfHubModule = module, OutputGraph = graphFile, OutputLabels = _photos.Under("labels.txt"), SavedModelDirectory = savedModel, SummariesDirectory = _photos.Under("summaries"),
                Steps = 60, LearningRate = 0.5, Solver = solver, TestingPercentage = 30, ValidationPercentage = 20,
            },
            log);
        Assert.Contains("The model is instrumented for quantization with TF-Lite", log.Lines);

        GraphModel graph = GraphModel.Load(graphFile);
        Assert.Equal(
            [
                "PlaceholderWithDefault input/BottleneckInputPlaceholder", "Const final_retrain_ops/weights/final_weights", "Identity final_retrain_ops/weights/final_weights/read",
                "Const final_retrain_ops/biases/final_biases", "Identity final_retrain_ops/biases/final_biases/read",
                $"Const {Root}/weights_quant/min", $"Identity {Root}/weights_quant/min/read", $"Const {Root}/weights_quant/max", $"Identity {Root}/weights_quant/max/read",
                $"FakeQuantWithMinMaxVars {Root}/weights_quant/FakeQuantWithMinMaxVars", $"MatMul {Root}/MatMul", $"Add {Root}/add",
                $"Const {Root}/act_quant/min", $"Identity {Root}/act_quant/min/read", $"Const {Root}/act_quant/max", $"Identity {Root}/act_quant/max/read",
                $"FakeQuantWithMinMaxVars {Root}/act_quant/FakeQuantWithMinMaxVars", "Softmax final_result",
            ],
            graph.Definition.Node.TakeLast(18).Select(node => $"{node.Op} {node.Name}"));
        Assert.True(Node(graph, $"{Root}/weights_quant/FakeQuantWithMinMaxVars").Attr["narrow_range"].B);
        Assert.False(Node(graph, $"{Root}/act_quant/FakeQuantWithMinMaxVars").Attr["narrow_range"].B);
        Assert.Equal($"{Root}/weights_quant/FakeQuantWithMinMaxVars", Node(graph, Root + "/MatMul").Input[1]);

        Tensor images = Images(4);
        string[] outputs = ["final_result:0", $"{Root}/act_quant/FakeQuantWithMinMaxVars:0"];
        using IGraphSession theirs = tensorFlow.CreateSession(graph, ["Placeholder:0"], outputs);
        using IGraphSession ours = new ManagedEngine().CreateSession(graph, ["Placeholder:0"], outputs);
        Tensor[] scores = theirs.Run(images);
        string? difference = Comparison.Difference(scores, ours.Run(images), 1e-5);
        Assert.True(difference is null, difference);

        // Logits are whole steps of their range, and what was tested is what was exported.
        float low = Scalar(graph, $"{Root}/act_quant/min");
        float high = Scalar(graph, $"{Root}/act_quant/max");
        Assert.True(low < 0 && high > 0);
        Assert.All(scores[1].Span<float>().ToArray(), logit => Assert.Equal(Math.Round(logit * 255 / (high - low)), logit * 255 / (high - low), 1e-2));

        RequireAccuracy(result.TestAccuracy, graphFile, ImageCategory.Testing);
        RequireAccuracy(result.TrainingAccuracy, graphFile, ImageCategory.Training);

        using IGraphSession saved = tensorFlow.CreateSavedModelSession(savedModel);
        difference = Comparison.Difference(scores[..1], saved.Run(images), 1e-6);
        Assert.True(difference is null, $"SavedModel: {difference}");
    }

    /// <summary>Rounded logits are often equal; then the first class counts in training, the last in labelling, as in the scripts.</summary>
    private void RequireAccuracy(double reported, string graph, ImageCategory category)
    {
        var options = new EvaluateOptions
        {
            Classifier = new ClassifierOptions { Graph = graph, Labels = _photos.Under("labels.txt") },
            ImageDirectory = _photos.Under("photos"), Category = category, TestingPercentage = 30, ValidationPercentage = 20,
        };
        EvaluatedImage[] images = [.. new DatasetEvaluator().Run(options, NullRetrainLog.Instance)];
        int tied = images.Count(image => image.IsCorrect || image.ActualScore == image.Score);
        int sure = images.Count(image => image.ActualScore > 0.5 && image.IsCorrect);
        Assert.InRange(reported * images.Length, sure - 1e-6, tied + 1e-6);
    }

    /// <summary>A module of two convolutions with FakeQuant on weights and activations, as quantops modules have them.</summary>
    private string QuantisedModule()
    {
        var net = new NetworkWriter(Spelling.Slim);
        Signal x = net.Images(32, "hub_input/images");
        foreach ((string scope, int filters) in ((string, int)[])[("MobilenetV1/Conv2d_0", 16), ("MobilenetV1/Conv2d_1", 32)])
        {
            string weights = Rounded(net, scope + "/weights_quant", net.Weights(scope + "/weights", 9 * x.Channels, 3, 3, x.Channels, filters), -1, 1, narrow: true);
            Signal y = new(net.Float(scope + "/Conv2D", "Conv2D", [x.Name, weights], ("strides", new[] { 1, 2, 2, 1 }), ("padding", "SAME")), filters);
            y = net.Activate(scope, net.Bias(scope, y), "Relu6");
            x = y with { Name = Rounded(net, scope + "/act_quant", y.Name, 0, 6, narrow: false) };
        }

        Signal pooled = net.Mean("MobilenetV1/Logits/global_pool", x);
        GraphModel graph = net.Graph.Build();
        string[] variables = [.. graph.Definition.Node.Where(node => node.Op == "Const" && (node.Name.EndsWith("weights", StringComparison.Ordinal) || node.Name.EndsWith("biases", StringComparison.Ordinal) || node.Name.Contains("_quant/", StringComparison.Ordinal))).Select(node => node.Name)];
        var signature = new GraphSignature(
            "default",
            new Dictionary<string, TensorFact> { ["images"] = graph.FactOf("hub_input/images:0") },
            new Dictionary<string, TensorFact> { ["default"] = graph.FactOf(pooled.Name + ":0") },
            "");
        string folder = _photos.Under("module");
        SavedModelWriter.Write(folder, graph.Definition, variables, signature);
        return folder;
    }

    private static string Rounded(NetworkWriter net, string scope, string input, float low, float high, bool narrow) => net.Node(
        scope + "/FakeQuantWithMinMaxVars", "FakeQuantWithMinMaxVars",
        [
            input,
            net.Float(scope + "/min/read", "Identity", [net.Const(scope + "/min", Tensor.Of(new[] { low }))]),
            net.Float(scope + "/max/read", "Identity", [net.Const(scope + "/max", Tensor.Of(new[] { high }))]),
        ],
        ("num_bits", 8), ("narrow_range", narrow));

    private static NodeDef Node(GraphModel graph, string name) => graph.Definition.Node.Single(node => node.Name == name);

    private static float Scalar(GraphModel graph, string name)
    {
        TensorProto value = Node(graph, name).Attr["value"].Tensor;
        return value.FloatVal.Count > 0 ? value.FloatVal[0] : BitConverter.ToSingle(value.TensorContent.Span);
    }

    private static Tensor Images(int batch)
    {
        var random = new Random(3);
        return Tensor.Of([.. Enumerable.Range(0, batch * 32 * 32 * 3).Select(_ => random.NextSingle())], batch, 32, 32, 3);
    }
}
