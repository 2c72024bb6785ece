namespace Poets.Cli.Tests.Commands;

/// <summary>
/// The tutorials' command lines (reference, Appendix A.1) with only their first words changed, on few photos. Networks
/// that we do not have are stood in for by MobileNets that we have, under the file names that the scripts look for.
/// </summary>
[Collection(CurrentFolderGroup.Name)]
public class TutorialTests
{
    private const string P2 = "--bottleneck_dir=tf_files/bottlenecks --how_many_training_steps=500 --model_dir=tf_files/models/ --summaries_dir=tf_files/training_summaries/mobilenet_0.50_224 --output_graph=tf_files/retrained_graph.pb --output_labels=tf_files/retrained_labels.txt --architecture=mobilenet_0.50_224";

    [SkippableFact]
    public void The_codelab_and_the_elephants()
    {
        using Workspace workspace = Codelab();
        Ok(workspace, "retrain -h");
        Assert.Contains("--how_many_training_steps", workspace.Output, StringComparison.Ordinal);
        Ok(workspace, $"retrain {P2} --image_dir=tf_files/flower_photos");
        Assert.Contains(workspace.Log, line => line.Contains(": Step 499: Validation accuracy = ", StringComparison.Ordinal));
        Assert.Equal(51 * 3, workspace.Log.Count(line => line.Contains(": Step ", StringComparison.Ordinal)));
        Assert.Single(Directory.EnumerateFiles("tf_files/training_summaries/mobilenet_0.50_224/train", "events.out.tfevents.*"));
        Assert.Equal("daisy\ndandelion\nroses\nsunflowers\ntulips\n", File.ReadAllText("tf_files/retrained_labels.txt"));

        Ok(workspace, "label_image -h");
        Ok(workspace, "label_image --graph=tf_files/retrained_graph.pb --image=tf_files/flower_photos/daisy/21652746_cc379e0eea_m.jpg");
        Assert.Equal("daisy", FirstLabel(workspace));
        Ok(workspace, "label_image --graph=tf_files/retrained_graph.pb --image=tf_files/flower_photos/roses/2414954629_3708a1a04d.jpg");
        Assert.Equal("roses", FirstLabel(workspace));
        Ok(workspace, "evaluate tf_files/retrained_graph.pb");
        Assert.StartsWith("Accuracy: ", workspace.Output, StringComparison.Ordinal);
        Ok(workspace, "graph_pb2tb tf_files/graph tf_files/retrained_graph.pb");
        Assert.Single(Directory.EnumerateFiles("tf_files/graph"));

        // The author's IMAGE_SIZE and MODEL_SIZE give a name that the script refuses too.
        Assert.Equal(255, workspace.Run("retrain --image_dir=tf_files/flower_photos --architecture=mobilenet_0.5_224 --bottleneck_dir=b --summaries_dir=s --output_graph=g --output_labels=l"));
        Assert.Equal(2, workspace.Run("retrain --summarys_dir=training_summaries/basic"));
        Assert.Contains("did you mean --summaries_dir?", workspace.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_recipes_with_their_misclassified_images()
    {
        using Workspace workspace = Codelab();
        Directory.Move("tf_files/flower_photos", "flower_photos");
        Directory.Move("tf_files/models", "models");
        const string Command = "--bottleneck_dir=bottlenecks --how_many_training_steps=500 --model_dir=models/ --summaries_dir=training_summaries/mobilenet_0.50_224 --output_graph=retrained_graph.pb --output_labels=retrained_labels.txt --architecture=mobilenet_0.50_224 --image_dir=flower_photos";
        Ok(workspace, "retrain " + Command);
        Ok(workspace, $"retrain {Command} --print_misclassified_test_images");
        Assert.DoesNotContain(workspace.Log, line => line.StartsWith("Creating", StringComparison.Ordinal));
        Assert.Contains("=== MISCLASSIFIED TEST IMAGES ===", workspace.Log);
        Ok(workspace, "label_image --graph=retrained_graph.pb --labels=retrained_labels.txt --input_layer=input --output_layer=final_result --input_height=224 --input_width=224 --input_mean=128 --input_std=128 --image=flower_photos/daisy/21652746_cc379e0eea_m.jpg");
        Assert.Equal("daisy", FirstLabel(workspace));

        // As shown there: the name of another network's input, and another network's size.
        Assert.Equal(1, workspace.Run("label_image --graph=retrained_graph.pb --labels=retrained_labels.txt --input_layer=Mul --image=flower_photos/daisy/21652746_cc379e0eea_m.jpg"));
        Assert.Contains("refers to an Operation not in the graph", workspace.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_hyper_parameters_that_the_codelab_explores()
    {
        using Workspace workspace = Codelab();
        Ok(workspace, $"retrain {P2} --image_dir=tf_files/flower_photos --learning_rate=0.5 --summaries_dir=training_summaries/lr_0.5 --how_many_training_steps=20");
        Assert.True(Directory.Exists("training_summaries/lr_0.5/validation"));
        Ok(workspace, $"retrain {P2} --image_dir=tf_files/flower_photos --validation_batch_size=-1 --train_batch_size=-1 --how_many_training_steps=20");
        Ok(workspace, $"retrain {P2} --image_dir=tf_files/flower_photos --how_many_training_steps=4 --train_batch_size=5 --flip_left_right --random_crop=10 --random_scale=10 --random_brightness=10 --intermediate_store_frequency=2 --intermediate_output_graphs_dir=tf_files/intermediate/");
        Assert.True(File.Exists("tf_files/intermediate/intermediate_2.pb"));
        Assert.False(File.Exists("tf_files/intermediate/intermediate_0.pb"));
    }

    [SkippableFact]
    public void The_Hub_versions_command_lines()
    {
        using Workspace workspace = Codelab();
        Directory.CreateSymbolicLink("module", SharedMaterial.Path("golden", "hub", "module_mobilenet_v1_0.25_128"));
        Ok(workspace, "retrain --image_dir tf_files/flower_photos --tfhub_module module --how_many_training_steps 1000 --train_batch_size 25 --summaries_dir tmp/retrain_logs --output_graph tmp/output_graph.pb --output_labels tmp/output_labels.txt --bottleneck_dir tmp/bottleneck --saved_model_dir tmp/saved_model");
        Assert.StartsWith("E", workspace.Errors, StringComparison.Ordinal);
        Assert.Contains("] Save final result to : tmp/output_graph.pb\n", workspace.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Creating bottleneck", workspace.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists("tmp/saved_model/saved_model.pb"));
        Assert.True(File.Exists("tmp/bottleneck/daisy/21652746_cc379e0eea_m.jpg_module.txt"));
        Ok(workspace, "label_image --image tf_files/flower_photos/daisy/21652746_cc379e0eea_m.jpg --graph tmp/output_graph.pb --labels tmp/output_labels.txt --input_height 128 --input_width 128 --input_layer Placeholder --output_layer final_result");
        Assert.Equal("daisy", FirstLabel(workspace));
        Assert.Equal(1, workspace.Run("retrain --image_dir tf_files/flower_photos --tfhub_module https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/2 --bottleneck_dir b --summaries_dir s --output_graph g --output_labels l"));
        Assert.Contains("https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/2?tf-hub-format=compressed", workspace.Errors, StringComparison.Ordinal);
        Assert.Equal(255, workspace.Run("retrain --tfhub_module module --bottleneck_dir b --summaries_dir s --output_graph g --output_labels l"));
        Assert.Contains("Must set flag --image_dir.", workspace.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_defaults_run_where_the_tutorials_name_no_network()
    {
        // `retrain.py --image_dir ~/flower_photos` of the Hub tutorial, and the recipes' second run, with their label_image lines.
        using var workspace = new Workspace();
        workspace.LinkFlowers("flower_photos", 25);
        Ok(workspace, "retrain --image_dir flower_photos --bottleneck_dir=bottlenecks --summaries_dir=training_summaries/inception_v3_0.50_224 --output_graph=output_graph.pb --output_labels=output_labels.txt --model_dir=models/ --how_many_training_steps=500");
        string image = Directory.EnumerateFiles("flower_photos/daisy").Order(StringComparer.Ordinal).First();
        foreach (string layer in new[] { "Placeholder", "Mul" })
        {
            Ok(workspace, $"label_image --graph=output_graph.pb --labels=output_labels.txt --input_layer={layer} --output_layer=final_result --image={image}");
            Assert.Equal("daisy", FirstLabel(workspace));
        }

        Assert.Equal(1, workspace.Run($"label_image --graph=output_graph.pb --labels=output_labels.txt --input_layer=Placeholders --image={image}"));
    }

    [SkippableFact]
    public void Hub_handles_are_found_in_the_module_cache()
    {
        using Workspace workspace = Codelab();
        Directory.CreateDirectory("cache");
        foreach (string handle in new[] { "https://tfhub.dev/google/imagenet/mobilenet_v1_075_160/feature_vector/1", "https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/2" })
        {
#pragma warning disable CA5350 // The Hub library's own names of its cache folders.
            string folder = Convert.ToHexString(System.Security.Cryptography.SHA1.HashData(System.Text.Encoding.UTF8.GetBytes(handle))).ToLowerInvariant();
#pragma warning restore CA5350
            Directory.CreateSymbolicLink(Path.Combine("cache", folder), SharedMaterial.Path("golden", "hub", "module_mobilenet_v1_0.25_128"));
            string? before = Environment.GetEnvironmentVariable("TFHUB_CACHE_DIR");
            Environment.SetEnvironmentVariable("TFHUB_CACHE_DIR", Path.GetFullPath("cache"));
            try
            {
                Ok(workspace, $"retrain --image_dir tf_files/flower_photos --tfhub_module {handle} --how_many_training_steps 100 --train_batch_size 25 --summaries_dir tmp/retrain_logs --output_graph tmp/output_graph.pb --output_labels tmp/output_labels.txt --bottleneck_dir tmp/bottleneck");
            }
            finally
            {
                Environment.SetEnvironmentVariable("TFHUB_CACHE_DIR", before);
            }

            string id = handle.Replace("://", "~", StringComparison.Ordinal).Replace('/', '~');
            Assert.True(File.Exists($"tmp/bottleneck/daisy/21652746_cc379e0eea_m.jpg_{id}.txt"), id);
        }
    }

    [SkippableTheory]
    [InlineData("/tf_files/elephant_photos")]
    [InlineData("tf_files/data/train")]
    public void The_authors_own_folders(string folder)
    {
        using Workspace workspace = Codelab();
        string path = folder[0] == '/' ? Path.GetFullPath("elsewhere") + folder : folder;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.Move("tf_files/flower_photos", path);
        Ok(workspace, $"retrain {P2} --image_dir={path}");
        Ok(workspace, $"label_image --graph=tf_files/retrained_graph.pb --image={path}/daisy/21652746_cc379e0eea_m.jpg");
        Assert.Equal("daisy", FirstLabel(workspace));
    }

    private static Workspace Codelab()
    {
        var workspace = new Workspace();
        try
        {
            workspace.LinkFlowers("tf_files/flower_photos", 30);
            foreach (string photo in new[] { "daisy/21652746_cc379e0eea_m.jpg", "roses/2414954629_3708a1a04d.jpg" })
            {
                string link = Path.Combine("tf_files/flower_photos", photo);
                if (!File.Exists(link))
                {
                    File.CreateSymbolicLink(link, SharedMaterial.Path("data", "flower_photos", photo));
                }
            }

            workspace.CopyNetwork("mobilenet_v1_0.25_224_frozen.pb", "tf_files/models", "mobilenet_v1_0.50_224/frozen_graph.pb");
            return workspace;
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    private static void Ok(Workspace workspace, string line) => Assert.True(workspace.Run(line) == 0, workspace.Errors);

    private static string FirstLabel(Workspace workspace) =>
        workspace.Output.Split('\n').First(line => line.Contains("(score=", StringComparison.Ordinal)).Split(' ')[0];
}
