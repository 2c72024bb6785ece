using System.Globalization;
using Poets.Cli.Arguments;
using Poets.Retraining;

namespace Poets.Cli.Commands;

/// <summary>Turns the flags that several commands share into options.</summary>
internal static class NetworkOptions
{
    /// <summary>The flag for where the time goes.</summary>
    public static Flag Profile { get; } =
        new("--profile", FlagKind.Switch, "Also print, to stderr, each node of the network with its operator, its kernel and its best time.") { IsOurs = true };

    /// <summary>Flags of ours for images that belong to no class.</summary>
    public static IReadOnlyList<Flag> Threshold =>
    [
        new("--threshold", FlagKind.Number, "Score, 0 to 1, that the best label has to reach; below it the image is unknown.", "0") { IsOurs = true },
        new("--unknown_label", FlagKind.Text, "What images below --threshold are called.", "unknown") { IsOurs = true },
    ];

    /// <summary>The score that the best label has to reach.</summary>
    public static float ThresholdOf(ParsedArguments arguments) => arguments.Number("--threshold", 0) switch
    {
        double score when score is >= 0 and <= 1 => (float)score,
        double score => throw new UsageException($"argument --threshold: {score.ToString(CultureInfo.InvariantCulture)} is out of range: 0 to 1"),
    };

    /// <summary>What images below it are called.</summary>
    public static string UnknownLabelOf(ParsedArguments arguments) =>
        arguments.Text("--unknown_label", "unknown") is { Length: > 0 } label ? label : throw new UsageException("argument --unknown_label: it is empty");

    /// <summary>Fills in the network and how it runs.</summary>
    public static T With<T>(T options, ParsedArguments arguments)
        where T : BackboneOptions
    {
        if (arguments.Has("--architecture") && arguments.Has("--tfhub_module"))
        {
            throw new UsageException("argument --tfhub_module: not allowed with argument --architecture: either names the network");
        }

        return options with
        {
            Architecture = arguments.Text("--architecture"),
            TfHubModule = arguments.Text("--tfhub_module"),
            BackboneGraph = arguments.Text("--graph"),
            ModelDirectory = arguments.Text("--model_dir"),
            BottleneckTensors = arguments.List("--bottleneck_tensors"),
            InputTensor = arguments.Text("--input_tensor"),
            InputWidth = arguments.Integer("--input_width"),
            InputHeight = arguments.Integer("--input_height"),
            InputMean = (float?)arguments.Number("--input_mean"),
            InputStd = (float?)arguments.Number("--input_std"),
            Engine = arguments.Choice("--engine", EngineKind.Auto),
            Device = arguments.Text("--device", "Auto"),
            TensorFlowPath = arguments.Text("--tensorflow_path"),
            Threads = Threads(arguments),
            BatchSize = BatchSize(arguments),
        };
    }

    /// <summary>The images of one run.</summary>
    public static int BatchSize(ParsedArguments arguments)
    {
        int images = arguments.Integer("--batch_size", 1);
        return images is >= 1 and <= 1024 ? images : throw new UsageException($"argument --batch_size: {images} is out of range: 1 to 1024");
    }

    /// <summary>The number of threads.</summary>
    public static int Threads(ParsedArguments arguments)
    {
        int threads = arguments.Integer("--threads", 0);
        return threads is >= 0 and <= 1024 ? threads : throw new UsageException($"argument --threads: {threads} is out of range: 0 to 1024");
    }
}
