using Poets.Cli.Commands;
using Poets.Retraining;
using Poets.Retraining.Datasets;

namespace Poets.Cli.Tests.Commands;

/// <summary>Each flag of <c>poets label_image</c> and <c>poets evaluate</c> sets its own option and no other.</summary>
[Collection(CurrentFolderGroup.Name)]
public class ClassifierOptionsTests
{
    private static readonly string[] s_shared =
    [
        "--graph=a", "--labels=b", "--input_height=1", "--input_width=2", "--input_mean=3", "--input_std=4", "--input_layer=c", "--output_layer=d",
        "--threshold=0.5", "--unknown_label=e", "--engine=tensorflow", "--device=cpu", "--tensorflow_path=f", "--batch_size=6", "--threads=7",
    ];

    private static readonly string[] s_evaluate =
        [.. s_shared, "--image_dir=g", "--testing_percentage=8", "--validation_percentage=9", "--category=validation", "--image_types=hub"];

    private static readonly ClassifierOptions s_classifier = new()
    {
        Graph = "a",
        Labels = "b",
        InputHeight = 1,
        InputWidth = 2,
        InputMean = 3,
        InputStd = 4,
        InputLayer = "c",
        OutputLayer = "d",
        Threshold = 0.5f,
        UnknownLabel = "e",
        Engine = EngineKind.TensorFlow,
        Device = "cpu",
        TensorFlowPath = "f",
        BatchSize = 6,
        Threads = 7,
    };

    [Fact]
    public void Flags_of_label_image_reach_their_options() =>
        AssertSame(s_classifier with { UseLabelImageNormalisation = true }, LabelImageCommand.Options(LabelImageCommand.Parser.Parse(s_shared)!));

    [Fact]
    public void Flags_of_evaluate_reach_their_options() => AssertSame(
        new EvaluateOptions
        {
            Classifier = s_classifier,
            ImageDirectory = "g",
            TestingPercentage = 8,
            ValidationPercentage = 9,
            Category = ImageCategory.Validation,
            Listing = ImageListing.Hub,
        },
        Evaluate(s_evaluate));

    [Fact]
    public void Without_flags_evaluate_looks_where_the_codelab_does() => AssertSame(
        new EvaluateOptions { Classifier = new ClassifierOptions { Graph = "tf_files/retrained_graph.pb" }, ImageDirectory = "tf_files/flower_photos" },
        Evaluate([]));

    [Fact]
    public void A_graph_before_the_flags_is_the_one()
    {
        Assert.Equal("x.pb", Evaluate(["x.pb", "--graph=y.pb"]).Classifier.Graph);
        Assert.Null(Evaluate(["--category=all"]).Category);
    }

    /// <summary>But those that set no option: other tests look at what they print.</summary>
    [Fact]
    public void Every_flag_is_tried()
    {
        Assert.Equal(LabelImageCommand.Parser.Flags.Select(flag => flag.Name).Except(["--image", "--output_style", "--top", "--profile"]).Order(), s_shared.Select(OptionLines.FlagOf).Order());
        Assert.Equal(EvaluateCommand.Parser.Flags.Select(flag => flag.Name).Except(["--print_misclassified_test_images"]).Order(), s_evaluate.Select(OptionLines.FlagOf).Order());
    }

    [Fact]
    public void Without_flags_label_image_takes_what_lies_where_the_codelab_puts_it()
    {
        using var workspace = new Workspace();
        ClassifierOptions Found(params string[] line) => LabelImageCommand.Options(LabelImageCommand.Parser.Parse(line)!);
        Assert.Equal((null, null), (Found().Graph, Found().Labels));
        Directory.CreateDirectory("tf_files");
        File.WriteAllText("tf_files/retrained_graph.pb", string.Empty);
        File.WriteAllText("tf_files/retrained_labels.txt", string.Empty);
        Assert.Equal("tf_files/retrained_graph.pb", Found().Graph);
        Assert.Equal(("other.pb", "tf_files/retrained_labels.txt"), (Found("--graph=other.pb").Graph, Found("--graph=other.pb").Labels));
        File.WriteAllText("other.txt", string.Empty);
        Assert.Null(Found("--graph=other.pb").Labels);
    }

    private static EvaluateOptions Evaluate(string[] line) => EvaluateCommand.Options(EvaluateCommand.Parser.Parse(line)!);

    private static void AssertSame(object expected, object actual) => Assert.Equal(OptionLines.Of(expected), OptionLines.Of(actual));
}
