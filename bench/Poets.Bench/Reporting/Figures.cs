using System.Globalization;

namespace Poets.Bench.Reporting;

/// <summary>Numbers as the tables print them, with three digits that count.</summary>
internal static class Figures
{
    /// <summary>Three significant digits without an exponent.</summary>
    public static string Short(double value)
    {
        int decimals = value == 0 || !double.IsFinite(value) ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>The peer's time over ours, or empty where there is no peer; below 1 in bold.</summary>
    public static string? Ratio(double? peer, double ours)
    {
        string? ratio = (peer / ours)?.ToString("F2", CultureInfo.InvariantCulture);
        return peer < ours ? $"**{ratio}**" : ratio;
    }
}
