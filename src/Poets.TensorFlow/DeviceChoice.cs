using System.Globalization;
using Poets.Graphs;
using Poets.TensorFlow.Native;

namespace Poets.TensorFlow;

/// <summary>What <see cref="SessionOptions.Device"/> asks for.</summary>
internal enum DeviceKind
{
    /// <summary>TensorFlow places the operators: on a GPU where it has one.</summary>
    Auto,

    /// <summary>The processor, even where there is a GPU.</summary>
    Cpu,

    /// <summary>A GPU, or an error.</summary>
    Gpu,
}

/// <summary>A parsed <c>Auto</c>, <c>Cpu</c>, <c>Gpu</c> or <c>Gpu:1</c>.</summary>
internal readonly record struct DeviceChoice(DeviceKind Kind, int Index)
{
    /// <summary>The device that nodes without one are put on, or null where TensorFlow decides.</summary>
    internal string? DefaultDevice => Kind == DeviceKind.Gpu ? $"/device:GPU:{Index}" : null;

    internal static DeviceChoice Parse(string device) => TryParse(device, out DeviceChoice choice)
        ? choice
        : throw new GraphException($"'{device}' is no device: say Auto, Cpu, Gpu or Gpu:n, where n counts from 0.");

    internal static bool TryParse(string device, out DeviceChoice choice)
    {
        // Names only: Enum.TryParse would take numbers, blanks and lists as well.
        string[] parts = device.Split(':');
        int kind = Array.FindIndex(Enum.GetNames<DeviceKind>(), name => name.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        int index = 0;
        bool isIndexed = parts.Length == 2 && kind == (int)DeviceKind.Gpu && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index);
        choice = new DeviceChoice((DeviceKind)kind, index);
        return kind >= 0 && (parts.Length == 1 || isIndexed);
    }

    /// <summary>Refuses a GPU that the session does not have.</summary>
    internal void Require(SessionHandle session, TensorFlowLibrary library)
    {
        if (Kind == DeviceKind.Gpu)
        {
            Require(SessionFactory.DevicesOf(session), library);
        }
    }

    /// <summary>Refuses a GPU that is not there, saying which library was asked and what it has.</summary>
    internal void Require(IReadOnlyList<TensorFlowDevice> devices, TensorFlowLibrary library)
    {
        int index = Index;
        if (Kind == DeviceKind.Gpu && !devices.Any(device => device.Kind == "GPU" && device.Index == index))
        {
            string found = string.Join(", ", devices.Select(device => device.Name));
            throw new EngineUnavailableException(
                $"There is no GPU:{Index} for TensorFlow {library.Version} at {library.Path}: it lists {(found.Length == 0 ? "no device" : found)}. "
                + "A GPU needs a TensorFlow built for it and its driver and CUDA libraries on the system's library path "
                + "(start with TF_CPP_MIN_LOG_LEVEL=0 to see what TensorFlow missed); or ask for Cpu.");
        }
    }
}
