using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace Poets.Graphs.Tests;

/// <summary>Whole networks with made-up weights against real TensorFlow's outputs.</summary>
public class MadeUpNetworksTests(ITestOutputHelper log)
{
    [SkippableTheory]
    [InlineData("mobilenet_v2_0.50_96")]
    [InlineData("mobilenet_v3_small_96")]
    [InlineData("resnet50_v2_64")]
    [InlineData("nasnet_mobile_96")]
    [InlineData("efficientnet_b0_64")]
    [InlineData("inception_resnet_v2_96")]
    public void Keras_networks_answer_as_TensorFlow_does(string name)
    {
        string folder = SharedMaterial.Path("golden", "networks_made_up");
        JsonElement facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).RootElement.EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == name);
        GraphModel graph = SyntheticWeights.Load(Path.Combine(folder, name + ".skeleton.pb"), Path.Combine(folder, name + ".weights.json"));
        (int[] shape, float[] pixels) = Npy.Read(Path.Combine(folder, name + ".input.npy"));
        (int[] expectedShape, float[] expected) = Npy.Read(Path.Combine(folder, name + ".output.npy"));
        var clock = Stopwatch.StartNew();
        using IGraphSession session = new ManagedEngine().CreateSession(graph, [facts.GetProperty("input").GetString()!], [facts.GetProperty("output").GetString()!]);
        log.WriteLine($"session {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        Tensor result = session.Run(Tensor.Of(pixels, shape))[0];
        log.WriteLine($"first run {clock.ElapsedMilliseconds} ms");
        Assert.Equal(expectedShape, result.Dimensions.ToArray());
        int row = expected.Length / expectedShape[0];
        for (int i = 0; i < expectedShape[0]; i++)
        {
            Close.ToLargest(expected.AsSpan(i * row, row), result.Span<float>().Slice(i * row, row), 1e-3, $"{name}, row {i}");
        }
    }
}
