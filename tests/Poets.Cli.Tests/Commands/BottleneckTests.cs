using Poets.Retraining.Demo;

namespace Poets.Cli.Tests.Commands;

[Collection(CurrentFolderGroup.Name)]
public class BottleneckTests
{
    private const int Features = 3104;

    [Fact]
    public void Folders_and_files_give_a_line_an_image_in_their_order()
    {
        using var workspace = new Workspace();
        DemoDataset.Write("pictures", 2, 1, CancellationToken.None);
        string single = Directory.EnumerateFiles(Path.Combine("pictures", "rings")).Order(StringComparer.Ordinal).Last();
        Assert.Equal(0, workspace.Run($"bottleneck --bottleneck_dir=cache {single} {Path.Combine("pictures", "balls")}"));
        string[][] lines = [.. workspace.Output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t'))];
        Assert.Equal([single, .. Directory.EnumerateFiles(Path.Combine("pictures", "balls")).Order(StringComparer.Ordinal)], lines.Select(line => line[0]));
        Assert.All(lines, line => Assert.Equal(Features, line[1].Split(',').Length));
        Assert.Equal(lines[0][1], File.ReadAllText(Path.Combine("cache", "rings", $"{Path.GetFileName(single)}_efficientnet_lite0.txt")));
        Assert.Empty(workspace.Errors);
    }

    [Fact]
    public void A_bad_file_is_told_and_the_others_are_printed_all_the_same()
    {
        using var workspace = new Workspace();
        DemoDataset.Write("pictures", 1, 1, CancellationToken.None);
        File.WriteAllText(Path.Combine("pictures", "balls", "bad.jpg"), "no image");
        Assert.Equal(1, workspace.Run("bottleneck pictures missing.jpg"));
        Assert.Equal(DemoDataset.Classes.Count, workspace.Output.TrimEnd('\n').Split('\n').Length);
        string[] errors = workspace.Errors.TrimEnd('\n').Split('\n');
        Assert.Equal(2, errors.Length);
        Assert.StartsWith($"poets bottleneck: error: {Path.Combine("pictures", "balls", "bad.jpg")}: ", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("poets bottleneck: error: missing.jpg: ", errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_an_error_and_costs_no_line()
    {
        using var workspace = new Workspace();
        DemoDataset.Write("pictures", 2, 1, CancellationToken.None);
        File.WriteAllText("cache", "a file where a folder should be");
        Assert.Equal(1, workspace.Run("bottleneck --bottleneck_dir=cache pictures"));
        Assert.Equal(2 * DemoDataset.Classes.Count, workspace.Output.TrimEnd('\n').Split('\n').Length);
        Assert.StartsWith("poets bottleneck: error: Bottlenecks cannot be kept in cache", Assert.Single(workspace.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_named_once()
    {
        using var workspace = new Workspace();
        Assert.Equal(1, workspace.Run("bottleneck --graph=x.pb --architecture=mobilenet_0.25_128 a.jpg"));
        Assert.Contains("--architecture, --tfhub_module and --graph each name the network; give one of them.", workspace.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_do_is_a_wrong_command_line()
    {
        using var workspace = new Workspace();
        Assert.Equal(2, workspace.Run("bottleneck"));
        Assert.Contains("the following arguments are required: PATH", workspace.Errors, StringComparison.Ordinal);
    }
}
