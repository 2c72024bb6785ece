using System.Buffers.Binary;
using Poets.Retraining.Bottlenecks;

namespace Poets.Cli.Tests.Commands;

[Collection(CurrentFolderGroup.Name)]
public class RetrainTests
{
    private const string Common = "--model_dir=models --output_graph=out/graph.pb --output_labels=out/labels.txt --summaries_dir=logs";

    [SkippableFact]
    public void The_cache_of_a_real_run_is_read_without_recomputing_a_file()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("flower_photos", int.MaxValue);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        CopyFolder(SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128", "bottlenecks"), "bottlenecks");
        Assert.Equal(0, workspace.Run($"retrain --image_dir=flower_photos --architecture=mobilenet_0.25_128 --bottleneck_dir=bottlenecks --how_many_training_steps=20 --print_misclassified_test_images {Common}"));
        Assert.DoesNotContain(workspace.Log, line => line.StartsWith("Creating", StringComparison.Ordinal));
        Assert.Contains(workspace.Log, line => line.StartsWith("Final test accuracy = ", StringComparison.Ordinal) && line.EndsWith("(N=66)", StringComparison.Ordinal));
        string[] golden = File.ReadAllLines(SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128", "log.txt"));
        Assert.Equal(golden.TakeWhile(line => line.StartsWith("Looking", StringComparison.Ordinal)), workspace.Log.TakeWhile(line => line.StartsWith("Looking", StringComparison.Ordinal)));
        Assert.Equal(Shapes(golden).ToHashSet(), Shapes(workspace.Log).Where(line => line is not ("Froze # variables." or "Converted # variables to const ops.")).ToHashSet());
        Assert.Equal("daisy\ndandelion\nroses\nsunflowers\ntulips\n", File.ReadAllText("out/labels.txt"));
    }

    [Fact]
    public void A_sheet_of_distorted_samples_without_distortions_is_refused_before_any_work()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory("photos");
        Assert.Equal(1, workspace.Run($"retrain --image_dir=photos --distortion_sheet=sheet.png {Common}"));
        Assert.Contains("--distortion_sheet: nothing is distorted", workspace.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists("logs"));
    }

    [SkippableFact]
    public void From_an_empty_cache_the_same_files_come_out()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("flower_photos", 4);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        Assert.Equal(0, workspace.Run($"retrain --image_dir=flower_photos --architecture=mobilenet_0.25_128 --bottleneck_dir=b --how_many_training_steps=1 {Common}"));
        string golden = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128", "bottlenecks");
        string[] files = [.. Directory.EnumerateFiles("b", "*.txt", SearchOption.AllDirectories)];
        Assert.Equal(20, files.Length);
        foreach (string file in files)
        {
            byte[] text = File.ReadAllBytes(file);
            Assert.True(FloatText.TryRead(text, out float[] ours));
            Assert.Equal(FloatText.Write(ours), text);
            Assert.True(FloatText.TryRead(File.ReadAllBytes(Path.Combine(golden, Path.GetRelativePath("b", file))), out float[] theirs));
            Close.ToLargest(theirs, ours, 1e-4, file);
        }

        Assert.Equal(20, workspace.Log.Count(line => line.StartsWith("Creating bottleneck at b/", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void A_seed_decides_everything_whatever_the_threads()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 6);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        byte[] Graph(string more)
        {
            Assert.Equal(0, workspace.Run($"retrain --image_dir=photos --architecture=mobilenet_0.25_128 --bottleneck_dir=b --how_many_training_steps=30 {more} {Common}"));
            return File.ReadAllBytes("out/graph.pb");
        }

        byte[] first = Graph("--seed=7 --threads=1");
        Directory.Delete("b", recursive: true);
        Assert.Equal(first, Graph("--seed=7 --threads=3"));
        Assert.NotEqual(first, Graph("--seed=8"));
    }

    [SkippableFact]
    public void A_report_and_a_sheet_of_distorted_samples_are_written()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 12);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        Assert.Equal(0, workspace.Run($"retrain --image_dir=photos --architecture=mobilenet_0.25_128 --bottleneck_dir=b --how_many_training_steps=5 --train_batch_size=10 --flip_left_right --random_brightness=20 --report=out/sgd.html --distortion_sheet=out/sheet.png {Common}"));
        string page = File.ReadAllText("out/sgd.html");
        Assert.Contains("<h1>photos</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Accuracy by step", page, StringComparison.Ordinal);
        Assert.Contains("RandomBrightness 20", page, StringComparison.Ordinal);
        byte[] sheet = File.ReadAllBytes("out/sheet.png");
        Assert.Equal((6 + (8 * 134), 6 + (5 * 134)), (BinaryPrimitives.ReadInt32BigEndian(sheet.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(sheet.AsSpan(20))));

        Assert.Equal(0, workspace.Run($"retrain --image_dir=photos --architecture=mobilenet_0.25_128 --bottleneck_dir=b --solver=lbfgs --report=out/lbfgs.html {Common}"));
        Assert.Contains("Accuracy by iteration", File.ReadAllText("out/lbfgs.html"), StringComparison.Ordinal);
        Assert.Contains("Report written to out/lbfgs.html", workspace.Log);
    }

    [SkippableFact]
    public void Of_the_summaries_folder_only_earlier_event_files_go()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 4);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        string[] kept = ["logs/notes.txt", "logs/train/notes.txt", "logs/validation/plots/plot.png", "logs/other/events.out.tfevents.1.host"];
        string[] gone = ["logs/train/events.out.tfevents.1.host", "logs/validation/events.out.tfevents.1.host"];
        foreach (string file in kept.Concat(gone))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "mine");
        }

        Assert.Equal(0, workspace.Run($"retrain --image_dir=photos --architecture=mobilenet_0.25_128 --bottleneck_dir=b --how_many_training_steps=1 {Common}"));
        Assert.All(kept, file => Assert.Equal("mine", File.ReadAllText(file)));
        Assert.All(gone, file => Assert.False(File.Exists(file)));
        Assert.All(new[] { "logs/train", "logs/validation" }, folder => Assert.Single(Directory.EnumerateFiles(folder, "events.out.tfevents.*")));
    }

    [SkippableFact]
    public void A_photo_in_two_sets_is_told_unless_nobody_wants_to_know()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 30);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        string[] photos = [.. Directory.EnumerateFiles("photos/daisy").Order(StringComparer.Ordinal)];
        for (int i = 0; i < photos.Length; i++)
        {
            File.WriteAllBytes($"photos/roses/again{i}.jpg", File.ReadAllBytes(photos[i]));
        }

        string command = $"retrain --image_dir=photos --architecture=mobilenet_0.25_128 --bottleneck_dir=b --how_many_training_steps=5 {Common}";
        Assert.Equal(0, workspace.Run(command));
        Assert.Contains(workspace.Log, line => line.Contains("of another set as well, so the accuracies flatter", StringComparison.Ordinal));
        string pair = workspace.Log.First(line => line.Contains(" is the same file as ", StringComparison.Ordinal));
        string[] words = pair.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(File.ReadAllBytes(words[0]), File.ReadAllBytes(words[7]));
        Assert.Equal(0, workspace.Run(command + " --skip_duplicate_check"));
        Assert.DoesNotContain(workspace.Log, line => line.Contains("flatter", StringComparison.Ordinal));
        Assert.Equal(0, workspace.Run(command + " --flip_left_right --train_batch_size=5"));
        Assert.Contains(pair, workspace.Log);
    }

    [SkippableFact]
    public void Early_stopping_and_keep_best_do_what_they_say()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 20);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        string command = $"retrain --image_dir=photos --architecture=mobilenet_0.25_128 --bottleneck_dir=b --validation_batch_size=-1 --report=out/report.html {Common}";
        Assert.Equal(0, workspace.Run(command + " --how_many_training_steps=20000 --early_stopping=3"));
        int evaluations = workspace.Log.Count(line => line.Contains("Validation accuracy", StringComparison.Ordinal));
        Assert.InRange(evaluations, 4, 1900);
        Assert.Contains("no lower validation cross entropy in 3 evaluations", File.ReadAllText("out/report.html"), StringComparison.Ordinal);
        byte[] stopped = File.ReadAllBytes("out/graph.pb");

        // The best is the evaluation three before the last: a run that ends there keeps the same layer.
        Assert.Equal(0, workspace.Run(command + " --how_many_training_steps=20000 --early_stopping=3 --keep_best"));
        byte[] best = File.ReadAllBytes("out/graph.pb");
        Assert.NotEqual(stopped, best);
        Assert.Equal(0, workspace.Run(command + $" --how_many_training_steps={(10 * (evaluations - 4)) + 1}"));
        Assert.Equal(best, File.ReadAllBytes("out/graph.pb"));
    }

    [SkippableTheory]
    [InlineData("--saved_model_dir=saved")]
    [InlineData("--logging_verbosity=INFO")]
    [InlineData("--checkpoint_path=c")]
    public void The_Hub_versions_other_flags_leave_the_lines_of_an_architecture_as_they_are(string flag)
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 4);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", ".", "net.pb");
        foreach (string network in new[] { "--architecture=mobilenet_0.25_128", "--graph=net.pb --bottleneck_tensors=MobilenetV1/Predictions/Reshape:0" })
        {
            Assert.Equal(0, workspace.Run($"retrain --image_dir=photos {network} --bottleneck_dir=b --how_many_training_steps=1 {flag} {Common}"));
            Assert.All(workspace.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^(INFO|WARNING):tensorflow:", line));
            if (Directory.Exists("saved"))
            {
                Directory.Delete("saved", recursive: true);
            }
        }
    }

    [SkippableFact]
    public void Bad_files_are_reported_and_left_out()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 5);
        workspace.CopyNetwork("mobilenet_v1_0.25_128_frozen.pb", "models", "mobilenet_v1_0.25_128/frozen_graph.pb");
        File.WriteAllText("photos/daisy/broken.jpg", "no image");
        File.CreateSymbolicLink("photos/roses/gone.jpg", "nowhere.jpg");
        Assert.Equal(0, workspace.Run($"retrain --image_dir=photos --architecture=mobilenet_0.25_128 --bottleneck_dir=b --how_many_training_steps=5 {Common}"));
        Assert.Equal(2, workspace.Log.Count(line => line.StartsWith("Error during processing file photos/", StringComparison.Ordinal)));
        Assert.True(File.Exists("out/graph.pb"));
    }

    [Theory]
    [InlineData("--architecture=resnet", 1, "Couldn't understand architecture name 'resnet'; `poets models`")]
    [InlineData("--architecture=mobilenet_0.5_224", 255, "\"The Mobilenet version should be '1.0', '0.75', '0.50', or '0.25',\n  but found '0.5' for architecture 'mobilenet_0.5_224'")]
    [InlineData("--architecture=mobilenet_1.0_223", 255, "The Mobilenet input size should be '224', '192', '160', or '128',\n but found '223' for architecture 'mobilenet_1.0_223'")]
    [InlineData("--architecture=mobilenet_1.0_224_fast", 255, "Couldn't understand architecture suffix 'fast' for 'mobilenet_1.0_224_fast'")]
    [InlineData("--architecture=mobilenet_1.0", 255, "Couldn't understand architecture name 'mobilenet_1.0'")]
    [InlineData("--architecture=mobilenet_1.0_224 --model_dir=m", 1, "m/mobilenet_v1_1.0_224/frozen_graph.pb")]
    [InlineData("--image_dir=no_such", 1, "Image directory 'no_such' not found.")]
    [InlineData("--image_dir=empty", 255, "No valid folders of images found at empty")]
    [InlineData("--image_dir=one", 255, "Only one valid folder of images found at one - multiple classes are needed for classification.")]
    [InlineData("--learning_rate=abc", 2, "argument --learning_rate: invalid float value: 'abc'")]
    [InlineData("--learning_rate=nan", 1, "--learning_rate")]
    [InlineData("--testing_percentage=60 --validation_percentage=40", 1, "--testing_percentage")]
    [InlineData("--eval_step_interval=0", 1, "--eval_step_interval")]
    [InlineData("--graph=a.pb --architecture=inception_v3", 1, "--architecture, --tfhub_module and --graph each name the network")]
    [InlineData("--random_crop=-1", 1, "--random_crop")]
    [InlineData("--final_tensor_name=a:0", 1, "--final_tensor_name")]
    [InlineData("--output_graph=empty", 1, "--output_graph: empty is a folder")]
    [InlineData("--saved_model_dir=one", 1, "--saved_model_dir: one exists and is not empty")]
    [InlineData("--saved_model_dir=one/class/a.jpg", 1, "--saved_model_dir: one/class/a.jpg is a file")]
    [InlineData("--saved_model_dir=one/class/a.jpg/saved/", 1, "--saved_model_dir: one/class/a.jpg/saved/ cannot be written")]
    [InlineData("--input_width=0", 1, "--input_width: 0 is out of range: 1 to 16384")]
    [InlineData("--input_mean=nan", 1, "--input_mean: NaN is out of range")]
    [InlineData("--input_std=0", 1, "--input_std: 0 is out of range")]
    [InlineData("--how_many_step=5", 2, "did you mean --how_many_training_steps?")]
    public void What_cannot_work_is_refused_before_any_work(string line, int code, string message)
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory("empty");
        Directory.CreateDirectory("one/class");
        File.WriteAllText("one/class/a.jpg", "x");
        string image = line.Contains("--image_dir", StringComparison.Ordinal) ? string.Empty : "--image_dir=one";
        Assert.Equal(code, workspace.Run($"retrain --bottleneck_dir=b --output_labels=l.txt --summaries_dir=s --output_graph=g.pb {image} {line}"));
        Assert.Contains(message, workspace.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists("b"));
    }

    private static IEnumerable<string> Shapes(IEnumerable<string> lines) => lines
        .SkipWhile(line => !line.Contains("Step 0", StringComparison.Ordinal))
        .Select(line => line.Contains(".jpg", StringComparison.Ordinal) ? "misclassified" : System.Text.RegularExpressions.Regex.Replace(line, @"\d+", "#"));

    private static void CopyFolder(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }
}
