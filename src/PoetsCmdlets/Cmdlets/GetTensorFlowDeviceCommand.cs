using System.Management.Automation;
using Poets.Graphs;
using Poets.Retraining.Engines;

namespace PoetsCmdlets.Cmdlets;

/// <summary>Lists the engines and devices that networks can run on.</summary>
/// <remarks>
/// <para>
/// The managed engine is always there. Where a TensorFlow C library is found, its version and its devices follow; what
/// Device says can be passed to -Device of the other cmdlets, and what Engine says to -Engine. -Verbose says where the
/// library was looked for.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-TensorFlowDevice -Verbose</code>
/// What is there, and where a TensorFlow library was looked for.
/// </example>
/// <example>
/// <code>Get-TensorFlowDevice -TensorFlowPath ~/libtensorflow | Where-Object Device -like Gpu*</code>
/// Whether a certain library finds a GPU.
/// </example>
[Cmdlet(VerbsCommon.Get, "TensorFlowDevice")]
[OutputType(typeof(EngineDevice))]
public sealed class GetTensorFlowDeviceCommand : EngineCmdlet
{
    /// <summary>
    /// The folder or file of the TensorFlow C library. Without it, an environment variable, the module's own folder and
    /// the system's library path are searched.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? TensorFlowPath { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string? path = FileSystemPath(TensorFlowPath);
        Try(
            () =>
            {
                (IReadOnlyList<EngineDevice> devices, string account) = Apart(() => (EngineDevices.List(path, out string searched), searched));
                WriteVerbose(InPowerShell(account));
                WriteObject(devices, enumerateCollection: true);
                if (path is not null && devices.Count == 1)
                {
                    WriteError(ToRecord(new EngineUnavailableException(account), TensorFlowPath));
                }
            },
            TensorFlowPath);
    }
}
