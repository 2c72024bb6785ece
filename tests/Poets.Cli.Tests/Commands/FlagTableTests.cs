using System.Text.RegularExpressions;

namespace Poets.Cli.Tests.Commands;

/// <summary>docs/compatibility.md against what the commands really take, and against the scripts' reference.</summary>
[Collection(CurrentFolderGroup.Name)]
public class FlagTableTests
{
    [Theory]
    [InlineData("retrain", "retrain.py", 27)]
    [InlineData("label_image", "label_image.py", 9)]
    public void The_table_has_each_flag_with_its_default(string command, string section, int scripts)
    {
        using var workspace = new Workspace();
        Assert.Equal(0, workspace.Run(command + " -h"));
        string[] halves = workspace.Output.Split("options that the scripts do not have:");
        IReadOnlyList<FlagRow> rows = FlagTable.Read(section);
        Assert.Equal(Flags(halves[0]), rows.Where(row => row.First != "–" || row.Second != "–").Select(row => (row.Flag, row.Here)));
        Assert.Equal(Flags(halves[1]), rows.Where(row => row.First == "–" && row.Second == "–").Select(row => (row.Flag, row.Here)));
        Assert.Equal(scripts, Flags(halves[0]).Count());
    }

    [SkippableFact]
    public void The_scripts_defaults_are_those_of_the_reference()
    {
        IEnumerable<string> reference = File.ReadLines(SharedMaterial.Path("reference", "retrain.md"));
        var expected = reference.SkipWhile(line => !line.StartsWith("### 1.2", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("### 1.3", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `--", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => (C: Default(cells[3]), H: Default(cells[4])));
        IReadOnlyList<FlagRow> rows = [.. FlagTable.Read("retrain.py").Where(row => row.First != "–" || row.Second != "–")];
        Assert.Equal(expected.Keys.Order(), rows.Select(row => row.Flag).Order());
        Assert.All(rows, row =>
        {
            Assert.Equal(expected[row.Flag].C, row.First);
            Assert.EndsWith(row.Second, expected[row.Flag].H, StringComparison.Ordinal);
        });
    }

    private static string Default(string cell) => cell switch
    {
        "*absent*" => "–",
        "`''` (empty)" => "empty",
        _ => cell.Trim('`'),
    };

    // Two lines a flag: its name and value, then a sentence that ends with the default.
    private static IEnumerable<(string Flag, string Default)> Flags(string help) =>
        Regex.Matches(help, @"^  (--\w+)( \S+)?\n      (.*)$", RegexOptions.Multiline).Select(match => (
            match.Groups[1].Value,
            match.Groups[2].Length == 0 ? "off" : Regex.Match(match.Groups[3].Value, "Default: (.*)\\.$") is { Success: true } found ? found.Groups[1].Value : "none"));
}
