using System.Management.Automation;
using System.Runtime.CompilerServices;
using Poets.Retraining;
using Poets.Retraining.Datasets;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Cmdlets;

/// <summary>Lists the photos that a retrained graph takes for something else.</summary>
/// <remarks>
/// <para>
/// Tries the graph on the photos of a folder whose sub-folders are classes, and emits those whose most likely label is
/// not that of their folder: Path, ActualLabel, PredictedLabel, Score. By default on the testing set, which training has
/// not seen; the split is that of Invoke-Retrain and retrain.py when the folder is typed as it was then.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-MisclassifiedImage -Graph flowers.pb ./flower_photos | Format-Table</code>
/// What went wrong in the testing set.
/// </example>
/// <example>
/// <code>Get-MisclassifiedImage -Graph flowers.pb ./flower_photos -Category All | Sort-Object Score -Descending | Select-Object -First 20</code>
/// The graph's most confident mistakes, which often are photos in a wrong folder.
/// </example>
[Cmdlet(VerbsCommon.Get, "MisclassifiedImage")]
[OutputType(typeof(MisclassifiedImage))]
public sealed class GetMisclassifiedImageCommand : NetworkCmdlet
{
    private readonly StrongBox<ImageListing> _listing = new();

    /// <summary>The folder whose sub-folders are classes, typed as it was for Invoke-Retrain.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("image_dir", "Path", "FullName")]
    [ValidateNotNullOrEmpty]
    public string ImageDirectory { get; set; } = string.Empty;

    /// <summary>The retrained graph.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Graph { get; set; } = string.Empty;

    /// <summary>The labels file of the graph, a label a line. Without it, the usual names beside the graph are looked for.</summary>
    [Parameter]
    [Alias("LabelsPath")]
    [ValidateNotNullOrEmpty]
    public string? Labels { get; set; }

    /// <summary>Which photos are tried: the Testing, Validation or Training set, or All.</summary>
    /// <value>Testing</value>
    [Parameter]
    [ValidateSet("Testing", "Validation", "Training", "All")]
    public string Category { get; set; } = "Testing";

    /// <summary>Which files of a class folder count; by default those that training would take for this graph.</summary>
    /// <value>Default</value>
    [Parameter]
    public ImageListing Listing
    {
        get => _listing.Value;
        set => _listing.Value = value;
    }

    /// <summary>Share of photos, in percent, that went to the testing set.</summary>
    /// <value>10</value>
    [Parameter]
    [Alias("testing_percentage")]
    [ValidateRange(0, 100)]
    public int TestingPercentage { get; set; } = 10;

    /// <summary>Share of photos, in percent, that went to the validation set.</summary>
    /// <value>10</value>
    [Parameter]
    [Alias("validation_percentage")]
    [ValidateRange(0, 100)]
    public int ValidationPercentage { get; set; } = 10;

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
    /// The score, from 0 to 1, that the best label has to reach. Below it an image is unknown: neither right nor wrong, and not emitted; right where its folder is called -UnknownLabel. 0 takes every best label.
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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = Options(FileSystemPath);
        Try(
            () =>
            {
                using var mailbox = new Mailbox(StopToken);
                var log = new CmdletLog(mailbox, this);
                var (right, unknown, all) = mailbox.Run(() => Evaluate(options, log, mailbox));
                log.Complete();
                WriteVerbose($"{right} of {all - unknown} images are labelled rightly{(unknown > 0 ? $", and {unknown} are unknown" : string.Empty)}.");
            },
            ImageDirectory);
    }

    private (int Right, int Unknown, int All) Evaluate(EvaluateOptions options, IRetrainLog log, Mailbox mailbox)
    {
        int right = 0;
        int unknown = 0;
        int all = 0;
        foreach (var image in new DatasetEvaluator().Run(options, log, mailbox.Token))
        {
            if (image.Error is { } error)
            {
                mailbox.Post(() => WriteError(ToRecord(error, image.Path)));
                continue;
            }

            all++;
            if (image.IsCorrect)
            {
                right++;
            }
            else if (!image.IsWrong)
            {
                unknown++;
            }
            else
            {
                mailbox.Post(() => WriteObject(new MisclassifiedImage(image.Path, image.ActualLabel, image.PredictedLabel!, image.Score)));
            }
        }

        return (right, unknown, all);
    }

    /// <summary>What the parameters say, in the engine's words.</summary>
    /// <param name="locate">Finds where a path lies in the file system; null stays null.</param>
    internal EvaluateOptions Options(Func<string?, string?> locate) => new()
    {
        Classifier = new ClassifierOptions
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
        },
        ImageDirectory = locate(ImageDirectory)!,
        SplitRoot = ImageDirectory,
        Listing = Listing,
        Category = Category.Equals("All", StringComparison.OrdinalIgnoreCase) ? null : Enum.Parse<ImageCategory>(Category, ignoreCase: true),
        TestingPercentage = TestingPercentage,
        ValidationPercentage = ValidationPercentage,
    };
}
