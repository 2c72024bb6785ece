using System.Management.Automation;
using Poets.Retraining;
using Poets.Retraining.Models;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Cmdlets;

/// <summary>Says what is on photos.</summary>
/// <remarks>
/// <para>
/// Labels images with a graph that Invoke-Retrain or retrain.py made or, without -Graph, with the embedded network and
/// the 1,000 labels of ImageNet. One row an image, the most likely label; -Top gives more. Rows come in the order of the
/// input, each as soon as it is ready, and are flat, so that Export-Csv and Group-Object can be used at once.
/// </para>
/// <para>
/// Input size, mean and standard deviation are found in the graph. An image that cannot be read is a non-terminating
/// error (ImageUnreadable, FileNotFound, ...) whose target is its path; the others go on.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-ImageLabel ./daisy.jpg</code>
/// Labels one photo with ImageNet's labels; nothing but this module is needed.
/// </example>
/// <example>
/// <code>Get-ChildItem *.jpg | Get-ImageLabel -Graph flowers.pb | Export-Csv labels.csv</code>
/// Labels the photos of a folder with a retrained graph and writes a table with the columns Path, Rank, Label, Score.
/// </example>
/// <example>
/// <code>Get-ChildItem -Recurse -File ./photos | Get-ImageLabel -Graph flowers.pb -Top 3 | Where-Object Score -ge 0.1</code>
/// The three best labels of each photo, as long as they are at all likely.
/// </example>
[Cmdlet(VerbsCommon.Get, "ImageLabel", DefaultParameterSetName = "Path")]
[OutputType(typeof(ImageLabel))]
public sealed class GetImageLabelCommand : ImageCmdlet
{
    private ImageClassifier? _classifier;
    private StreamPump<ImageClassification>? _pump;

    /// <summary>A frozen graph, such as Invoke-Retrain and retrain.py write. Without it, the embedded network labels with ImageNet's 1,000 labels.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Graph { get; set; }

    /// <summary>The labels file of the graph, a label a line. Without it, the usual names beside the graph are looked for.</summary>
    [Parameter]
    [Alias("LabelsPath")]
    [ValidateNotNullOrEmpty]
    public string? Labels { get; set; }

    /// <summary>How many labels of each image are emitted, the most likely first.</summary>
    /// <value>1</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = 1;

    /// <summary>The node or tensor that takes the image. Without it, it is found in the graph.</summary>
    [Parameter]
    [Alias("input_layer")]
    [ValidateNotNullOrEmpty]
    public string? InputLayer { get; set; }

    /// <summary>The node or tensor with the scores. Without it, it is found in the graph.</summary>
    [Parameter]
    [Alias("output_layer")]
    [ValidateNotNullOrEmpty]
    public string? OutputLayer { get; set; }

    /// <summary>
    /// The score, from 0 to 1, that the best label has to reach. Below it an image is unknown: one row with -UnknownLabel and the best score there was, whatever -Top says. 0 takes every best label.
    /// </summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0f, 1f)]
    public float Threshold { get; set; }

    /// <summary>What images below -Threshold are called.</summary>
    /// <value>unknown</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string UnknownLabel { get; set; } = "unknown";

    /// <summary>Feeds MobileNets as label_image.py does, with mean and deviation 128 in place of the 127.5 that they are trained with.</summary>
    [Parameter]
    public SwitchParameter UseLabelImageNormalisation { get; set; }

    private protected override string Network => Graph ?? ModelCatalog.EmbeddedName;

    private protected override string Activity => "Labelling images";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var options = Options(FileSystemPath);
        Try(() => _classifier = Apart(() => ImageClassifier.Load(options)), Network);
        WriteVerbose($"{Graph ?? "The embedded network"} knows {_classifier!.Labels.Count} labels.");
        _pump = new StreamPump<ImageClassification>(new EngineStream<ImageClassification>(_classifier.OpenStream(Top)), Write, TimeProvider.System, StopToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Ending.Of(
                () =>
                {
                    _pump?.Dispose();
                    _classifier?.Dispose();
                },
                StopToken);
        }

        base.Dispose(disposing);
    }

    private protected override void Accept(string file) => _pump!.Add(file);

    private protected override void Complete() => _pump!.WriteAll();

    private void Write(ImageClassification image)
    {
        CountImage(image.Path);
        if (image.Error is { } error)
        {
            WriteError(ToRecord(error, image.Path));
            return;
        }

        foreach (var label in image.Labels)
        {
            WriteObject(label);
        }
    }

    /// <summary>What the parameters say, in the engine's words.</summary>
    /// <param name="locate">Finds where a path lies in the file system; null stays null.</param>
    internal ClassifierOptions Options(Func<string?, string?> locate) => new()
    {
        Graph = locate(Graph),
        Labels = locate(Labels),
        InputLayer = InputLayer,
        OutputLayer = OutputLayer,
        InputWidth = InputWidth,
        InputHeight = InputHeight,
        InputMean = InputMean,
        InputStd = InputStd,
        UseLabelImageNormalisation = UseLabelImageNormalisation,
        Threshold = Threshold,
        UnknownLabel = UnknownLabel,
        Engine = Engine,
        Device = Device,
        TensorFlowPath = locate(TensorFlowPath),
        Threads = ThrottleLimit,
        BatchSize = BatchSize,
    };
}
