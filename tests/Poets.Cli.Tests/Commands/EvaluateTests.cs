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
    public void Operations_are_counted()
    {
        using var workspace = new Workspace();
        string graph = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb";
        Assert.Equal(0, workspace.Run($"count_ops {graph}"));
        Assert.Equal("560\n", workspace.Output);
        Assert.Equal(0, workspace.Run($"count_ops {graph} final_result"));
        Assert.Equal("1\n", workspace.Output);
    }
}
