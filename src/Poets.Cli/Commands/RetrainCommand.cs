using Poets.Cli.Arguments;
using Poets.Cli.Output;
using Poets.Retraining;
using Poets.Retraining.Datasets;

namespace Poets.Cli.Commands;

/// <summary><c>poets retrain</c>: retrain.py.</summary>
internal sealed class RetrainCommand : ICommand
{
    private const string Deprecation = "WARNING: This tool is deprecated in favor of https://github.com/tensorflow/hub/tree/master/tensorflow_hub/tools/make_image_classifier";

    /// <summary>What the command takes.</summary>
    internal static ArgumentParser Parser { get; } = new("poets retrain", "Teaches a pretrained network the classes of a folder of photos: retrain.py.", RetrainFlags.All);

    /// <inheritdoc/>
    public string Name => "retrain";

    /// <inheritdoc/>
    public string Summary => "teach a network your own photos (retrain.py)";

    /// <inheritdoc/>
    public int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        if (Parser.Parse(arguments) is not { } parsed)
        {
            console.Out.Write(Parser.Help());
            return 0;
        }

        bool isHub = RetrainFlags.IsHub(parsed);
        var log = new ConsoleLog(console.Error, isHub, parsed.Text("--logging_verbosity", "INFO"));
        if (isHub)
        {
            log.Error(Deprecation);
        }

        new Retrainer().Run(Options(parsed), log, cancel);
        return 0;
    }

    /// <summary>The options that a command line stands for.</summary>
    internal static RetrainOptions Options(ParsedArguments arguments) => NetworkOptions.With(
        new RetrainOptions
        {
            ImageDirectory = arguments.Text("--image_dir", string.Empty),
            OutputGraph = arguments.Text("--output_graph", "/tmp/output_graph.pb"),
            IntermediateOutputGraphsPrefix = arguments.Text("--intermediate_output_graphs_dir", "/tmp/intermediate_graph/"),
            IntermediateStoreFrequency = arguments.Integer("--intermediate_store_frequency", 0),
            OutputLabels = arguments.Text("--output_labels", "/tmp/output_labels.txt"),
            SummariesDirectory = arguments.Text("--summaries_dir", "/tmp/retrain_logs"),
            Steps = arguments.Integer("--how_many_training_steps", 4000),
            LearningRate = arguments.Number("--learning_rate", 0.01),
            TestingPercentage = arguments.Integer("--testing_percentage", 10),
            ValidationPercentage = arguments.Integer("--validation_percentage", 10),
            EvalStepInterval = arguments.Integer("--eval_step_interval", 10),
            TrainBatchSize = arguments.Integer("--train_batch_size", 100),
            TestBatchSize = arguments.Integer("--test_batch_size", -1),
            ValidationBatchSize = arguments.Integer("--validation_batch_size", 100),
            PrintMisclassifiedTestImages = arguments.Has("--print_misclassified_test_images"),
            BottleneckDirectory = arguments.Text("--bottleneck_dir", "/tmp/bottleneck"),
            FinalTensorName = arguments.Text("--final_tensor_name", "final_result"),
            FlipLeftRight = arguments.Has("--flip_left_right"),
            RandomCrop = arguments.Integer("--random_crop", 0),
            RandomScale = arguments.Integer("--random_scale", 0),
            RandomBrightness = arguments.Integer("--random_brightness", 0),
            SavedModelDirectory = arguments.Text("--saved_model_dir"),
            Solver = arguments.Choice("--solver", SolverKind.Sgd),
            L2Grid = [.. arguments.List("--l2").Select(Strength)],
            Seed = arguments.Integer("--seed", 0),
            EarlyStoppingPatience = arguments.Integer("--early_stopping", 0),
            KeepBestOnValidation = arguments.Has("--keep_best"),
            Listing = arguments.Choice("--image_types", ImageListing.Default),
            SkipDuplicateCheck = arguments.Has("--skip_duplicate_check"),
            Report = arguments.Text("--report"),
            DistortionSheet = arguments.Text("--distortion_sheet"),
        },
        arguments);

    private static double Strength(string text) =>
        PythonNumbers.TryNumber(text, out double value) ? value : throw new UsageException($"argument --l2: invalid float value: '{text}'");
}
