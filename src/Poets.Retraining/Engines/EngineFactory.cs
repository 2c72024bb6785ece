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
    /// <exception cref="RetrainException"><paramref name="device"/> is no device's name.</exception>
    public static IGraphEngine Create(EngineKind kind, string device = "Auto", string? tensorFlowPath = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        RequireKnown(device);
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
                RequireLibrary(tensorFlowPath);
                return wantsGpu ? OnTensorFlow(device, tensorFlowPath)
                    : device.Equals("Auto", StringComparison.OrdinalIgnoreCase) && FindGpu(tensorFlowPath) is { } engine ? engine
                    : new ManagedEngine();
        }
    }

    // The managed engine has no use for a device's name, but a misspelt one must not pass for it.
    private static void RequireKnown(string device)
    {
        // The default is not asked about, so that TensorFlow's room is not loaded for it.
        if (!device.Equals("Auto", StringComparison.OrdinalIgnoreCase) && !TensorFlowEngine.IsDeviceName(device))
        {
            throw new RetrainException($"--device: '{device}' is no device: say auto, cpu, gpu or gpu:n, where n counts from 0.") { Fault = RetrainFault.OptionInvalid };
        }
    }

    // Whoever names a library wants it found, even where it turns out to have no GPU.
    private static void RequireLibrary(string? path)
    {
        if (!string.IsNullOrEmpty(path))
        {
            TensorFlowLibrary.Require(path);
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
