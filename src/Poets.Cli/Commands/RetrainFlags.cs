using Poets.Cli.Arguments;

namespace Poets.Cli.Commands;

/// <summary>The flags of both retrain.py versions (reference §1.2), and ours.</summary>
internal static class RetrainFlags
{
    /// <summary>All of them, the scripts' first.</summary>
    public static IReadOnlyList<Flag> All { get; } =
    [
        new("--image_dir", FlagKind.Text, "Folder whose sub-folders are classes, each full of images of that class."),
        new("--output_graph", FlagKind.Text, "Where the retrained graph goes.", "/tmp/output_graph.pb"),
        new("--intermediate_output_graphs_dir", FlagKind.Text, "Start of the intermediate graphs' paths; end it with a slash to name a folder.", "/tmp/intermediate_graph/"),
        new("--intermediate_store_frequency", FlagKind.Integer, "Every how many steps an intermediate graph is written; 0 for none.", "0"),
        new("--output_labels", FlagKind.Text, "Where the labels go.", "/tmp/output_labels.txt"),
        new("--summaries_dir", FlagKind.Text, "Where the event files for TensorBoard go.", "/tmp/retrain_logs"),
        new("--how_many_training_steps", FlagKind.Integer, "Training steps.", "4000"),
        new("--learning_rate", FlagKind.Number, "How far each step goes.", "0.01"),
        new("--testing_percentage", FlagKind.Integer, "Share of images kept for the final test.", "10"),
        new("--validation_percentage", FlagKind.Integer, "Share of images kept for validation.", "10"),
        new("--eval_step_interval", FlagKind.Integer, "Every how many steps accuracies are logged.", "10"),
        new("--train_batch_size", FlagKind.Integer, "Images a step; -1 for all.", "100"),
        new("--test_batch_size", FlagKind.Integer, "Images of the final test; -1 for all.", "-1"),
        new("--validation_batch_size", FlagKind.Integer, "Images of each evaluation; -1 for all.", "100"),
        new("--print_misclassified_test_images", FlagKind.Switch, "List the test images that are labelled wrongly."),
        new("--model_dir", FlagKind.Text, "Folder with the networks of --architecture, or their .tgz archives."),
        new("--bottleneck_dir", FlagKind.Text, "Where bottlenecks are cached.", "/tmp/bottleneck"),
        new("--final_tensor_name", FlagKind.Text, "The output's name in the retrained graph.", "final_result"),
        new("--flip_left_right", FlagKind.Switch, "Mirror half of the training images at random."),
        new("--random_crop", FlagKind.Integer, "Percent of margin to crop at random.", "0"),
        new("--random_scale", FlagKind.Integer, "Percent to zoom at random.", "0"),
        new("--random_brightness", FlagKind.Integer, "Percent to brighten or darken at random.", "0"),
        new("--architecture", FlagKind.Text, "The network: inception_v3, mobilenet_V_S or mobilenet_V_S_quantized (V 1.0 0.75 0.50 0.25, S 224 192 160 128); `poets models` lists them.", "efficientnet_lite0, which needs no file"),
        new("--tfhub_module", FlagKind.Text, "A TensorFlow Hub module in place of an architecture: its folder, its .tar.gz, or a handle in the module cache."),
        new("--saved_model_dir", FlagKind.Text, "Also write a SavedModel to this new folder."),
        new("--logging_verbosity", FlagKind.Text, "The lowest level of log lines shown.", "INFO") { Choices = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"] },
        new("--checkpoint_path", FlagKind.Text, "Accepted for the Hub version's sake; no checkpoint is needed here."),
        new("--solver", FlagKind.Text, "sgd is the scripts' way; lbfgs finds the best layer there is in seconds.", "sgd") { Choices = ["sgd", "lbfgs"], IsOurs = true },
        new("--l2", FlagKind.Text, "L2 strengths, comma-separated, that lbfgs chooses from on the validation set.") { IsOurs = true },
        new("--seed", FlagKind.Integer, "Everything random follows from it.", "0") { IsOurs = true },
        new("--early_stopping", FlagKind.Integer, "Stop sgd when so many evaluations brought nothing; 0 never does.", "0") { IsOurs = true },
        new("--keep_best", FlagKind.Switch, "Keep sgd's best layer on the validation set in place of the last.") { IsOurs = true },
        new("--image_types", FlagKind.Text, "Which files count; by default the scripts' for their networks, all for ours.") { Choices = ["codelab", "hub", "all"], IsOurs = true },
        new("--skip_duplicate_check", FlagKind.Switch, "Do not look for pictures that sit in two of the sets.") { IsOurs = true },
        new("--report", FlagKind.Text, "Write an HTML report of the run to this file.") { IsOurs = true },
        new("--distortion_sheet", FlagKind.Text, "Write a PNG of distorted samples to this file.") { IsOurs = true },
        new("--graph", FlagKind.Text, "Any frozen graph as the network; needs --bottleneck_tensors.") { IsOurs = true },
        .. Network,
    ];

    /// <summary>Flags of ours that say how a network is fed and run; other commands have them too.</summary>
    public static IReadOnlyList<Flag> Network =>
    [
        new("--bottleneck_tensors", FlagKind.Text, "Tensors, comma-separated, that are joined to the bottleneck; spatial ones are averaged.") { IsOurs = true },
        new("--input_tensor", FlagKind.Text, "The tensor that takes images.") { IsOurs = true },
        new("--input_width", FlagKind.Integer, "Columns that images are resized to.") { IsOurs = true },
        new("--input_height", FlagKind.Integer, "Rows that images are resized to.") { IsOurs = true },
        new("--input_mean", FlagKind.Number, "Subtracted from each value (0 to 255).") { IsOurs = true },
        new("--input_std", FlagKind.Number, "What each value is divided by.") { IsOurs = true },
        .. Engine,
    ];

    /// <summary>Flags of ours that say what runs networks.</summary>
    public static IReadOnlyList<Flag> Engine =>
    [
        new("--engine", FlagKind.Text, "What runs the network: our own engine, or real TensorFlow.", "auto") { Choices = ["auto", "managed", "tensorflow"], IsOurs = true },
        new("--device", FlagKind.Text, "Where it runs: auto, cpu, gpu or gpu:1.", "auto") { IsOurs = true },
        new("--tensorflow_path", FlagKind.Text, "File or folder of the TensorFlow library.") { IsOurs = true },
        new("--batch_size", FlagKind.Integer, "Images of one run of the network, for GPUs; processors are fastest with 1.", "1") { IsOurs = true },
        new("--threads", FlagKind.Integer, "Images worked on at once; 0 for one a core.", "0") { IsOurs = true },
    ];

    /// <summary>Whether a command line speaks to the Hub version: a module decides that; its other flags do as much for an architecture.</summary>
    public static bool IsHub(ParsedArguments arguments) => arguments.Has("--tfhub_module");
}
