using System.Management.Automation;
using System.Runtime.CompilerServices;
using Poets.Retraining;
using Poets.Retraining.Datasets;
using Poets.Retraining.Labelling;
using Poets.Retraining.Models;
using PoetsCmdlets.Completion;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Cmdlets;

/// <summary>Retrains the last layer of a pretrained network on folders of photos.</summary>
/// <remarks>
/// <para>
/// Each sub-folder of -ImageDirectory is a class. The photos become bottlenecks, a new last layer is trained on them,
/// tested on photos that it has not seen, and written as a frozen graph and a labels file that Get-ImageLabel,
/// label_image.py and TensorFlow read. Emits one object with the accuracies, the chosen hyper-parameters, the
/// misclassified test images and the paths of what was written.
/// </para>
/// <para>
/// The flags of both versions of retrain.py are parameters, and their own spellings aliases: -how_many_training_steps is
/// -Steps. Photos are split into training, validation and testing sets by the hash of their path, as retrain.py does, so
/// the folder's name as typed decides the split.
/// </para>
/// <para>
/// -Verbose shows retrain.py's log lines. A photo that cannot be read is a non-terminating error, and the run goes on
/// without it. With -BottleneckDirectory, a run that was stopped goes on where it was.
/// </para>
/// </remarks>
/// <example>
/// <code>Invoke-Retrain ./flower_photos -OutputGraph flowers.pb</code>
/// Retrains the embedded network; writes flowers.pb and its labels.
/// </example>
/// <example>
/// <code>Invoke-Retrain ./flower_photos -Architecture mobilenet_0.50_224 -Solver Sgd -Steps 500 -BottleneckDirectory ./bottlenecks -OutputGraph retrained_graph.pb -OutputLabels retrained_labels.txt -Verbose</code>
/// What the tutorial's command line does, step by step.
/// </example>
/// <example>
/// <code>(Invoke-Retrain ./flower_photos).Misclassified | Group-Object ActualLabel, PredictedLabel -NoElement | Sort-Object Count -Descending</code>
/// Which classes are taken for which others.
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "Retrain", SupportsShouldProcess = true)]
[OutputType(typeof(RetrainResult))]
public sealed class InvokeRetrainCommand : TrainingCmdlet
{
    // In a box: see the remarks of Hosting.ModuleInitializer.
    private readonly StrongBox<ImageListing> _listing = new();

    /// <summary>The folder whose sub-folders are classes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("image_dir", "Path", "FullName")]
    [ValidateNotNullOrEmpty]
    public string ImageDirectory { get; set; } = string.Empty;

    /// <summary>The frozen graph to write. Without it, nothing is written and the accuracies are all there is.</summary>
    [Parameter]
    [Alias("output_graph")]
    [ValidateNotNullOrEmpty]
    public string? OutputGraph { get; set; }

    /// <summary>The labels file to write. Without it, it lies beside the graph, where Get-ImageLabel looks for it.</summary>
    [Parameter]
    [Alias("output_labels")]
    [ValidateNotNullOrEmpty]
    public string? OutputLabels { get; set; }

    /// <summary>A folder for a SavedModel. Without it, none is written.</summary>
    [Parameter]
    [Alias("saved_model_dir")]
    [ValidateNotNullOrEmpty]
    public string? SavedModelDirectory { get; set; }

    /// <summary>A folder for TensorBoard's event files, emptied of earlier ones first. Without it, none are written.</summary>
    [Parameter]
    [Alias("summaries_dir")]
    [ValidateNotNullOrEmpty]
    public string? SummariesDirectory { get; set; }

    /// <summary>A folder for the graphs that -IntermediateStoreFrequency asks for.</summary>
    [Parameter]
    [Alias("intermediate_output_graphs_dir")]
    [ValidateNotNullOrEmpty]
    public string? IntermediateOutputGraphsDirectory { get; set; }

    /// <summary>Every how many steps an intermediate graph is written; 0 writes none.</summary>
    /// <value>0</value>
    [Parameter]
    [Alias("intermediate_store_frequency")]
    [ValidateRange(0, int.MaxValue)]
    public int IntermediateStoreFrequency { get; set; }

    /// <summary>A report of the run to write: one HTML file with curves, the confusion matrix and the misclassified photos.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Report { get; set; }

    /// <summary>A PNG to write that shows what the distortions make of some photos.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DistortionSheet { get; set; }

    /// <summary>The cache of bottlenecks, in retrain.py's layout. Without it, they are kept in memory only.</summary>
    [Parameter]
    [Alias("bottleneck_dir")]
    [ValidateNotNullOrEmpty]
    public string? BottleneckDirectory { get; set; }

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

    /// <summary>Which files of a class folder count. Default is the scripts' rule for a named network, and every file that can be decoded for the embedded one.</summary>
    /// <value>Default</value>
    [Parameter]
    public ImageListing Listing
    {
        get => _listing.Value;
        set => _listing.Value = value;
    }

    /// <summary>The name of the new softmax node.</summary>
    /// <value>final_result</value>
    [Parameter]
    [Alias("final_tensor_name")]
    [ValidateNotNullOrEmpty]
    public string FinalTensorName { get; set; } = "final_result";

    /// <summary>Leaves out the search for pictures that sit in two of the sets, which it warns of and lists in the result's Duplicates.</summary>
    [Parameter]
    public SwitchParameter SkipDuplicateCheck { get; set; }

    /// <summary>Lists the misclassified test images in the log, as retrain.py does. The result holds them in any case.</summary>
    [Parameter]
    [Alias("print_misclassified_test_images")]
    public SwitchParameter PrintMisclassifiedTestImages { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = Options(FileSystemPath);
        string[] written = [.. Outputs(options)];
        string network = BackboneGraph ?? TfHubModule ?? Architecture ?? ModelCatalog.EmbeddedName;
        string action = written.Length == 0 ? $"Retrain {network}, writing no file" : $"Retrain {network} and write {string.Join(", ", written)}";
        if (!ShouldProcess(ImageDirectory, action))
        {
            return;
        }

        Try(
            () =>
            {
                using var mailbox = new Mailbox(StopToken);
                var log = new CmdletLog(mailbox, this);
                var result = mailbox.Run(() => new Retrainer().Run(options, log, mailbox.Token));
                log.Complete();
                Explain(result);
                WriteObject(result);
            },
            ImageDirectory);
    }

    /// <summary>What was done and why, after retrain.py's own lines.</summary>
    private void Explain(RetrainResult result)
    {
        WriteVerbose($"{result.Architecture}: {result.ComputedBottlenecks} bottlenecks were computed and {result.CachedBottlenecks} read from the cache, in {result.BottleneckTime.TotalSeconds:0.0} s.");
        string choice = result.HyperParameters.TryGetValue("L2", out double strength)
            ? $"; of the L2 strengths tried, {strength:R} had the lowest cross entropy on the validation set"
            : string.Empty;
        WriteVerbose($"{result.Solver} ended after {result.Facts?.Steps ?? 0} steps and {result.TrainingTime.TotalSeconds:0.0} s: {result.Facts?.Ended}{choice}.");
        if (result.GraphPath is null)
        {
            WriteVerbose("No graph is written without -OutputGraph.");
        }
    }

    private static IEnumerable<string> Outputs(RetrainOptions options) =>
        new[]
        {
            options.OutputGraph, options.OutputLabels, options.SavedModelDirectory, options.SummariesDirectory, options.BottleneckDirectory,
            options.Report, options.DistortionSheet, options.IntermediateStoreFrequency > 0 ? options.IntermediateOutputGraphsPrefix : null,
        }.OfType<string>();

    /// <summary>What the parameters say, in the engine's words.</summary>
    /// <param name="locate">Finds where a path lies in the file system; null stays null.</param>
    internal RetrainOptions Options(Func<string?, string?> locate) => WithTraining(new RetrainOptions
    {
        ImageDirectory = locate(ImageDirectory)!,
        SplitRoot = ImageDirectory,
        OutputGraph = locate(OutputGraph),
        OutputLabels = locate(OutputLabels ?? (OutputGraph is null ? null : LabelFile.NameFor(OutputGraph))),
        SavedModelDirectory = locate(SavedModelDirectory),
        SummariesDirectory = locate(SummariesDirectory),
        IntermediateOutputGraphsPrefix = locate(IntermediateOutputGraphsDirectory) is { } folder
            ? folder.TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar
            : System.IO.Path.Combine(System.IO.Path.GetTempPath(), "intermediate_graph") + System.IO.Path.DirectorySeparatorChar,
        IntermediateStoreFrequency = IntermediateStoreFrequency,
        Report = locate(Report),
        DistortionSheet = locate(DistortionSheet),
        BottleneckDirectory = locate(BottleneckDirectory),
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
        Listing = Listing,
        FinalTensorName = FinalTensorName,
        PrintMisclassifiedTestImages = PrintMisclassifiedTestImages,
        SkipDuplicateCheck = SkipDuplicateCheck,
    });
}
