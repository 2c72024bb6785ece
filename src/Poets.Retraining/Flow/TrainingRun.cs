using System.Diagnostics;
using System.Globalization;
using Poets.Graphs.Protobuf;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Duplicates;
using Poets.Retraining.Evaluation;
using Poets.Retraining.Export;
using Poets.Retraining.Files;
using Poets.Retraining.Reporting;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Kernels;
using Poets.Retraining.Training.Lbfgs;
using Poets.Retraining.Training.Quantisation;
using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Flow;

/// <summary>The second half of a run: from bottlenecks to a tested layer and its files.</summary>
internal sealed class TrainingRun
{
    private const int SheetColumns = 8;
    private const int SheetRows = 5;
    private const int LargestSample = 224;

    private readonly RetrainOptions _options;
    private readonly ImageDataset _dataset;
    private readonly BottleneckSource _source;
    private readonly DatasetBottlenecks _bottlenecks;
    private readonly IRetrainLog _log;
    private readonly TimeProvider _clock;
    private readonly List<string> _bad;
    private readonly SetBottlenecks _training;
    private readonly SetBottlenecks _testing;
    private readonly SetBottlenecks _validation;
    private IReadOnlyList<DuplicateImage> _duplicates = [];

    public TrainingRun(RetrainOptions options, ImageDataset dataset, BottleneckSource source, DatasetBottlenecks bottlenecks, IRetrainLog log, TimeProvider clock)
    {
        (_options, _dataset, _source, _bottlenecks, _log, _clock) = (options, dataset, source, bottlenecks, log, clock);
        _bad = [.. bottlenecks.Bad];
        _training = bottlenecks[ImageCategory.Training];
        _testing = bottlenecks[ImageCategory.Testing];
        _validation = bottlenecks[ImageCategory.Validation];
        Solver = options.Solver ?? (options.IsDistorted ? SolverKind.Sgd : SolverKind.Lbfgs);
    }

    /// <summary>How the layer is trained.</summary>
    public SolverKind Solver { get; }

    /// <summary>How long bottlenecks took, for the result.</summary>
    public TimeSpan BottleneckTime { get; init; }

    /// <summary>Trains, tests, writes.</summary>
    public RetrainResult Finish(CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        _duplicates = FindDuplicates(cancel);
        _log.Debug(string.Create(CultureInfo.InvariantCulture, $"Looked for pictures in two sets in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms"));
        DuplicateCheck.Tell(_duplicates, _log);
        var steps = new StepLog(_log, _clock, Solver == SolverKind.Sgd ? _options.Steps : 0, WriteSnapshot);
        SoftmaxLayer layer;
        IReadOnlyList<TrainingStep> curves;
        using (var watch = new TrainingWatch(steps, _log, _options.SummariesDirectory, _source.Backbone.Script, EmptyGraph))
        {
            layer = Train(watch, cancel);
            curves = watch.Steps;
        }

        // From here on there is something to lose, and it does not take long.
        using var hold = ProcessHold.Take();
        RetrainResult result;
        try
        {
            result = Judge(layer, steps.Facts);
        }
        finally
        {
            // Whatever goes wrong with the test, the training is not lost.
            Write(layer);
        }

        WriteReport(result, curves);
        return result;
    }

    private IReadOnlyList<DuplicateImage> FindDuplicates(CancellationToken cancel) =>
        _options.SkipDuplicateCheck ? []
        : _bottlenecks.WithTraining ? DuplicateFinder.Find(_training, _validation, _testing, _dataset.Labels, _options.Threads, cancel)
        : SameFileFinder.Find(_dataset, cancel);

    private void WriteReport(RetrainResult result, IReadOnlyList<TrainingStep> curves)
    {
        if (!string.IsNullOrEmpty(_options.Report))
        {
            AtomicFile.WriteAllText(_options.Report, TrainingReport.Render(result, curves, _options.ImageDirectory, _clock.GetLocalNow()));
            _log.Info($"Report written to {_options.Report}");
        }
    }

    /// <summary>What the distortions do to some training images, before anything is trained on them.</summary>
    private void WriteSheet(DistortedBatches batches)
    {
        if (!string.IsNullOrEmpty(_options.DistortionSheet) && batches.Samples(SheetColumns, SheetRows) is { Count: > 0 } samples)
        {
            int width = Math.Min(samples[0].Width, LargestSample);
            int height = Math.Min(samples[0].Height, LargestSample);
            AtomicFile.WriteAllBytes(_options.DistortionSheet, ContactSheet.EncodePng(samples, SheetColumns, width, height));
            _log.Info($"Distorted samples written to {_options.DistortionSheet}");
        }
    }

    private GraphDef EmptyGraph()
    {
        int features = _source.Backbone.Length;
        int classes = _dataset.Classes.Count;
        var empty = new SoftmaxLayer(features, new float[features * classes], new float[classes]) { Ranges = _source.Backbone.IsQuantised ? new QuantisedRanges(-6, 6, 0, 6) : null };
        return RetrainedGraph.Build(_source.Backbone, empty, _options.FinalTensorName);
    }

    private SoftmaxLayer Train(TrainingWatch watch, CancellationToken cancel)
    {
        using DistortedBatches? batches = _options.IsDistorted ? new DistortedBatches(_dataset, _source, _options, ReportBad) : null;
        if (batches is not null)
        {
            WriteSheet(batches);
        }

        var problem = new TrainingProblem
        {
            Training = batches is null ? _training.Data : null,
            Batches = batches,
            Validation = _validation.Data,
            Seed = (ulong)(uint)_options.Seed,
            Threads = Solver == SolverKind.Sgd && watch.WritesEvents ? Math.Max(1, Work.Threads(_options.Threads) - 1) : _options.Threads,
        };
        ISolver solver = Solver == SolverKind.Sgd ? new SgdSolver(Sgd()) : new LbfgsSolver(Lbfgs());
        SoftmaxLayer layer = solver.Train(problem, watch, cancel);

        // A solver that knows nothing of rounding: the ranges are those of what it found.
        return _source.Backbone.IsQuantised && layer.Ranges is null ? QuantisedRanges.Measure(layer, _training.Data.Features) : layer;
    }

    private void ReportBad(string path, Exception cause)
    {
        _bad.Add(path);
        _log.BadFile(path, cause);
    }

    private SgdOptions Sgd() => new()
    {
        Steps = _options.Steps,
        LearningRate = (float)_options.LearningRate,
        TrainBatchSize = _options.TrainBatchSize,
        ValidationBatchSize = _options.ValidationBatchSize,
        EvaluationInterval = Math.Abs(_options.EvalStepInterval),
        SnapshotInterval = _options.IntermediateStoreFrequency,
        Patience = _options.EarlyStoppingPatience,
        KeepBest = _options.KeepBestOnValidation,
        Quantise = _source.Backbone.IsQuantised,
    };

    private LbfgsOptions Lbfgs() => _options.L2Grid.Count > 0 ? new LbfgsOptions { L2Grid = _options.L2Grid } : new LbfgsOptions();

    private RetrainResult Judge(SoftmaxLayer layer, TrainingFacts? facts)
    {
        EvaluationResult? test = Test(layer);
        EvaluationResult? validation = _validation.Count > 0 ? Evaluator.Evaluate(layer, _validation.Data, _dataset.Labels) : null;
        EvaluationResult? training = _training.Count > 0 ? Evaluator.Evaluate(layer, _training.Data, _dataset.Labels) : null;
        MisclassifiedImage[] misclassified = [.. (test?.Misclassified ?? []).Select(Describe)];
        if (test is null)
        {
            _log.Warning("There are no testing images, so no final test accuracy; a larger --testing_percentage or more images give some.");
        }
        else
        {
            _log.Info(string.Create(CultureInfo.InvariantCulture, $"Final test accuracy = {StepLog.Percent(test.Accuracy)}% (N={test.Count})"));
            Print(misclassified);
        }

        return new RetrainResult
        {
            Architecture = _source.Backbone.Name,
            Labels = _dataset.Labels,
            Solver = Solver,
            TestAccuracy = test?.Accuracy ?? double.NaN,
            TestCount = test?.Count ?? 0,
            TestCrossEntropy = test?.CrossEntropy ?? double.NaN,
            ValidationAccuracy = facts?.Selected?.Accuracy ?? validation?.Accuracy ?? double.NaN,
            ValidationCount = validation?.Count ?? 0,
            ValidationCrossEntropy = facts?.Selected?.CrossEntropy ?? validation?.CrossEntropy ?? double.NaN,
            TrainingAccuracy = training?.Accuracy ?? double.NaN,
            TrainingCount = training?.Count ?? 0,
            HyperParameters = HyperParameters(facts),
            Confusion = test?.Confusion,
            Facts = facts,
            Misclassified = misclassified,
            Duplicates = _duplicates,
            BadFiles = _bad,
            GraphPath = _options.OutputGraph,
            LabelsPath = _options.OutputLabels,
            SavedModelPath = string.IsNullOrEmpty(_options.SavedModelDirectory) ? null : _options.SavedModelDirectory,
            SummariesPath = _options.SummariesDirectory,
            ReportPath = string.IsNullOrEmpty(_options.Report) ? null : _options.Report,
            ComputedBottlenecks = _bottlenecks.Computed,
            CachedBottlenecks = _bottlenecks.Cached,
            BottleneckTime = BottleneckTime,
            TrainingTime = facts?.Duration ?? TimeSpan.Zero,
        };
    }

    private EvaluationResult? Test(SoftmaxLayer layer) =>
        _testing.Count == 0 ? null
        : _options.TestBatchSize < 0 ? Evaluator.Evaluate(layer, _testing.Data, _dataset.Labels)
        : Evaluator.EvaluateSample(layer, _testing.Data, _dataset.Labels, _options.TestBatchSize, (ulong)(uint)_options.Seed);

    private MisclassifiedImage Describe(Misclassification wrong) =>
        new(_testing.PathOf(wrong.Row), _dataset.Labels[wrong.Actual], _dataset.Labels[wrong.Predicted], wrong.Score);

    private void Print(IReadOnlyList<MisclassifiedImage> misclassified)
    {
        if (_options.PrintMisclassifiedTestImages)
        {
            _log.Info("=== MISCLASSIFIED TEST IMAGES ===");
            foreach (MisclassifiedImage image in misclassified)
            {
                _log.Info($"{image.Path,70}  {image.PredictedLabel}");
            }
        }
    }

    private Dictionary<string, double> HyperParameters(TrainingFacts? facts)
    {
        var parameters = new Dictionary<string, double> { ["Seed"] = _options.Seed };
        if (Solver == SolverKind.Sgd)
        {
            parameters["LearningRate"] = _options.LearningRate;
            parameters["TrainBatchSize"] = _options.TrainBatchSize;
        }

        if (_options.IsDistorted)
        {
            parameters["FlipLeftRight"] = _options.FlipLeftRight ? 1 : 0;
            parameters["RandomCrop"] = _options.RandomCrop;
            parameters["RandomScale"] = _options.RandomScale;
            parameters["RandomBrightness"] = _options.RandomBrightness;
        }

        if (facts is not null)
        {
            parameters["Steps"] = facts.Steps;
            if (facts.L2 is { } strength)
            {
                parameters["L2"] = strength;
                parameters["Power"] = facts.Power ?? 1;
            }
        }

        return parameters;
    }

    private void WriteSnapshot(int step, SoftmaxLayer layer)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{_options.IntermediateOutputGraphsPrefix}intermediate_{step}.pb");
        _log.Info($"Save intermediate result to : {path}");
        try
        {
            WriteGraph(path, layer);
        }
        catch (RetrainException error)
        {
            // The training goes on: its end is worth more than what is on the way.
            _log.Error(error.Message);
        }
    }

    private void Write(SoftmaxLayer layer)
    {
        if (!string.IsNullOrEmpty(_options.OutputGraph))
        {
            if (_source.Backbone.Script == ScriptVersion.Hub)
            {
                _log.Info($"Save final result to : {_options.OutputGraph}");
            }

            if (_source.Backbone.IsQuantised)
            {
                _log.Info("The model is instrumented for quantization with TF-Lite");
            }

            WriteGraph(_options.OutputGraph, layer);
        }

        if (!string.IsNullOrEmpty(_options.OutputLabels))
        {
            OutputFiles.WriteLabels(_options.OutputLabels, _dataset.Labels);
        }

        if (!string.IsNullOrEmpty(_options.SavedModelDirectory))
        {
            RetrainedSavedModel.Write(_options.SavedModelDirectory, _source.Backbone, layer, _options.FinalTensorName);
        }
    }

    private void WriteGraph(string path, SoftmaxLayer layer)
    {
        GraphDef graph = RetrainedGraph.Build(_source.Backbone, layer, _options.FinalTensorName);
        OutputFiles.WriteGraph(path, graph);
        int variables = graph.Node.Count(RetrainedSavedModel.IsVariable);
        _log.Info(string.Create(CultureInfo.InvariantCulture, $"Froze {variables} variables."));
        _log.Info(string.Create(CultureInfo.InvariantCulture, $"Converted {variables} variables to const ops."));
    }
}
