using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Poets.Retraining;
using Poets.Retraining.Datasets;
using PoetsCmdlets.Cmdlets;

namespace PoetsCmdlets.Tests;

/// <summary>Each parameter reaches the option of the engine that it is meant to set, and no other; paths are located, and nothing else is.</summary>
/// <remarks>Switches are looked at in <c>tests/Pester/Switches.Tests.ps1</c>: what stands in for PowerShell here holds none.</remarks>
public class ParameterTests
{
    /// <summary>What a parameter is set to, and the options that then differ.</summary>
    private sealed record Row(object Value, params string[] Options);

    private static readonly Dictionary<string, Row> s_network = new()
    {
        ["Engine"] = new(EngineKind.Managed, "Engine = Managed"),
        ["Device"] = new("Gpu:1", "Device = Gpu:1"),
        ["TensorFlowPath"] = new("t", "TensorFlowPath = @t"),
        ["InputWidth"] = new(11, "InputWidth = 11"),
        ["InputHeight"] = new(12, "InputHeight = 12"),
        ["InputMean"] = new(13.5f, "InputMean = 13.5"),
        ["InputStd"] = new(14.5f, "InputStd = 14.5"),
        ["ThrottleLimit"] = new(15, "Threads = 15"),
        ["BatchSize"] = new(16, "BatchSize = 16"),
    };

    private static readonly Dictionary<string, Row> s_backbone = new(s_network)
    {
        ["Architecture"] = new("a", "Architecture = a"),
        ["TfHubModule"] = new("h", "TfHubModule = h", "TfHubModulePath = @h"),
        ["BackboneGraph"] = new("b", "BackboneGraph = @b"),
        ["ModelDirectory"] = new("m", "ModelDirectory = @m"),
        ["InputTensor"] = new("i", "InputTensor = i"),
        ["BottleneckTensor"] = new(new[] { "x", "y" }, "BottleneckTensors = x, y"),
    };

    private static readonly Dictionary<string, Row> s_classifier = new(s_network)
    {
        ["Graph"] = new("g", "Graph = @g"),
        ["Labels"] = new("l", "Labels = @l"),
        ["InputLayer"] = new("i", "InputLayer = i"),
        ["OutputLayer"] = new("o", "OutputLayer = o"),
        ["Threshold"] = new(0.5f, "Threshold = 0.5"),
        ["UnknownLabel"] = new("u", "UnknownLabel = u"),
    };

    private static readonly Dictionary<string, Row> s_retrain = new(s_backbone)
    {
        ["ImageDirectory"] = new("d", "ImageDirectory = @d", "SplitRoot = d"),
        ["OutputGraph"] = new("g.pb", "OutputGraph = @g.pb", "OutputLabels = @g_labels.txt"),
        ["OutputLabels"] = new("l", "OutputLabels = @l"),
        ["SavedModelDirectory"] = new("s", "SavedModelDirectory = @s"),
        ["SummariesDirectory"] = new("e", "SummariesDirectory = @e"),
        ["IntermediateOutputGraphsDirectory"] = new("n", $"IntermediateOutputGraphsPrefix = @n{Path.DirectorySeparatorChar}"),
        ["IntermediateStoreFrequency"] = new(21, "IntermediateStoreFrequency = 21"),
        ["Report"] = new("r", "Report = @r"),
        ["DistortionSheet"] = new("p", "DistortionSheet = @p"),
        ["BottleneckDirectory"] = new("c", "BottleneckDirectory = @c"),
        ["Listing"] = new(ImageListing.Hub, "Listing = Hub"),
        ["FinalTensorName"] = new("f", "FinalTensorName = f"),
        ["Solver"] = new(SolverKind.Sgd, "Solver = Sgd"),
        ["Seed"] = new(22, "Seed = 22"),
        ["Steps"] = new(23, "Steps = 23"),
        ["LearningRate"] = new(0.25, "LearningRate = 0.25"),
        ["TestingPercentage"] = new(24, "TestingPercentage = 24"),
        ["ValidationPercentage"] = new(25, "ValidationPercentage = 25"),
        ["EvalStepInterval"] = new(26, "EvalStepInterval = 26"),
        ["TrainBatchSize"] = new(27, "TrainBatchSize = 27"),
        ["TestBatchSize"] = new(28, "TestBatchSize = 28"),
        ["ValidationBatchSize"] = new(29, "ValidationBatchSize = 29"),
        ["EarlyStoppingPatience"] = new(30, "EarlyStoppingPatience = 30"),
        ["L2Grid"] = new(new[] { 0.5, 2 }, "L2Grid = 0.5, 2"),
        ["RandomCrop"] = new(31, "RandomCrop = 31"),
        ["RandomScale"] = new(32, "RandomScale = 32"),
        ["RandomBrightness"] = new(33, "RandomBrightness = 33"),
    };

    private static readonly Dictionary<string, Row> s_misclassified = new(s_classifier)
    {
        ["ImageDirectory"] = new("d", "ImageDirectory = @d", "SplitRoot = d"),
        ["Category"] = new("validation", "Category = Validation"),
        ["Listing"] = new(ImageListing.Codelab, "Listing = Codelab"),
        ["TestingPercentage"] = new(24, "TestingPercentage = 24"),
        ["ValidationPercentage"] = new(25, "ValidationPercentage = 25"),
    };

    private static readonly Dictionary<string, Row> s_download = new()
    {
        ["Mirror"] = new(new Uri("http://x/y"), "Mirror = http://x/y"),
        ["Sha256"] = new("abc", "Sha256 = abc"),
        ["MaximumRetryCount"] = new(41, "Retries = 41"),
        ["TimeoutSec"] = new(42, "StallTimeout = 00:00:42"),
        ["MaximumLength"] = new(43L, "MaximumLength = 43"),
    };

    // What says which files or networks, or goes beside the options: tests/Pester looks at them.
    private static readonly string[] s_inputs = ["Path", "LiteralPath", "Top", "BottleneckDirectory"];
    private static readonly string[] s_names = ["Name", "ModelDirectory"];

    public static TheoryData<Type> Cmdlets =>
        [typeof(InvokeRetrainCommand), typeof(GetBottleneckCommand), typeof(GetImageLabelCommand), typeof(GetMisclassifiedImageCommand), typeof(SavePretrainedModelCommand)];

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Each_sets_its_own_option_and_no_other(Type cmdlet)
    {
        Dictionary<string, Row> rows = RowsOf(cmdlet);
        string[] untouched = Lines(Activator.CreateInstance(cmdlet)!);
        Assert.All(rows, row =>
        {
            object changed = Activator.CreateInstance(cmdlet)!;
            cmdlet.GetProperty(row.Key)!.SetValue(changed, row.Value.Value);
            Assert.Equal(row.Value.Options, Lines(changed).Except(untouched));
        });
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Each_has_its_row(Type cmdlet)
    {
        string[] beside = cmdlet.IsSubclassOf(typeof(ImageCmdlet)) ? s_inputs : cmdlet == typeof(SavePretrainedModelCommand) ? s_names : [];
        var parameters = BuiltModule.Parameters(cmdlet).Where(parameter => parameter.PropertyType != typeof(SwitchParameter)).Select(parameter => parameter.Name);
        Assert.Equal(parameters.Except(beside).Order(), RowsOf(cmdlet).Keys.Order());
    }

    [Theory]
    [InlineData("https://tfhub.dev/google/x/1", "none")]
    [InlineData("./x", "@./x")]
    public void Only_a_module_that_is_a_path_is_located(string module, string path)
    {
        Assert.Contains($"TfHubModulePath = {path}", Lines(new InvokeRetrainCommand { TfHubModule = module }));
        Assert.Contains($"TfHubModulePath = {path}", Lines(new GetBottleneckCommand { TfHubModule = module }));
    }

    [Theory]
    [InlineData("Testing", "Testing")]
    [InlineData("training", "Training")]
    [InlineData("ALL", "none")]
    public void A_category_is_named_in_any_case(string category, string expected) =>
        Assert.Contains($"Category = {expected}", Lines(new GetMisclassifiedImageCommand { Category = category }));

    private static Dictionary<string, Row> RowsOf(Type cmdlet) => cmdlet.Name switch
    {
        nameof(InvokeRetrainCommand) => s_retrain,
        nameof(GetBottleneckCommand) => s_backbone,
        nameof(GetImageLabelCommand) => s_classifier,
        nameof(SavePretrainedModelCommand) => s_download,
        _ => s_misclassified,
    };

    private static string[] Lines(object cmdlet) => [.. Flat(cmdlet switch
    {
        InvokeRetrainCommand retrain => retrain.Options(Locate),
        GetBottleneckCommand bottleneck => bottleneck.Options(Locate),
        GetImageLabelCommand label => label.Options(Locate),
        GetMisclassifiedImageCommand misclassified => misclassified.Options(Locate),
        SavePretrainedModelCommand save => save.Options(),
        _ => throw new ArgumentException(cmdlet.GetType().Name),
    })];

    // An option that holds options is a part of them.
    private static IEnumerable<string> Flat(object options) => options.GetType().GetProperties().Where(property => property.SetMethod is not null)
        .SelectMany(property => property.GetValue(options) is ClassifierOptions inner ? Flat(inner) : [$"{property.Name} = {Text(property.GetValue(options))}"]);

    private static string Text(object? value) =>
        value is IEnumerable items and not string ? string.Join(", ", items.Cast<object>().Select(Text)) : Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "none";

    private static string? Locate(string? path) => path is { Length: > 0 } ? "@" + path : path;
}
