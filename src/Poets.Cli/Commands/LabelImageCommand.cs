using System.Globalization;
using System.Text;
using Poets.Cli.Arguments;
using Poets.Cli.Output;
using Poets.Retraining;
using Poets.Retraining.Labelling;

namespace Poets.Cli.Commands;

/// <summary><c>poets label_image</c>: label_image.py (reference §9).</summary>
internal sealed class LabelImageCommand : ICommand
{
    private const string CodelabImage = "tf_files/flower_photos/daisy/3475870145_685a19116d.jpg";
    private const string CodelabGraph = "tf_files/retrained_graph.pb";
    private const string CodelabLabels = "tf_files/retrained_labels.txt";

    private const int ProfiledRuns = 60;

    /// <summary>What the command takes.</summary>
    internal static ArgumentParser Parser { get; } = new(
        "poets label_image",
        "Says what an image shows: label_image.py. Without a graph, in ImageNet's 1,000 words.",
        [
            new Flag("--image", FlagKind.Text, "The image.", CodelabImage),
            new Flag("--graph", FlagKind.Text, "The graph.", CodelabGraph + " where it exists, else the embedded ImageNet network"),
            new Flag("--labels", FlagKind.Text, "The labels, a line each.", "the labels file beside the graph"),
            new Flag("--input_height", FlagKind.Integer, "Rows that the image is resized to.", "the graph's"),
            new Flag("--input_width", FlagKind.Integer, "Columns that the image is resized to.", "the graph's"),
            new Flag("--input_mean", FlagKind.Number, "Subtracted from each value (0 to 255).", "the graph's; 128 for MobileNets"),
            new Flag("--input_std", FlagKind.Number, "What each value is divided by.", "the graph's; 128 for MobileNets"),
            new Flag("--input_layer", FlagKind.Text, "The node that takes the image.", "the graph's"),
            new Flag("--output_layer", FlagKind.Text, "The node with the scores.", "final_result, or the graph's softmax"),
            new Flag("--output_style", FlagKind.Text, "How scores are printed: as the codelab's script does, as the older tutorials' does, or as the first codelab's did.", "codelab") { Choices = ["codelab", "tutorial", "first"], IsOurs = true },
            new Flag("--top", FlagKind.Integer, "How many labels.", "5") { IsOurs = true },
            .. NetworkOptions.Threshold,
            NetworkOptions.Profile,
            .. RetrainFlags.Engine,
        ]);

    /// <inheritdoc/>
    public string Name => "label_image";

    /// <inheritdoc/>
    public string Summary => "say what an image shows (label_image.py)";

    /// <inheritdoc/>
    public int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        if (Parser.Parse(arguments) is not { } parsed)
        {
            console.Out.Write(Parser.Help());
            return 0;
        }

        NodeProfile? profile = parsed.Has("--profile") ? new NodeProfile() : null;
        ClassifierOptions options = Options(parsed) with { Profile = profile is null ? null : profile.Add };
        string image = parsed.Text("--image") is { Length: > 0 } named ? named : CodelabImage;
        if (!File.Exists(image))
        {
            throw new IOException(Directory.Exists(image) ? $"{image} is a folder; name an image in it" : $"{image}; No such file or directory");
        }

        string style = parsed.Text("--output_style", "codelab");
        using var classifier = ImageClassifier.Load(options);
        ImageClassification result = classifier.Classify(image, style == "first" ? classifier.Labels.Count : Top(parsed));
        if (result.Error is not null)
        {
            throw new IOException($"Error during processing file {image} ({result.Error.Message})", result.Error);
        }

        console.Out.Write(Format(result, style));
        if (profile is not null)
        {
            // The first run finds nothing in the caches, and code that is not compiled at its best yet.
            for (int run = 0; run < ProfiledRuns; run++)
            {
                classifier.Classify(image, 1);
            }

            profile.Write(console.Error);
        }

        return 0;
    }

    /// <summary>The lines of reference §9.4.</summary>
    internal static string Format(ImageClassification result, string style)
    {
        var text = new StringBuilder();
        if (style == "codelab")
        {
            text.Append(CultureInfo.InvariantCulture, $"\nEvaluation time (1-image): {PythonText.Fixed(result.RunTime.TotalSeconds, 3)}s\n\n");
        }
        else if (style == "first")
        {
            text.Append(CultureInfo.InvariantCulture, $"Elapsed time: {PythonText.Fixed(result.RunTime.TotalSeconds, 6)}\n");
        }

        foreach (ImageLabel label in result.Labels)
        {
            text.Append(style switch
            {
                "tutorial" => $"{label.Label} {Poets.Retraining.Bottlenecks.FloatText.Format(label.Score)}\n",
                "first" => $"{label.Label} (score = {PythonText.Fixed(label.Score, 5)})\n",
                _ => $"{label.Label} (score={PythonText.Fixed(label.Score, 5)})\n",
            });
        }

        return text.ToString();
    }

    /// <summary>The options that a command line stands for.</summary>
    internal static ClassifierOptions Options(ParsedArguments arguments)
    {
        string? graph = arguments.Text("--graph") is { Length: > 0 } named ? named : File.Exists(CodelabGraph) ? CodelabGraph : null;
        return new ClassifierOptions
        {
            Graph = graph,
            Labels = Labels(arguments, graph),
            InputLayer = Layer(arguments, "--input_layer"),
            OutputLayer = Layer(arguments, "--output_layer"),
            InputHeight = Size(arguments, "--input_height"),
            InputWidth = Size(arguments, "--input_width"),
            InputMean = (float?)arguments.Number("--input_mean"),
            InputStd = Std(arguments),
            UseLabelImageNormalisation = true,
            Threshold = NetworkOptions.ThresholdOf(arguments),
            UnknownLabel = NetworkOptions.UnknownLabelOf(arguments),
            Engine = arguments.Choice("--engine", EngineKind.Auto),
            Device = arguments.Text("--device", "Auto"),
            TensorFlowPath = arguments.Text("--tensorflow_path"),
            Threads = NetworkOptions.Threads(arguments),
            BatchSize = NetworkOptions.BatchSize(arguments),
        };
    }

    // The script's default file is meant for the script's default graph; another graph's labels lie beside it.
    private static string? Labels(ParsedArguments arguments, string? graph) =>
        arguments.Text("--labels") is { Length: > 0 } named ? named
        : graph is not null && LabelFile.FindBeside(graph) is null && File.Exists(CodelabLabels) ? CodelabLabels
        : null;

    private static string? Layer(ParsedArguments arguments, string flag) => arguments.Text(flag) is { Length: > 0 } layer ? layer : null;

    private static int? Size(ParsedArguments arguments, string flag) => arguments.Integer(flag) switch
    {
        null => null,
        int size when size is > 0 and <= 1 << 14 => size,
        int size => throw new UsageException($"argument {flag}: {size} is out of range: 1 to {1 << 14}"),
    };

    private static float? Std(ParsedArguments arguments) => arguments.Number("--input_std") switch
    {
        null => null,
        double std when std != 0 && double.IsFinite(std) => (float)std,
        double std => throw new UsageException($"argument --input_std: {std.ToString(CultureInfo.InvariantCulture)} is out of range: any number but 0"),
    };

    private static int Top(ParsedArguments arguments)
    {
        int top = arguments.Integer("--top", 5);
        return top > 0 ? top : throw new UsageException($"argument --top: {top} is out of range: 1 or more");
    }
}
