using System.Text.RegularExpressions;

namespace Poets.Cli.Tests.Commands;

/// <summary>The main job with nothing but this program.</summary>
[Collection(CurrentFolderGroup.Name)]
public class DemoTests
{
    [Fact]
    public void The_demo_learns_its_pictures_and_says_what_to_do_next()
    {
        using var workspace = new Workspace();
        Assert.Equal(0, workspace.Run("demo --dir demo --pictures 20"));
        Match tested = Regex.Match(workspace.Output, @"Tested it on the (\d+) pictures it had never seen: (\d+\.\d)% are named rightly");
        Assert.True(tested.Success, workspace.Output);
        Assert.InRange(double.Parse(tested.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), 60, 100);
        Assert.Contains("made up by this program, not photographed", workspace.Output, StringComparison.Ordinal);
        Assert.Contains("poets label_image --graph my_graph.pb --image any_photo.jpg", workspace.Output, StringComparison.Ordinal);
        Assert.Empty(workspace.Errors);
        Assert.Equal(80, Directory.EnumerateFiles("demo/bottlenecks", "*.txt", SearchOption.AllDirectories).Count());

        string picture = Regex.Match(workspace.Output, @"Labelling one of those, (.+)").Groups[1].Value;
        Assert.Equal(0, workspace.Run($"label_image --graph demo/retrained_graph.pb --image {picture}"));
        Assert.Equal(4, workspace.Output.Split('\n').Count(line => line.Contains("(score=", StringComparison.Ordinal)));
    }
}
