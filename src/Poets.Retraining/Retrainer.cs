using System.Diagnostics;
using System.Globalization;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Export;
using Poets.Retraining.Flow;
using Poets.Retraining.Models;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining;

/// <summary>The main job: a folder of photos becomes a graph that labels photos.</summary>
public sealed class Retrainer
{
    private readonly TimeProvider _clock;

    /// <summary>A retrainer whose log lines carry the system's time.</summary>
    public Retrainer()
        : this(TimeProvider.System)
    {
    }

    /// <summary>A retrainer whose log lines carry the time of a clock.</summary>
    public Retrainer(TimeProvider clock) => _clock = clock;

    /// <summary>Lists, splits, computes bottlenecks, trains, tests, and writes what the options ask for.</summary>
    /// <exception cref="RetrainException">The options or the images do not allow it; nothing was trained.</exception>
    /// <exception cref="OperationCanceledException">Stopped; after training, the graph is written all the same.</exception>
    public RetrainResult Run(RetrainOptions options, IRetrainLog log, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        OptionChecks.Require(options);
        Backbone backbone = BackboneResolver.Resolve(options);
        RetrainedGraph.CheckName(backbone, options.FinalTensorName);
        using var source = new BottleneckSource(backbone, options, options.BottleneckDirectory);
        source.Anticipate();
        ImageDataset dataset = List(options, backbone, log);
        long start = Stopwatch.GetTimestamp();

        // The texts of the cache take more room than the numbers, so where they fit, these do.
        string temporary = Path.GetTempPath();
        using var store = new FeatureStore(string.IsNullOrEmpty(options.BottleneckDirectory) ? [temporary] : [options.BottleneckDirectory, temporary], log);
        DatasetBottlenecks bottlenecks = DatasetBottlenecks.Run(dataset, source, store, !options.IsDistorted, log, cancel);
        var run = new TrainingRun(options, dataset, source, bottlenecks, log, _clock) { BottleneckTime = Stopwatch.GetElapsedTime(start) };
        return run.Finish(cancel);
    }

    private static ImageDataset List(RetrainOptions options, Backbone backbone, IRetrainLog log)
    {
        bool isHub = backbone.Script == ScriptVersion.Hub;
        if (isHub && options.ImageDirectory.Length == 0)
        {
            throw new RetrainException("Must set flag --image_dir.", exitCode: 255) { Fault = RetrainFault.OptionInvalid };
        }

        ImageDataset dataset = ImageFolders.List(options.ImageDirectory, Listing(options, backbone), options.TestingPercentage, options.ValidationPercentage, log, options.SplitRoot);
        return dataset.Classes.Count switch
        {
            0 => throw new RetrainException($"No valid folders of images found at {options.ImageDirectory}", exitCode: 255) { Fault = RetrainFault.DatasetInvalid },
            1 => throw new RetrainException($"Only one valid folder of images found at {options.ImageDirectory}{(isHub ? "  " : " ")}- multiple classes are needed for classification.", exitCode: 255) { Fault = RetrainFault.DatasetInvalid },
            _ => dataset,
        };
    }

    // Whoever names a network of the scripts gets the scripts' files; our own default takes all that can be decoded.
    private static ImageListing Listing(RetrainOptions options, Backbone backbone) =>
        options.Listing != ImageListing.Default ? options.Listing
        : backbone.Script == ScriptVersion.Hub ? ImageListing.Hub
        : ModelCatalog.Default.Find(backbone.Name) is { IsEmbedded: false } ? ImageListing.Codelab
        : ImageListing.All;
}
