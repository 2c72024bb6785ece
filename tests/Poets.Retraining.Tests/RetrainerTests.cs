using Poets.Graphs.Protobuf;
using Poets.Imaging;
using Poets.Imaging.Png;
using Poets.Retraining.Tests.Models;

namespace Poets.Retraining.Tests;

/// <summary>Whole runs on a network of three numbers, the mean colours.</summary>
public sealed class RetrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_graph_has_the_operators_of_the_scripts_and_the_labels_lie_beside_it()
    {
        RetrainResult result = new Retrainer().Run(Options(), NullRetrainLog.Instance);
        GraphDef graph = GraphDef.Parser.ParseFrom(File.ReadAllBytes(result.GraphPath!));
        string Op(string node) => graph.Node.Single(item => item.Name == node).Op;
        Assert.Equal(["Placeholder", "MatMul", "Add", "Softmax"], new[] { "Placeholder", "final_retrain_ops/Wx_plus_b/MatMul", "final_retrain_ops/Wx_plus_b/add", "final_result" }.Select(Op));
        Assert.Equal("blue\nred\n", File.ReadAllText(result.LabelsPath!));
        Assert.Equal(1, result.TestAccuracy);
        Assert.Empty(result.BadFiles);
    }

    /// <summary>The layer learns from the validation images once they have chosen its strength; its figures on them would flatter it.</summary>
    [Fact]
    public void Validation_figures_are_those_of_the_choice()
    {
        RetrainResult result = new Retrainer().Run(Options(), NullRetrainLog.Instance);
        Assert.NotNull(result.Facts!.Selected);
        Assert.Equal(result.Facts.Selected.Value.CrossEntropy, result.ValidationCrossEntropy);
        Assert.Equal(result.Facts.Selected.Value.Accuracy, result.ValidationAccuracy);
    }

    [Fact]
    public void Whatever_goes_wrong_with_the_test_the_training_is_not_lost()
    {
        RetrainOptions options = Options();
        Assert.Throws<InvalidOperationException>(() => new Retrainer().Run(options, new Interrupted()));
        Assert.True(File.Exists(options.OutputGraph));
        Assert.True(File.Exists(options.OutputLabels));
    }

    [Fact]
    public void Event_files_of_an_earlier_run_go_and_everything_else_stays()
    {
        RetrainOptions options = Options() with { SummariesDirectory = Path.Combine(_folder.Path, "events") };
        string[] sets = ["train", "validation"];
        foreach (string set in sets)
        {
            File.WriteAllText(_folder.File("events", set, "events.out.tfevents.1.earlier"), "earlier");
            File.WriteAllText(_folder.File("events", set, "notes.txt"), "kept");
        }

        File.WriteAllText(_folder.File("events", "other", "events.out.tfevents.1.another"), "kept");
        new Retrainer().Run(options, NullRetrainLog.Instance);
        foreach (string set in sets)
        {
            string[] files = [.. Directory.EnumerateFiles(Path.Combine(options.SummariesDirectory, set)).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
            Assert.Equal(2, files.Length);
            Assert.DoesNotContain("earlier", files[0], StringComparison.Ordinal);
            Assert.Equal("notes.txt", files[1]);
        }

        Assert.True(File.Exists(_folder.File("events", "other", "events.out.tfevents.1.another")));
    }

    [Fact]
    public void Event_files_that_cannot_be_written_end_no_training()
    {
        RetrainOptions options = Options() with { SummariesDirectory = Path.Combine(_folder.Path, "events") };
        _folder.File("events", "validation");
        File.WriteAllText(Path.Combine(_folder.Path, "events", "validation"), "a file where a folder should be");
        var log = new RecordingLog();
        Assert.Equal(1, new Retrainer().Run(options, log).TestAccuracy);
        Assert.Single(log.Warnings, line => line.StartsWith("The event files cannot be written", StringComparison.Ordinal));
        Assert.True(File.Exists(options.OutputGraph));
    }

    [Fact]
    public void Intermediate_graphs_that_cannot_be_written_end_no_training()
    {
        string place = Path.Combine(_folder.Path, "intermediate");
        RetrainOptions options = Options() with { Solver = SolverKind.Sgd, Steps = 20, IntermediateStoreFrequency = 5, IntermediateOutputGraphsPrefix = place + "/" };
        var log = new RecordingLog
        {
            OnProgress = activity =>
            {
                if (activity == "Training" && Directory.Exists(place))
                {
                    Directory.Delete(place, recursive: true);
                    File.WriteAllText(place, "a file where a folder was");
                }
            },
        };
        new Retrainer().Run(options, log);
        Assert.Equal(3, log.Errors.Count(line => line.Contains("intermediate_", StringComparison.Ordinal) && line.Contains("cannot be written", StringComparison.Ordinal)));
        Assert.True(File.Exists(options.OutputGraph));
    }

    /// <summary>A file where the cache should be, or where one class should be; and a disk that is full for one image only.</summary>
    [SkippableTheory]
    [InlineData("")]
    [InlineData("red")]
    [InlineData("blue/3_nohash_3.png")]
    public void A_cache_that_cannot_be_written_ends_no_run(string blocked)
    {
        RetrainOptions options = Options();
        RetrainResult expected = new Retrainer().Run(options, NullRetrainLog.Instance);
        byte[] graph = File.ReadAllBytes(options.OutputGraph!);
        options = options with { BottleneckDirectory = Path.Combine(_folder.Path, "cache") };
        if (blocked.Contains('/', StringComparison.Ordinal))
        {
            Skip.IfNot(File.Exists("/dev/full"), "there is no device that is full");
            new Retrainer().Run(options, NullRetrainLog.Instance);
            string text = Directory.EnumerateFiles(options.BottleneckDirectory, Path.GetFileName(blocked) + "*", SearchOption.AllDirectories).Single(path => path.Contains("blue", StringComparison.Ordinal));
            File.Delete(text);
            File.CreateSymbolicLink(text, "/dev/full");
        }
        else
        {
            File.WriteAllText(_folder.File("cache", blocked).TrimEnd('/', '\\'), "a file where a folder should be");
        }

        for (int round = 0; round < 2; round++)
        {
            var log = new RecordingLog();
            RetrainResult found = new Retrainer().Run(options, log);
            string warning = Assert.Single(log.Warnings, line => line.StartsWith("Bottlenecks cannot be kept", StringComparison.Ordinal));
            Assert.Contains(Path.Combine(options.BottleneckDirectory, blocked.Split('/')[0]), warning, StringComparison.Ordinal);
            Assert.Empty(log.Errors);
            Assert.Empty(found.BadFiles);
            Assert.Equal(graph, File.ReadAllBytes(options.OutputGraph!));
            Assert.Equal(expected.TestCrossEntropy, found.TestCrossEntropy);
            Assert.Equal(blocked switch { "" => 0, "red" => 30 * round, _ => 59 }, found.CachedBottlenecks);
        }
    }

    private RetrainOptions Options()
    {
        foreach ((string name, byte[] colour) in new[] { ("red", new byte[] { 200, 20, 20 }), ("blue", [20, 20, 200]) })
        {
            for (int i = 0; i < 30; i++)
            {
                byte[] pixels = [.. Enumerable.Repeat(colour, 64).SelectMany((pixel, at) => pixel.Select(value => (byte)(value + ((at * 7) + (i * 13)) % 20)))];
                File.WriteAllBytes(_folder.File("photos", name, $"{i}_nohash_{i % 10}.png"), PngEncoder.Encode(new DecodedImage(8, 8, 3, pixels)));
            }
        }

        return new RetrainOptions
        {
            ImageDirectory = Path.Combine(_folder.Path, "photos"),
            SplitRoot = "photos",
            TfHubModule = TinyModule.Write(_folder, "default", ("default", "mean")),
            OutputGraph = _folder.File("out", "graph.pb"),
            OutputLabels = _folder.File("out", "labels.txt"),
            TestingPercentage = 20,
            Solver = SolverKind.Lbfgs,
        };
    }

    /// <summary>A listener that is gone when the test is over, as a pipeline is that was stopped.</summary>
    private sealed class Interrupted : IRetrainLog
    {
        public void Debug(string message)
        {
        }

        public void Info(string message)
        {
            if (message.StartsWith("Final test accuracy", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(message);
            }
        }

        public void Warning(string message)
        {
        }

        public void Error(string message)
        {
        }

        public void Progress(string activity, int done, int total)
        {
        }

        public void BadFile(string path, Exception cause)
        {
        }
    }
}
