using System.Management.Automation;
using Poets.Retraining.Models;
using PoetsCmdlets.Completion;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Cmdlets;

/// <summary>Fetches pretrained networks into the model folder.</summary>
/// <remarks>
/// <para>
/// A download that was cut off goes on where it was; only a whole archive gets its final name. What is there already is
/// not fetched again without -Force. -Mirror, or the environment variable POETS_MODEL_MIRROR, names another server.
/// Emits the row of Get-PretrainedModel for each network that was fetched or was there.
/// </para>
/// <para>
/// A TensorFlow Hub module is named by its handle and goes into the Hub library's cache (TFHUB_CACHE_DIR), where
/// Invoke-Retrain -TfHubModule finds it; on a mirror it is the handle's path with .tar.gz behind.
/// </para>
/// </remarks>
/// <example>
/// <code>Save-PretrainedModel mobilenet_0.50_224</code>
/// Fetches a network into the user's model folder, where Invoke-Retrain finds it.
/// </example>
[Cmdlet(VerbsData.Save, "PretrainedModel", SupportsShouldProcess = true)]
[OutputType(typeof(PretrainedModelInfo))]
public sealed class SavePretrainedModelCommand : EngineCmdlet
{
    /// <summary>Names of networks. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Architecture")]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>The folder to fetch into. Without it, the user's model folder.</summary>
    [Parameter]
    [Alias("model_dir")]
    [ValidateNotNullOrEmpty]
    public string? ModelDirectory { get; set; }

    /// <summary>The address of a folder on another server; the archive's file name is appended.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Mirror { get; set; }

    /// <summary>The SHA-256 that the archive must have, in hexadecimal.</summary>
    [Parameter]
    [ValidatePattern("^[0-9a-fA-F]{64}$")]
    public string? Sha256 { get; set; }

    /// <summary>Fetches again although the network is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How often a connection that broke is taken up again.</summary>
    /// <value>4</value>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaximumRetryCount { get; set; } = 4;

    /// <summary>After how many seconds without a byte a connection counts as broken.</summary>
    /// <value>30</value>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSec { get; set; } = 30;

    /// <summary>Refuses an archive of more bytes than this, so that a server which never ends does not fill the disk.</summary>
    /// <value>1073741824</value>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long MaximumLength { get; set; } = 1L << 30;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string? folder = FileSystemPath(ModelDirectory);
        foreach (string name in Name)
        {
            var models = ModelRows.Models(name).ToList();
            if (models.Count == 0)
            {
                WriteError(ModelRows.NotFound(name));
            }

            foreach (var model in models)
            {
                Save(model, folder);
            }
        }
    }

    /// <summary>What the parameters say, in the engine's words.</summary>
    internal DownloadOptions Options() => new()
    {
        Mirror = Mirror,
        Sha256 = Sha256,
        Force = Force,
        Retries = MaximumRetryCount,
        StallTimeout = TimeSpan.FromSeconds(TimeoutSec),
        MaximumLength = MaximumLength,
    };

    private void Save(PretrainedModel model, string? folder)
    {
        var state = ModelCatalog.Default.Locate(model, folder);
        if (state.Availability == ModelAvailability.Downloadable || (Force && !model.IsEmbedded))
        {
            if (!ShouldProcess(state.WantedPath, $"Fetch {model.Origin}"))
            {
                return;
            }

            try
            {
                Fetch(model, folder);
            }
            catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }
            catch (Exception exception) when (exception is not RuntimeException)
            {
                WriteError(ToRecord(exception, model.Name));
                return;
            }
        }

        WriteObject(ModelRows.Row(ModelCatalog.Default.Locate(model, folder)));
    }

    private void Fetch(PretrainedModel model, string? folder)
    {
        using var mailbox = new Mailbox(StopToken);
        var log = new CmdletLog(mailbox, this);
        mailbox.Run(() => new ModelDownloader().DownloadAsync(model, folder, Options(), new Kilobytes(log), mailbox.Token).GetAwaiter().GetResult());
        log.Complete();
    }

    private sealed class Kilobytes(CmdletLog log) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) =>
            log.Progress($"Fetching {value.File} (kB)", (int)(value.Received / 1000), (int)((value.Total ?? 0) / 1000));
    }
}
