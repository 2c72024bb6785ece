using Poets.Bench.Measuring;
using Poets.Testing;

namespace Poets.Bench.Reporting;

/// <summary>Writes tables into bench/README.md, each between its own markers, and beside it the raw figures of this processor.</summary>
internal sealed class Readme(string folder)
{
    /// <summary>The readme of this checkout.</summary>
    public static Readme OfThisCheckout() => new(Repository.Path("bench"));

    /// <summary>Replaces what stands between the table's markers and writes its raw file.</summary>
    /// <exception cref="InvalidDataException">The readme has no such markers.</exception>
    public void Write(BenchTable table, string preamble)
    {
        string path = Path.Combine(folder, "README.md");
        File.WriteAllText(path, Replace(File.ReadAllText(path), table.Name, $"{preamble}\n\n{table.ToMarkdown()}"));
        string raw = Path.Combine(folder, "results", Machine.ProcessorSlug);
        Directory.CreateDirectory(raw);
        File.WriteAllText(Path.Combine(raw, table.Name + ".tsv"), table.ToTsv());
    }

    /// <summary>The text with the part between the markers <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c> replaced.</summary>
    public static string Replace(string text, string name, string content)
    {
        string opening = $"<!-- {name} -->\n";
        string closing = $"<!-- /{name} -->";
        int start = text.IndexOf(opening, StringComparison.Ordinal);
        int end = text.IndexOf(closing, StringComparison.Ordinal);
        return start >= 0 && end > start
            ? string.Concat(text.AsSpan(0, start + opening.Length), content, text.AsSpan(end))
            : throw new InvalidDataException($"bench/README.md has no markers {opening.TrimEnd()} … {closing}.");
    }
}
