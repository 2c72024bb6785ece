namespace Poets.Testing;

/// <summary>The tables of flags in <c>docs/compatibility.md</c>.</summary>
public static class FlagTable
{
    /// <summary>The rows of a section.</summary>
    /// <param name="section">What its title ends with: <c>retrain.py</c> or <c>label_image.py</c>.</param>
    public static IReadOnlyList<FlagRow> Read(string section)
    {
        string title = $"### Flags of {section}";
        return
        [
            .. File.ReadLines(Repository.Path("docs", "compatibility.md"))
                .SkipWhile(line => line != title).Skip(1)
                .TakeWhile(line => !line.StartsWith('#'))
                .Where(line => line.StartsWith("| `--", StringComparison.Ordinal))
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Select(cells => new FlagRow(cells[1].Trim('`'), cells[2], cells[3], cells[4], cells[5].Trim('`').TrimStart('-'))),
        ];
    }
}
