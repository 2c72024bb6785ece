using Poets.Graphs;
using Poets.Retraining.Engines;

namespace Poets.Retraining.Tests.Engines;

public class EngineFactoryTests
{
    [Theory]
    [InlineData("Auto")]
    [InlineData("CPU")]
    public void The_processor_needs_no_library(string device) => Assert.IsType<ManagedEngine>(EngineFactory.Create(EngineKind.Auto, device));

    [Theory]
    [InlineData("tpu", EngineKind.Auto)]
    [InlineData("", EngineKind.Managed)]
    [InlineData("gpu:", EngineKind.Auto)]
    [InlineData("gpu:-1", EngineKind.Auto)]
    [InlineData("gpus", EngineKind.TensorFlow)]
    [InlineData("cpu:0", EngineKind.Managed)]
    public void What_is_no_device_is_refused_by_every_engine(string device, EngineKind kind)
    {
        var error = Assert.Throws<RetrainException>(() => EngineFactory.Create(kind, device));
        Assert.Contains($"--device: '{device}' is no device", error.Message, StringComparison.Ordinal);
        Assert.Equal(RetrainFault.OptionInvalid, error.Fault);
    }

    [Fact]
    public void A_library_that_is_named_and_not_there_is_an_error_though_nobody_asks_for_a_gpu()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<EngineUnavailableException>(() => EngineFactory.Create(EngineKind.Auto, "Auto", folder.Path));
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("--tensorflow_path", error.Message, StringComparison.Ordinal);
    }
}
