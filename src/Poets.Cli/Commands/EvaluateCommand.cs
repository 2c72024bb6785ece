using System.Globalization;
using Poets.Cli.Arguments;
using Poets.Cli.Output;
using Poets.Retraining;
using Poets.Retraining.Datasets;

namespace Poets.Cli.Commands;

/// <summary><c>poets evaluate</c>: the codelab's evaluate.py (reference §11) for any data set, with what went wrong.</summary>
internal sealed class EvaluateCommand : ICommand
{
    /// <summary>What the command takes.</summary>
    internal static ArgumentParser Parser { get; } = new(
        "poets evaluate",
        "Tries a retrained graph on the testing set of a folder of photos.",
        [
            new Flag("--graph", FlagKind.Text, "The retrained graph.", "tf_files/retrained_graph.pb"),
            new Flag("--labels", FlagKind.Text, "Its labels.", "the labels file beside the graph"),
            new Flag("--image_dir", FlagKind.Text, "The folder it was trained on, typed the same way.", "tf_files/flower_photos"),
            new Flag("--testing_percentage", FlagKind.Integer, "Share of images kept for the test.", "10"),
            new Flag("--validation_percentage", FlagKind.Integer, "Share of images kept for validation.", "10"),
            new Flag("--category", FlagKind.Text, "Which set.", "testing") { Choices = ["training", "testing", "validation", "all"] },
            new Flag("--image_types", FlagKind.Text, "Which files count.", "all") { Choices = ["codelab", "hub", "all"] },
            new Flag("--print_misclassified_test_images", FlagKind.Switch, "List the images that are labelled wrongly."),
            new Flag("--input_height", FlagKind.Integer, "Rows that images are resized to."),
            new Flag("--input_width", FlagKind.Integer, "Columns that images are resized to."),
            new Flag("--input_mean", FlagKind.Number, "Subtracted from each value (0 to 255)."),
            new Flag("--input_std", FlagKind.Number, "What each value is divided by."),
            new Flag("--input_layer", FlagKind.Text, "The node that takes the image."),
            new Flag("--output_layer", FlagKind.Text, "The node with the scores."),
            .. NetworkOptions.Threshold,
            .. RetrainFlags.Engine,
        ],
        "[GRAPH]");

    /// <inheritdoc/>
    public string Name => "evaluate";

    /// <inheritdoc/>
    public string Summary => "try a retrained graph on a folder of photos (evaluate.py)";

    /// <inheritdoc/>
    public int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        if (Parser.Parse(arguments) is not { } parsed)
        {
            console.Out.Write(Parser.Help());
            return 0;
        }

        parsed.RequireAtMost(1);
        var log = new ConsoleLog(console.Error, isHub: false, "WARN");
        var tally = new EvaluationTally();
        foreach (EvaluatedImage image in new DatasetEvaluator().Run(Options(parsed), log, cancel))
        {
            tally.Add(image);
            if (image.Error is not null)
            {
                log.BadFile(image.Path, image.Error);
            }
        }

        if (tally.Count == 0)
        {
            console.Error.Write("poets evaluate: error: none of the images can be read\n");
            return 1;
        }

        console.Out.Write(tally.Format(parsed.Has("--print_misclassified_test_images")));
        return 0;
    }

    /// <summary>The options that a command line stands for.</summary>
    internal static EvaluateOptions Options(ParsedArguments arguments)
    {
        string category = arguments.Text("--category", "testing");
        return new EvaluateOptions
        {
            Classifier = new ClassifierOptions
            {
                Graph = arguments.Positionals.Count > 0 ? arguments.Positionals[0] : arguments.Text("--graph", "tf_files/retrained_graph.pb"),
                Labels = arguments.Text("--labels"),
                InputHeight = arguments.Integer("--input_height"),
                InputWidth = arguments.Integer("--input_width"),
                InputMean = (float?)arguments.Number("--input_mean"),
                InputStd = (float?)arguments.Number("--input_std"),
                InputLayer = arguments.Text("--input_layer"),
                OutputLayer = arguments.Text("--output_layer"),
                Threshold = NetworkOptions.ThresholdOf(arguments),
                UnknownLabel = NetworkOptions.UnknownLabelOf(arguments),
                Engine = arguments.Choice("--engine", EngineKind.Auto),
                Device = arguments.Text("--device", "Auto"),
                TensorFlowPath = arguments.Text("--tensorflow_path"),
                Threads = NetworkOptions.Threads(arguments),
                BatchSize = NetworkOptions.BatchSize(arguments),
            },
            ImageDirectory = arguments.Text("--image_dir", "tf_files/flower_photos"),
            Listing = arguments.Choice("--image_types", ImageListing.Default),
            Category = category == "all" ? null : Enum.Parse<ImageCategory>(category, ignoreCase: true),
            TestingPercentage = arguments.Integer("--testing_percentage", 10),
            ValidationPercentage = arguments.Integer("--validation_percentage", 10),
        };
    }
}
