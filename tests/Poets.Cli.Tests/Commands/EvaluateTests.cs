using System.Globalization;
using System.Text.RegularExpressions;

namespace Poets.Cli.Tests.Commands;

[Collection(CurrentFolderGroup.Name)]
public class EvaluateTests
{
    [SkippableFact]
    public void A_graph_is_as_good_on_its_testing_set_as_its_own_training_said()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("flower_photos", int.MaxValue);
        string graph = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb";
        Assert.Equal(0, workspace.Run($"evaluate --graph={graph} --image_dir=flower_photos --print_misclassified_test_images"));

        // The real run said 74.2% (N=66) and listed the same 17 photos.
        Assert.StartsWith($"Accuracy: {49 / 66.0:G6}\n", workspace.Output, StringComparison.Ordinal);
        string[] log = File.ReadAllLines(SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128", "log.txt"));
        Assert.Equal(
            log.Where(line => line.Contains(".jpg  ", StringComparison.Ordinal)).Order(),
            workspace.Output.Split('\n').Where(line => line.Contains(".jpg  ", StringComparison.Ordinal)).Order());
    }

    [SkippableFact]
    public void Unknown_images_are_neither_right_nor_wrong_but_in_a_folder_of_that_name()
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 8);
        string graph = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb";
        string command = $"evaluate --graph={graph} --image_dir=photos --category=all --print_misclassified_test_images";
        Assert.Equal(0, workspace.Run(command));
        int wrong = Wrong(workspace);
        Assert.Equal((40 - wrong, 40), Right(workspace));
        string loss = workspace.Output.Split('\n').Single(line => line.StartsWith("Cross Entropy: ", StringComparison.Ordinal));
        Assert.Equal(0, workspace.Run(command + " --threshold=0.9"));
        (int right, int named) = Right(workspace);
        Assert.Equal(Wrong(workspace), named - right);
        Assert.InRange(named, 1, 39);
        Assert.Contains(loss + "\n", workspace.Output, StringComparison.Ordinal);
        Assert.Contains($"{40 - named} of 40 images are unknown, and count neither as right nor as wrong\n", workspace.Output, StringComparison.Ordinal);

        // The same photos as background: what is unknown is right there, what is not is wrong.
        Directory.CreateDirectory("world");
        Directory.CreateSymbolicLink("world/tulips", Path.GetFullPath("photos/tulips"));
        Directory.CreateSymbolicLink("world/unknown", Path.GetFullPath("photos/roses"));
        Assert.Equal(0, workspace.Run($"evaluate --graph={graph} --image_dir=world --category=all --threshold=1"));
        Assert.Equal((8, 8), Right(workspace));
        Assert.Contains("8 of 16 images are unknown", workspace.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Operations_are_counted()
    {
        using var workspace = new Workspace();
        string graph = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb";
        Assert.Equal(0, workspace.Run($"count_ops {graph}"));
        Assert.Equal("560\n", workspace.Output);
        Assert.Equal(0, workspace.Run($"count_ops {graph} final_result"));
        Assert.Equal("1\n", workspace.Output);
    }

    [SkippableTheory]
    [InlineData("evaluate GRAPH other.pb", 2, "unrecognized arguments: other.pb")]
    [InlineData("evaluate GRAPH --image_dir=photos --testing_percentage=101", 1, "--testing_percentage: 101 is out of range: 0 to 100")]
    [InlineData("evaluate GRAPH --image_dir=photos --validation_percentage=-1", 1, "--validation_percentage: -1 is out of range")]
    [InlineData("evaluate GRAPH --image_dir=photos --testing_percentage=0", 1, "None of the 10 images in photos is in the testing set")]
    [InlineData("evaluate GRAPH --image_dir=empty", 1, "No valid folders of images found at empty")]
    [InlineData("evaluate GRAPH --image_dir=broken --category=all", 1, "none of the images can be read")]
    [InlineData("evaluate GRAPH --image_dir=photos --input_std=0", 1, "--input_std: 0 is out of range")]
    [InlineData("count_ops", 2, "the following arguments are required: GRAPH")]
    [InlineData("count_ops GRAPH add more", 2, "unrecognized arguments: more")]
    [InlineData("graph_pb2tb events GRAPH more", 2, "unrecognized arguments: more")]
    [InlineData("models get mobilenet_0.25_128 --sha256=xyz", 2, "argument --sha256: 'xyz' is no SHA-256")]
    [InlineData("models get mobilenet_0.25_128 --model_dir=m --mirror=ftp://x", 1, "--mirror: 'ftp://x")]
    [InlineData("label_image --graph=saved --image=broken/daisy/a.jpg", 1, "saved is a SavedModel")]
    [InlineData("label_image --graph=saved/saved_model.pb --image=broken/daisy/a.jpg", 1, "saved/saved_model.pb is a SavedModel")]
    public void What_cannot_work_is_told_and_nothing_else(string line, int code, string message)
    {
        using var workspace = new Workspace();
        workspace.LinkFlowers("photos", 2);
        Directory.CreateDirectory("empty");
        Directory.CreateDirectory("broken/daisy");
        File.WriteAllText("broken/daisy/a.jpg", "no image");
        Directory.CreateDirectory("saved");
        File.WriteAllText("saved/saved_model.pb", "x");
        string graph = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb";
        Assert.Equal(code, workspace.Run(line.Replace("GRAPH", graph, StringComparison.Ordinal)));
        Assert.Contains(message, workspace.Errors, StringComparison.Ordinal);
        Assert.Empty(workspace.Output);
    }

    private static int Wrong(Workspace workspace) => workspace.Output.Split('\n').Count(line => line.Contains(".jpg  ", StringComparison.Ordinal));

    private static (int Right, int Named) Right(Workspace workspace)
    {
        Match line = Regex.Match(workspace.Output, @"^(\d+) of (\d+) images are labelled rightly$", RegexOptions.Multiline);
        return (int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture));
    }
}
