using Poets.Graphs;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests;

public class DeviceTests
{
    [Theory]
    [InlineData("Auto", DeviceKind.Auto, 0)]
    [InlineData("cpu", DeviceKind.Cpu, 0)]
    [InlineData("GPU", DeviceKind.Gpu, 0)]
    [InlineData("Gpu:3", DeviceKind.Gpu, 3)]
    public void Devices_are_read(string text, object kind, int index)
    {
        DeviceChoice choice = DeviceChoice.Parse(text);
        Assert.Equal((DeviceKind)kind, choice.Kind);
        Assert.Equal(index, choice.Index);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("Cpu:1")]
    [InlineData("Gpu:")]
    [InlineData("Gpu:-1")]
    [InlineData("Gpu:1:2")]
    [InlineData("Tpu")]
    public void What_is_no_device_is_refused_with_the_choices(string text) =>
        Assert.Contains("Auto, Cpu, Gpu or Gpu:n", Assert.Throws<GraphException>(() => DeviceChoice.Parse(text)).Message, StringComparison.Ordinal);

    [SkippableFact]
    public void Asking_for_a_GPU_where_none_is_says_what_was_found()
    {
        TensorFlowEngine engine = RealTensorFlow.Engine;
        Skip.If(engine.ListDevices().Any(device => device.Kind == "GPU"), "needs a TensorFlow without a GPU");
        var graph = new GraphBuilder();
        graph.Placeholder("x", ElementType.Float32, 2);

        foreach (Action attempt in new Action[]
        {
            () => engine.RequireDevice("Gpu:1"),
            () => engine.CreateSession(graph.Build(), ["x"], ["x"], new SessionOptions { Device = "Gpu:1" }),
        })
        {
            EngineUnavailableException failure = Assert.Throws<EngineUnavailableException>(attempt);
            Assert.Contains("no GPU:1", failure.Message, StringComparison.Ordinal);
            Assert.Contains(engine.Library.Version, failure.Message, StringComparison.Ordinal);
            Assert.Contains(engine.Library.Path, failure.Message, StringComparison.Ordinal);
            Assert.Contains("device:CPU:0", failure.Message, StringComparison.Ordinal);
        }

        engine.RequireDevice("Cpu");
        engine.RequireDevice("Auto");
    }
}
