using Poets.Cli.Arguments;
using Poets.Cli.Commands;
using Poets.Retraining;
using Poets.Retraining.Datasets;

namespace Poets.Cli.Tests.Commands;

/// <summary>Each flag sets its own option and no other.</summary>
public class RetrainOptionsTests
{
    private static readonly string[] s_line =
    [
        "--image_dir=a", "--output_graph=b", "--intermediate_output_graphs_dir=c", "--intermediate_store_frequency=1", "--output_labels=d", "--summaries_dir=e",
        "--how_many_training_steps=2", "--learning_rate=0.3", "--testing_percentage=4", "--validation_percentage=5", "--eval_step_interval=6",
        "--train_batch_size=7", "--test_batch_size=8", "--validation_batch_size=9", "--print_misclassified_test_images", "--model_dir=f", "--bottleneck_dir=g",
        "--final_tensor_name=h", "--flip_left_right", "--random_crop=10", "--random_scale=11", "--random_brightness=12", "--architecture=i",
        "--saved_model_dir=j", "--solver=lbfgs", "--l2=0.1,0.2", "--seed=13", "--early_stopping=14", "--keep_best", "--image_types=hub",
        "--skip_duplicate_check", "--report=k", "--distortion_sheet=l", "--graph=m", "--bottleneck_tensors=n,o", "--input_tensor=p", "--input_width=15",
        "--input_height=16", "--input_mean=17", "--input_std=18", "--engine=tensorflow", "--device=cpu", "--tensorflow_path=q", "--batch_size=19", "--threads=20",
    ];

    [Fact]
    public void All_flags_reach_their_options() => AssertSame(
        new RetrainOptions
        {
            ImageDirectory = "a",
            OutputGraph = "b",
            IntermediateOutputGraphsPrefix = "c",
            IntermediateStoreFrequency = 1,
            OutputLabels = "d",
            SummariesDirectory = "e",
            Steps = 2,
            LearningRate = 0.3,
            TestingPercentage = 4,
            ValidationPercentage = 5,
            EvalStepInterval = 6,
            TrainBatchSize = 7,
            TestBatchSize = 8,
            ValidationBatchSize = 9,
            PrintMisclassifiedTestImages = true,
            ModelDirectory = "f",
            BottleneckDirectory = "g",
            FinalTensorName = "h",
            FlipLeftRight = true,
            RandomCrop = 10,
            RandomScale = 11,
            RandomBrightness = 12,
            Architecture = "i",
            SavedModelDirectory = "j",
            Solver = SolverKind.Lbfgs,
            L2Grid = [0.1, 0.2],
            Seed = 13,
            EarlyStoppingPatience = 14,
            KeepBestOnValidation = true,
            Listing = ImageListing.Hub,
            SkipDuplicateCheck = true,
            Report = "k",
            DistortionSheet = "l",
            BackboneGraph = "m",
            BottleneckTensors = ["n", "o"],
            InputTensor = "p",
            InputWidth = 15,
            InputHeight = 16,
            InputMean = 17,
            InputStd = 18,
            Engine = EngineKind.TensorFlow,
            Device = "cpu",
            TensorFlowPath = "q",
            BatchSize = 19,
            Threads = 20,
        },
        Options(s_line));

    [Fact]
    public void Without_flags_the_scripts_defaults_hold() => AssertSame(
        new RetrainOptions
        {
            OutputGraph = "/tmp/output_graph.pb",
            OutputLabels = "/tmp/output_labels.txt",
            SummariesDirectory = "/tmp/retrain_logs",
            BottleneckDirectory = "/tmp/bottleneck",
            Solver = SolverKind.Sgd,
        },
        Options([]));

    [Fact]
    public void A_module_is_named_in_place_of_an_architecture() =>
        Assert.Equal("x", Options(["--tfhub_module=x"]).TfHubModule);

    /// <summary>But those that set no option, or not beside the others.</summary>
    [Fact]
    public void Every_flag_is_tried() =>
        Assert.Equal(RetrainCommand.Parser.Flags.Select(flag => flag.Name).Except(["--tfhub_module", "--logging_verbosity", "--checkpoint_path"]).Order(), s_line.Select(OptionLines.FlagOf).Order());

    /// <summary>They go through <see cref="NetworkOptions"/>, as those of <c>poets retrain</c> do, which are tried above.</summary>
    [Fact]
    public void The_flags_of_bottleneck_are_among_them() =>
        Assert.Equal(["--profile"], BottleneckCommand.Parser.Flags.Select(flag => flag.Name).Except(RetrainCommand.Parser.Flags.Select(flag => flag.Name)));

    [Fact]
    public void Lists_may_have_blanks_and_a_comma_at_the_end_but_no_words_for_numbers()
    {
        Assert.Equal([0.1, 2], Options(["--l2=0.1, 2,"]).L2Grid);
        Assert.Equal(["a:0", "b"], Options(["--bottleneck_tensors", "a:0 ,b"]).BottleneckTensors);
        Assert.Equal("argument --l2: invalid float value: 'much'", Assert.Throws<UsageException>(() => Options(["--l2=0.1,much"])).Message);
    }

    private static RetrainOptions Options(string[] line) => RetrainCommand.Options(RetrainCommand.Parser.Parse(line)!);

    private static void AssertSame(RetrainOptions expected, RetrainOptions actual) => Assert.Equal(OptionLines.Of(expected), OptionLines.Of(actual));
}
