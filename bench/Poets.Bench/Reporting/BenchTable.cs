using System.Globalization;
using System.Text;

namespace Poets.Bench.Reporting;

/// <summary>A table as the readme shows it and as the raw results keep it.</summary>
/// <param name="Name">The name of its markers in the readme and of its raw file.</param>
/// <param name="Headers">Column titles.</param>
internal sealed record BenchTable(string Name, params string[] Headers)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Remarks below the table: peers that were missing, what a column leaves out.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The rows so far.</summary>
    public IReadOnlyList<string[]> Rows => _rows;

    /// <summary>Adds a row; null cells stay empty.</summary>
    public void Add(params string?[] cells)
    {
        if (cells.Length != Headers.Length)
        {
            throw new ArgumentException($"Table {Name} has {Headers.Length} columns, this row {cells.Length}.", nameof(cells));
        }

        _rows.Add(Array.ConvertAll(cells, cell => cell ?? ""));
    }

    /// <summary>As Markdown, first column to the left, the others to the right.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Line(text, Headers);
        Line(text, [.. Headers.Select((_, column) => column == 0 ? "---" : "---:")]);
        foreach (string[] row in _rows)
        {
            Line(text, row);
        }

        foreach (string note in Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{note}\n");
        }

        return text.ToString();
    }

    /// <summary>As tab-separated values with a header line.</summary>
    public string ToTsv() => string.Concat(_rows.Prepend(Headers).Select(row => string.Join('\t', row) + "\n"));

    private static void Line(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
