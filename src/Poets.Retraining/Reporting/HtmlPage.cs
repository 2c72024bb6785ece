using System.Globalization;
using System.Net;
using System.Text;

namespace Poets.Retraining.Reporting;

/// <summary>A page being written: invariant numbers, escaped texts.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder _page = new();

    /// <summary>Appends markup; whatever is not ours in it has to come out of <see cref="Text"/>.</summary>
    public void Add(FormattableString markup) => _page.Append(markup.ToString(CultureInfo.InvariantCulture));

    /// <summary>Appends plain markup.</summary>
    public void Add(string markup) => _page.Append(markup);

    /// <summary>A text as it may stand between tags and in attributes.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A fraction in per cent; a dash where there is none.</summary>
    public static string Percent(double fraction) => double.IsNaN(fraction) ? "–" : $"{PythonText.Fixed(fraction * 100, 1)} %";

    /// <summary>A number; a dash where there is none.</summary>
    public static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public static string Seconds(TimeSpan time) => $"{PythonText.Fixed(time.TotalSeconds, time.TotalSeconds < 10 ? 1 : 0)} s";

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();
}
