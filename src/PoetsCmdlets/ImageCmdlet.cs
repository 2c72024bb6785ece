using System.Management.Automation;
using PoetsCmdlets.Paths;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets;

/// <summary>A cmdlet that takes image files, by name or from the pipeline, and streams results.</summary>
public abstract class ImageCmdlet : NetworkCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private PathResolver? _resolver;
    private ProgressReporter? _progress;
    private long _done;

    /// <summary>
    /// Image files (JPEG, PNG, GIF, BMP). Wildcards are allowed. Files that cannot be read are reported one by one, and
    /// the others go on.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Image files, taken as they are typed: characters such as [ and * stand for themselves. What Get-ChildItem emits binds here.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The network that was asked for: what an error is about that concerns more than one file.</summary>
    private protected abstract string Network { get; }

    /// <summary>What the progress bar is called.</summary>
    private protected abstract string Activity { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _resolver = new PathResolver(this, StopToken);
        _progress = new ProgressReporter(step => WriteProgress(step.ToRecord()), TimeProvider.System);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == LiteralPathSet;
        foreach (string file in _resolver!.Files(literal ? LiteralPath : Path, literal))
        {
            Try(() => Accept(file), Network);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Try(Complete, Network);
        _progress!.Complete();
        WriteVerbose($"{_done} images");
    }

    /// <summary>Takes one file; results of earlier ones may be written.</summary>
    private protected abstract void Accept(string file);

    /// <summary>Writes all results that are left.</summary>
    private protected abstract void Complete();

    /// <summary>Counts one image whose result is being written.</summary>
    private protected void CountImage(string path) => _progress!.Report(Activity, ++_done, 0, path);
}
