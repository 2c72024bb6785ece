using Poets.Graphs.Kernels;
using Poets.TensorFlow;

namespace Poets.Retraining.Engines;

/// <summary>Lists what networks can run on here.</summary>
public static class EngineDevices
{
    /// <summary>Our own engine's device, then those of a TensorFlow library where one is found.</summary>
    /// <param name="tensorFlowPath">The folder or file of the TensorFlow library; null searches the usual places.</param>
    /// <param name="account">Where the library was found, or everything that was looked at and why that would not do.</param>
    public static IReadOnlyList<EngineDevice> List(string? tensorFlowPath, out string account)
    {
        var devices = new List<EngineDevice> { Managed() };
        if (TensorFlowEngine.TryCreate(tensorFlowPath, out TensorFlowEngine? engine, out account))
        {
            devices.AddRange(engine.ListDevices().Select(device => Describe(engine.Library, device)));
        }

        return devices;
    }

    private static EngineDevice Managed() => new(
        "Managed",
        typeof(EngineDevices).Assembly.GetName().Version!.ToString(3),
        "Cpu",
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        $"{Environment.ProcessorCount} processors, {KernelTiers.Current} kernels");

    private static EngineDevice Describe(TensorFlowLibrary library, TensorFlowDevice device) => new(
        "TensorFlow",
        library.Version,
        device.Kind.Equals("CPU", StringComparison.OrdinalIgnoreCase) ? "Cpu" : $"{char.ToUpperInvariant(device.Kind[0])}{device.Kind[1..].ToLowerInvariant()}:{device.Index}",
        device.MemoryBytes,
        $"{device.Name}, {library.Path}");
}
