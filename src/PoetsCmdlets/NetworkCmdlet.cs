using System.Management.Automation;
using System.Runtime.CompilerServices;
using Poets.Retraining;
using PoetsCmdlets.Completion;

namespace PoetsCmdlets;

/// <summary>A cmdlet that runs a network: which engine, and how images are fed.</summary>
public abstract class NetworkCmdlet : EngineCmdlet
{
    // In a box: see the remarks of Hosting.ModuleInitializer.
    private readonly StrongBox<EngineKind> _engine = new();

    /// <summary>
    /// Which engine runs the network. Auto is the managed engine, or real TensorFlow where a GPU is asked for or found;
    /// Managed needs no native library; TensorFlow is the real C library.
    /// </summary>
    /// <value>Auto</value>
    [Parameter]
    public EngineKind Engine
    {
        get => _engine.Value;
        set => _engine.Value = value;
    }

    /// <summary>The device that TensorFlow runs on: Auto, Cpu, Gpu, or Gpu:1 for the second GPU.</summary>
    /// <value>Auto</value>
    [Parameter]
    [ValidatePattern("^(Auto|Cpu|Gpu(:[0-9]+)?)$")]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public string Device { get; set; } = "Auto";

    /// <summary>
    /// The folder or file of the TensorFlow C library. Without it, an environment variable, the module's own folder and
    /// the system's library path are searched.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TensorFlowPath { get; set; }

    /// <summary>Columns that images are resized to. Without it, the graph decides.</summary>
    [Parameter]
    [Alias("input_width")]
    [ValidateRange(1, 16384)]
    public int? InputWidth { get; set; }

    /// <summary>Rows that images are resized to. Without it, the graph decides.</summary>
    [Parameter]
    [Alias("input_height")]
    [ValidateRange(1, 16384)]
    public int? InputHeight { get; set; }

    /// <summary>Subtracted from each colour value, in grey levels from 0 to 255. Without it, the graph decides.</summary>
    [Parameter]
    [Alias("input_mean")]
    public float? InputMean { get; set; }

    /// <summary>What each colour value is divided by after that, in grey levels. Without it, the graph decides.</summary>
    [Parameter]
    [Alias("input_std")]
    [ValidateRange(1e-6f, 1e6f)]
    public float? InputStd { get; set; }

    /// <summary>How many images are worked on at once; 0 is one a core. Results do not depend on it.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, 1024)]
    public int ThrottleLimit { get; set; }

    /// <summary>How many images go through the network in one run, for GPUs; processors are fastest with one at a time.</summary>
    /// <value>1</value>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int BatchSize { get; set; } = 1;

    /// <summary>Where a Hub module lies that is named by a path; null for an address.</summary>
    private protected static string? ModulePath(string? module, Func<string?, string?> locate) =>
        module is null || module.Contains("://", StringComparison.Ordinal) ? null : locate(module);
}
