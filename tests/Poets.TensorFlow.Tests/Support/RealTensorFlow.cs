using System.Diagnostics;
using Poets.TensorFlow.Native;

namespace Poets.TensorFlow.Tests.Support;

/// <summary>The library that judges us: where POETS_TENSORFLOW says, or what ../shared/tensorflow/unpack unpacks.</summary>
internal static class RealTensorFlow
{
    private static readonly Lazy<(TensorFlowEngine? Engine, string Searched)> s_found = new(Find);

    /// <summary>The engine; skips the running test, by name, where there is no library.</summary>
    internal static TensorFlowEngine Engine
    {
        get
        {
            Skip.If(s_found.Value.Engine is null, $"needs the TensorFlow library: {s_found.Value.Searched}");
            return s_found.Value.Engine!;
        }
    }

    private static (TensorFlowEngine? Engine, string Searched) Find()
    {
        // Plain Eigen kernels, whose sums our golden files hold, and no chatter.
        NativeEnvironment.SetDefault("TF_CPP_MIN_LOG_LEVEL", "3");
        NativeEnvironment.SetDefault("TF_ENABLE_ONEDNN_OPTS", "0");
        string? folder = Environment.GetEnvironmentVariable("POETS_TENSORFLOW") is { Length: > 0 } named ? named : Unpack();
        return TensorFlowEngine.TryCreate(folder, out TensorFlowEngine? engine, out string searched) ? (engine, searched) : (null, searched);
    }

    private static string? Unpack()
    {
        string? script = SharedMaterial.Root is { } shared ? Path.Combine(shared, "tensorflow", "unpack") : null;
        if (script is null || !File.Exists(script) || !OperatingSystem.IsLinux())
        {
            return null;
        }

        using var process = Process.Start(new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true })!;
        string folder = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? folder : null;
    }
}
