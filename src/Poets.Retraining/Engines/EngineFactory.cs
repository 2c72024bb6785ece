using Poets.Graphs;
using Poets.TensorFlow;

namespace Poets.Retraining.Engines;

/// <summary>Chooses the engine that runs the networks.</summary>
public static class EngineFactory
{
    /// <summary>The engine for a choice and a device.</summary>
    /// <param name="kind">
    /// <see cref="EngineKind.Auto"/> is the managed engine, but real TensorFlow where a GPU is asked for, or where this
    /// machine has one and a TensorFlow that lists it.
    /// </param>
    /// <param name="device"><c>Auto</c>, <c>Cpu</c>, <c>Gpu</c> or <c>Gpu:1</c>.</param>
    /// <param name="tensorFlowPath">The folder or file of the TensorFlow library; null searches the usual places.</param>
    /// <exception cref="GraphException">The device or library is not there; the message says what was searched and found.</exception>
    public static IGraphEngine Create(EngineKind kind, string device = "Auto", string? tensorFlowPath = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        bool wantsGpu = device.StartsWith("Gpu", StringComparison.OrdinalIgnoreCase);
        switch (kind)
        {
            case EngineKind.Managed when wantsGpu:
                throw new EngineUnavailableException($"The managed engine runs on the processor only, not on '{device}'; take the engine TensorFlow, or Auto.");
            case EngineKind.Managed:
                return new ManagedEngine();
            case EngineKind.TensorFlow:
                return OnTensorFlow(device, tensorFlowPath);
            default:
                return wantsGpu ? OnTensorFlow(device, tensorFlowPath)
                    : device.Equals("Auto", StringComparison.OrdinalIgnoreCase) && FindGpu(tensorFlowPath) is { } engine ? engine
                    : new ManagedEngine();
        }
    }

    private static TensorFlowEngine OnTensorFlow(string device, string? path)
    {
        TensorFlowEngine engine = TensorFlowEngine.Create(path);
        engine.RequireDevice(device);
        return engine;
    }

    // Loading TensorFlow takes seconds, so it is not even looked for on machines without a GPU's driver.
    private static TensorFlowEngine? FindGpu(string? path) =>
        HasGpuDriver()
        && TensorFlowLibrary.Find(path, out _) is not null
        && TensorFlowEngine.TryCreate(path, out TensorFlowEngine? engine, out _)
        && engine.ListDevices().Any(device => device.Kind.Equals("GPU", StringComparison.OrdinalIgnoreCase))
            ? engine
            : null;

    private static bool HasGpuDriver() => OperatingSystem.IsWindows()
        ? File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll"))
        : File.Exists("/dev/nvidiactl");
}
