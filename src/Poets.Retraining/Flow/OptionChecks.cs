using Poets.Retraining.Export;

namespace Poets.Retraining.Flow;

/// <summary>Refuses, before any work, options that the scripts would only stumble over after it.</summary>
internal static class OptionChecks
{
    /// <summary>Checks all options.</summary>
    /// <exception cref="RetrainException">One is out of range or cannot be written; the message names it.</exception>
    public static void Require(RetrainOptions options)
    {
        RequirePercentages(options.TestingPercentage, options.ValidationPercentage);
        if (options.TestingPercentage + options.ValidationPercentage >= 100)
        {
            throw new RetrainException($"--testing_percentage and --validation_percentage: {options.TestingPercentage} and {options.ValidationPercentage} leave no image to train on; their sum must be below 100.") { Fault = RetrainFault.OptionInvalid };
        }

        NotZero("--eval_step_interval", options.EvalStepInterval);
        NotZero("--train_batch_size", options.TrainBatchSize);
        NotZero("--test_batch_size", options.TestBatchSize);
        NotZero("--validation_batch_size", options.ValidationBatchSize);
        Range("--random_crop", options.RandomCrop, 0, 10_000);
        Range("--random_scale", options.RandomScale, 0, 10_000);
        Range("--random_brightness", options.RandomBrightness, 0, 10_000);
        Range("--early_stopping", options.EarlyStoppingPatience, 0, int.MaxValue);
        if (!double.IsFinite(options.LearningRate) || options.LearningRate < 0)
        {
            throw RetrainException.OutOfRange("--learning_rate", options.LearningRate, "a finite number, 0 or more");
        }

        if (options.L2Grid.Any(strength => !double.IsFinite(strength) || strength <= 0))
        {
            throw RetrainException.OutOfRange("--l2", options.L2Grid.First(strength => !double.IsFinite(strength) || strength <= 0), "a finite number above 0");
        }

        if (options.IsDistorted && options.TrainBatchSize < 0)
        {
            throw new RetrainException($"--train_batch_size: {options.TrainBatchSize} (the whole set) cannot be drawn with distortions, which make new images each step; give a number above 0.") { Fault = RetrainFault.OptionInvalid };
        }

        if (options.IsDistorted && options.Solver == SolverKind.Lbfgs)
        {
            throw new RetrainException("Distortions make new images each step, so there is no optimum for Lbfgs to find; train with the solver Sgd.") { Fault = RetrainFault.OptionInvalid };
        }

        if (!string.IsNullOrEmpty(options.DistortionSheet) && !options.IsDistorted)
        {
            throw new RetrainException("--distortion_sheet: nothing is distorted; add --flip_left_right, --random_crop, --random_scale or --random_brightness.") { Fault = RetrainFault.OptionInvalid };
        }

        RequireOneNetwork(options);
        FinalTensorName(options.FinalTensorName);
        Outputs(options);
    }

    /// <summary>Checks that the network is named once.</summary>
    /// <exception cref="RetrainException">It is named in two ways.</exception>
    public static void RequireOneNetwork(BackboneOptions options)
    {
        if (new[] { options.Architecture, options.TfHubModule, options.BackboneGraph }.Count(name => !string.IsNullOrEmpty(name)) > 1)
        {
            throw new RetrainException("--architecture, --tfhub_module and --graph each name the network; give one of them.") { Fault = RetrainFault.OptionInvalid };
        }
    }

    /// <summary>Checks the shares of a split.</summary>
    /// <exception cref="RetrainException">One is no percentage.</exception>
    public static void RequirePercentages(int testing, int validation)
    {
        Range("--testing_percentage", testing, 0, 100);
        Range("--validation_percentage", validation, 0, 100);
    }

    private static void Outputs(RetrainOptions options)
    {
        Writable(options.OutputGraph, "--output_graph");
        Writable(options.OutputLabels, "--output_labels");
        Writable(options.Report, "--report");
        Writable(options.DistortionSheet, "--distortion_sheet");
        if (options.IntermediateStoreFrequency > 0)
        {
            Writable(options.IntermediateOutputGraphsPrefix + "intermediate_0.pb", "--intermediate_output_graphs_dir");
        }

        if (!string.IsNullOrEmpty(options.SummariesDirectory))
        {
            OutputFiles.Require(Path.Combine(options.SummariesDirectory, "train", "probe"), "--summaries_dir", options.SummariesDirectory);
        }

        SavedModel(options.SavedModelDirectory);
    }

    private static void SavedModel(string? folder)
    {
        if (string.IsNullOrEmpty(folder))
        {
            return;
        }

        if (File.Exists(folder))
        {
            throw new RetrainException($"--saved_model_dir: {folder} is a file; name a new folder.") { Fault = RetrainFault.OutputInvalid };
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new RetrainException($"--saved_model_dir: {folder} exists and is not empty; name a new folder.") { Fault = RetrainFault.OutputInvalid };
        }

        // It is written beside its place and renamed, so it is the folder around it that has to take files.
        OutputFiles.Require(Path.TrimEndingDirectorySeparator(folder) + ".probe", "--saved_model_dir", folder);
    }

    private static void Writable(string? path, string option)
    {
        if (!string.IsNullOrEmpty(path))
        {
            OutputFiles.Require(path, option);
        }
    }

    // What TensorFlow allows in a node's name.
    private static void FinalTensorName(string name)
    {
        bool isName = name.Length > 0 && (char.IsAsciiLetterOrDigit(name[0]) || name[0] == '.')
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '/' or '\\' or '-' or '>');
        if (!isName)
        {
            throw new RetrainException($"--final_tensor_name: '{name}' cannot name a node; letters, digits and . _ / \\ - > can, the first a letter, digit or dot.") { Fault = RetrainFault.OptionInvalid };
        }
    }

    private static void Range(string option, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
        {
            throw RetrainException.OutOfRange(option, value, highest is int.MaxValue or 10_000 ? $"{lowest} or more" : $"{lowest} to {highest}");
        }
    }

    private static void NotZero(string option, int value)
    {
        if (value == 0)
        {
            throw RetrainException.OutOfRange(option, value, option == "--eval_step_interval" ? "1 or more" : "1 or more, or -1 for all images");
        }
    }
}
