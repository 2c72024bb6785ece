using System.Management.Automation;
using Poets.Retraining;
using Poets.Retraining.Models;
using PoetsCmdlets.Completion;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Cmdlets;

/// <summary>Turns photos into bottlenecks: the numbers that a pretrained network sees in them.</summary>
/// <remarks>
/// <para>
/// Emits one object an image, in the order of the input, each as soon as it is ready: Path, Label (the label of the
/// folder that the image lies in), Architecture, Values (an array of single-precision numbers) and FromCache.
/// </para>
/// <para>
/// With -BottleneckDirectory, values are read from and written to text files in retrain.py's layout. Files of a changed
/// image or network, and files that were cut off, are noticed and computed anew.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-ChildItem ./flower_photos -Recurse -Filter *.jpg | Get-Bottleneck -BottleneckDirectory ./bottlenecks | Out-Null</code>
/// Fills a cache that Invoke-Retrain and retrain.py can use.
/// </example>
/// <example>
/// <code>(Get-Bottleneck ./daisy.jpg -Architecture mobilenet_0.25_224).Values.Length</code>
/// How many values the network gives for an image.
/// </example>
[Cmdlet(VerbsCommon.Get, "Bottleneck", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(Bottleneck))]
public sealed class GetBottleneckCommand : ImageCmdlet
{
    private BottleneckExtractor? _extractor;
    private StreamPump<BottleneckResult>? _pump;
    private bool _cacheIsTold;

    /// <summary>The network, one of those that Get-PretrainedModel lists. Without it, the embedded efficientnet_lite0.</summary>
    /// <value>efficientnet_lite0</value>
    [Parameter]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Architecture { get; set; }

    /// <summary>A TensorFlow Hub module in place of an architecture: a folder, a .tar.gz file, or a handle found in the module cache.</summary>
    [Parameter]
    [Alias("tfhub_module")]
    [ArgumentCompleter(typeof(HubModuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TfHubModule { get; set; }

    /// <summary>A frozen graph in place of an architecture.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BackboneGraph { get; set; }

    /// <summary>The folder in which architectures lie. Without it, the user's model folder.</summary>
    [Parameter]
    [Alias("model_dir")]
    [ValidateNotNullOrEmpty]
    public string? ModelDirectory { get; set; }

    /// <summary>The tensor that takes images. Without it, the network's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InputTensor { get; set; }

    /// <summary>Tensors whose values, joined, are the bottleneck; spatial ones are averaged over height and width. Without it, the network's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] BottleneckTensor { get; set; } = [];

    /// <summary>The cache of bottlenecks, in retrain.py's layout. Without it, nothing is read or written.</summary>
    [Parameter]
    [Alias("bottleneck_dir")]
    [ValidateNotNullOrEmpty]
    public string? BottleneckDirectory { get; set; }

    private protected override string Network => BackboneGraph ?? TfHubModule ?? Architecture ?? ModelCatalog.EmbeddedName;

    private protected override string Activity => "Computing bottlenecks";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var options = Options(FileSystemPath);
        string? cache = FileSystemPath(BottleneckDirectory);
        if (cache is not null && !ShouldProcess(cache, "Write missing bottlenecks"))
        {
            cache = null;
        }

        Try(() => _extractor = Apart(() => BottleneckExtractor.Create(options, cache)), Network);
        WriteVerbose($"{_extractor!.Architecture} gives {_extractor.Length} values an image.");
        _pump = new StreamPump<BottleneckResult>(new EngineStream<BottleneckResult>(_extractor.OpenStream()), Write, TimeProvider.System, StopToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Ending.Of(
                () =>
                {
                    _extractor?.SaveCache();
                    _pump?.Dispose();
                    _extractor?.Dispose();
                },
                StopToken);
        }

        base.Dispose(disposing);
    }

    private protected override void Accept(string file) => _pump!.Add(file);

    private protected override void Complete() => _pump!.WriteAll();

    private void Write(BottleneckResult result)
    {
        CountImage(result.Path);
        if (result.Error is { } error)
        {
            WriteError(ToRecord(error, result.Path));
        }
        else
        {
            WriteObject(result.Bottleneck);
        }

        if (!_cacheIsTold && _extractor!.CacheFault is { } fault)
        {
            _cacheIsTold = true;
            WriteError(ToRecord(fault, BottleneckDirectory));
        }
    }

    /// <summary>What the parameters say, in the engine's words.</summary>
    /// <param name="locate">Finds where a path lies in the file system; null stays null.</param>
    internal BackboneOptions Options(Func<string?, string?> locate) => new()
    {
        Architecture = Architecture,
        TfHubModule = TfHubModule,
        TfHubModulePath = ModulePath(TfHubModule, locate),
        BackboneGraph = locate(BackboneGraph),
        ModelDirectory = locate(ModelDirectory),
        InputTensor = InputTensor,
        BottleneckTensors = BottleneckTensor,
        InputWidth = InputWidth,
        InputHeight = InputHeight,
        InputMean = InputMean,
        InputStd = InputStd,
        Engine = Engine,
        Device = Device,
        TensorFlowPath = locate(TensorFlowPath),
        Threads = ThrottleLimit,
        BatchSize = BatchSize,
    };
}
