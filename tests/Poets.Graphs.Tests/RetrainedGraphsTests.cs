namespace Poets.Graphs.Tests;

/// <summary>Graphs that real retrain.py runs exported: they load, take any batch, and can be fed with bottlenecks.</summary>
public class RetrainedGraphsTests
{
    [SkippableTheory]
    [InlineData("golden/retrain_py/mobilenet_0.25_128/retrained_graph.pb", "input", 128, "input_1/BottleneckInputPlaceholder", "MobilenetV1/Predictions/Reshape")]
    [InlineData("golden/retrain_py/mobilenet_0.25_128_distorted/retrained_graph.pb", "input", 128, "input_1/BottleneckInputPlaceholder", "MobilenetV1/Predictions/Reshape")]
    [InlineData("golden/retrain_py/mobilenet_0.25_224/retrained_graph.pb", "input", 224, "input_1/BottleneckInputPlaceholder", "MobilenetV1/Predictions/Reshape")]
    [InlineData("golden/retrain_py/mobilenet_0.50_224_quantized/retrained_graph.pb", "input", 224, "input_1/BottleneckInputPlaceholder", "MobilenetV1/Predictions/Reshape")]
    [InlineData("golden/hub/retrained/output_graph.pb", "Placeholder", 128, "input/BottleneckInputPlaceholder", null)]
    [InlineData("models/retrained_elsewhere/retrained_graph.pb", "input", 0, "input_1/BottleneckInputPlaceholder", "MobilenetV1/Predictions/Reshape")]
    public void A_batch_and_its_bottlenecks_give_the_same_scores(string file, string input, int size, string placeholder, string? bottleneck)
    {
        GraphModel graph = GraphModel.Load(SharedMaterial.Path(file.Split('/')));
        size = size > 0 ? size : graph.FactOf(input).Shape[1];
        bottleneck ??= graph.Definition.Node.Single(node => node.Name == placeholder).Input[0];
        Assert.True(graph.Contains(placeholder));
        using IGraphSession whole = new ManagedEngine().CreateSession(graph, [input], ["final_result", bottleneck]);
        using IGraphSession tail = new ManagedEngine().CreateSession(graph, [placeholder], ["final_result"]);
        Tensor photos = OptimizerTests.Noise(11, 3, size, size, 3);
        Tensor[] together = whole.Run(photos);
        int classes = together[0].Dimensions[1];
        Assert.Equal([3, classes], together[0].Dimensions.ToArray());
        Close.ToLargest(together[0].Span<float>(), tail.Run(together[1])[0].Span<float>(), 1e-6, "from bottlenecks");
        for (int i = 0; i < 3; i++)
        {
            Tensor alone = whole.Run(Tensor.Of(photos.Span<float>().Slice(i * size * size * 3, size * size * 3).ToArray(), 1, size, size, 3))[0];
            Close.ToLargest(alone.Span<float>(), together[0].Span<float>().Slice(i * classes, classes), 1e-5, $"photo {i}");
            Assert.Equal(1, alone.Span<float>().ToArray().Sum(), 4);
        }
    }
}
