namespace Poets.Retraining.Datasets;

/// <summary>Orders text by code points, as Python sorts; UTF-16 order differs where surrogates meet U+E000 and above.</summary>
public sealed class CodePointComparer : IComparer<string>
{
    /// <summary>The one there needs to be.</summary>
    public static CodePointComparer Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return x is null ? (y is null ? 0 : -1) : 1;
        }

        int common = x.AsSpan().CommonPrefixLength(y);
        return common == x.Length || common == y.Length ? x.Length - y.Length : Rank(x[common]) - Rank(y[common]);
    }

    // Surrogates stand for code points above every other UTF-16 unit.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
