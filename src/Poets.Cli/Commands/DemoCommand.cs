using System.Globalization;
using Poets.Cli.Arguments;
using Poets.Retraining;
using Poets.Retraining.Datasets;
using Poets.Retraining.Demo;

namespace Poets.Cli.Commands;

/// <summary><c>poets demo</c>: the main job with nothing but this program.</summary>
internal sealed class DemoCommand : ICommand
{
    private static readonly ArgumentParser s_parser = new(
        "poets demo",
        "Makes a small data set, retrains the embedded network on it, tests it and labels a picture. Takes seconds and needs nothing.",
        [
            new Flag("--dir", FlagKind.Text, "Where pictures and graph go.", "poets_demo in the folder for temporary files"),
            new Flag("--pictures", FlagKind.Integer, "Pictures of each kind.", "40"),
            new Flag("--seed", FlagKind.Integer, "Another seed makes other pictures.", "1"),
            .. RetrainFlags.Engine,
        ]);

    /// <inheritdoc/>
    public string Name => "demo";

    /// <inheritdoc/>
    public string Summary => "see it work: makes a data set, retrains, labels a picture";

    /// <inheritdoc/>
    public int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        if (s_parser.Parse(arguments) is not { } parsed)
        {
            console.Out.Write(s_parser.Help());
            return 0;
        }

        string folder = parsed.Text("--dir") ?? Path.Combine(Path.GetTempPath(), "poets_demo");
        RetrainOptions options = NetworkOptions.With(
            new RetrainOptions
            {
                ImageDirectory = Path.Combine(folder, "pictures"),
                OutputGraph = Path.Combine(folder, "retrained_graph.pb"),
                OutputLabels = Path.Combine(folder, "retrained_labels.txt"),
                BottleneckDirectory = Path.Combine(folder, "bottlenecks"),
                Solver = SolverKind.Lbfgs,
            },
            parsed);
        MakePictures(options, parsed, console, cancel);
        RetrainResult result = Retrain(options, console, cancel);
        Label(options, console);
        Farewell(result, console);
        return 0;
    }

    private static void MakePictures(RetrainOptions options, ParsedArguments arguments, CommandConsole console, CancellationToken cancel)
    {
        int count = arguments.Integer("--pictures", 40);
        if (count is < 2 or > 10_000)
        {
            throw new UsageException($"argument --pictures: {count} is out of range: 2 to 10000");
        }

        Say(console, $"1. Making {count} pictures each of {string.Join(", ", DemoDataset.Classes)} in {options.ImageDirectory}");
        Say(console, "   They are made up by this program, not photographed: what follows shows that everything works,");
        Say(console, "   not how well it will do on your photos.");
        DemoDataset.Write(options.ImageDirectory, count, (ulong)(uint)arguments.Integer("--seed", 1), cancel);
    }

    private static RetrainResult Retrain(RetrainOptions options, CommandConsole console, CancellationToken cancel)
    {
        Say(console, "2. Looking at each with efficientnet_lite0, an ImageNet network that comes with this program");
        var log = new DemoLog(console);
        RetrainResult result = new Retrainer().Run(options, log, cancel);
        log.Finish();
        int pictures = result.ComputedBottlenecks + result.CachedBottlenecks;
        string cached = result.CachedBottlenecks > 0 ? $", {result.CachedBottlenecks} of them from the cache of an earlier run" : string.Empty;
        Say(console, $"   {pictures} pictures in {Seconds(result.BottleneckTime)}{cached}");
        Say(console, $"3. Trained a new last layer on {result.TrainingCount} of them in {Seconds(result.TrainingTime)}");
        Say(console, $"4. Tested it on the {result.TestCount} pictures it had never seen: {PythonText.Fixed(result.TestAccuracy * 100, 1)}% are named rightly");
        foreach (MisclassifiedImage wrong in result.Misclassified)
        {
            Say(console, $"   wrong: {Path.GetFileName(wrong.Path)} taken for {wrong.PredictedLabel}");
        }

        return result;
    }

    private static void Label(RetrainOptions options, CommandConsole console)
    {
        ImageDataset pictures = ImageFolders.List(options.ImageDirectory, ImageListing.All, options.TestingPercentage, options.ValidationPercentage, NullRetrainLog.Instance);
        ImageClass? tested = pictures.Classes.FirstOrDefault(item => item[ImageCategory.Testing].Count > 0);
        if (tested is null)
        {
            return;
        }

        string image = pictures.PathOf(tested, tested[ImageCategory.Testing][0]);
        Say(console, $"5. Labelling one of those, {image}");
        using var classifier = ImageClassifier.Load(new ClassifierOptions { Graph = options.OutputGraph, Labels = options.OutputLabels });
        foreach (ImageLabel label in classifier.Classify(image).Labels)
        {
            Say(console, $"   {label.Label} (score={PythonText.Fixed(label.Score, 5)})");
        }
    }

    private static void Farewell(RetrainResult result, CommandConsole console)
    {
        string poets = File.Exists(Path.Combine("src", "Poets.Cli", "Poets.Cli.csproj")) ? "dotnet run -c Release --project src/Poets.Cli --" : "poets";
        Say(console, $"\nThe retrained graph is {result.GraphPath}, its labels {result.LabelsPath}.");
        Say(console, "\nNow your own photos: make a folder with a sub-folder for each kind, some 20 photos or more in each, and run\n");
        Say(console, $"  {poets} retrain --solver lbfgs --image_dir my_photos --output_graph my_graph.pb --output_labels my_labels.txt");
        Say(console, $"  {poets} label_image --graph my_graph.pb --image any_photo.jpg");
    }

    private static string Seconds(TimeSpan time) => PythonText.Fixed(time.TotalSeconds, time.TotalSeconds < 10 ? 2 : 1) + " s";

    private static void Say(CommandConsole console, string line)
    {
        console.Out.Write(line + "\n");
        console.Out.Flush();
    }

    /// <summary>Shows progress on a terminal, and nothing but trouble elsewhere.</summary>
    private sealed class DemoLog(CommandConsole console) : IRetrainLog
    {
        private long _shown;
        private bool _isOpen;

        public void Debug(string message)
        {
        }

        public void Info(string message)
        {
        }

        public void Warning(string message)
        {
        }

        public void Error(string message) => console.Error.Write(message + "\n");

        public void Progress(string activity, int done, int total)
        {
            if (!console.IsInteractive || total == 0 || (done < total && Environment.TickCount64 - _shown < 100))
            {
                return;
            }

            _shown = Environment.TickCount64;
            _isOpen = true;
            int filled = 30 * done / total;
            console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r   [{new string('#', filled)}{new string('.', 30 - filled)}] {done} of {total}"));
        }

        public void BadFile(string path, Exception cause) => Error($"{path}: {cause.Message}");

        public void Finish()
        {
            if (_isOpen)
            {
                console.Error.Write("\r" + new string(' ', 60) + "\r");
            }
        }
    }
}
