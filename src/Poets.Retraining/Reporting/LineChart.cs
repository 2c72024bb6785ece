using System.Globalization;
using System.Net;
using System.Text;

namespace Poets.Retraining.Reporting;

/// <summary>Draws lines over steps as inline SVG; colours come from the page's style.</summary>
internal sealed class LineChart
{
    private const int Width = 560;
    private const int Height = 250;
    private const int Left = 46;
    private const int Right = 12;
    private const int Top = 12;
    private const int Bottom = 30;

    /// <summary>More points than this cannot be told apart; each drawn one then stands for the mean of several.</summary>
    private const int MostPoints = 400;

    private readonly double _lowest;
    private readonly double _highest;
    private readonly double _lastStep;
    private readonly Func<double, string> _format;

    private LineChart(double lowest, double highest, double lastStep, Func<double, string> format) =>
        (_lowest, _highest, _lastStep, _format) = (lowest, highest, Math.Max(1, lastStep), format);

    /// <summary>A chart with axes, lines and a mark at the step that was kept.</summary>
    /// <param name="title">What a screen reader says.</param>
    /// <param name="lines">Each line's style class and its points; NaN values are left out.</param>
    /// <param name="kept">The step to mark.</param>
    /// <param name="percent">Whether values are fractions to be shown as per cent.</param>
    public static string Draw(string title, IReadOnlyList<(string Style, IReadOnlyList<(int Step, double Value)> Points)> lines, int kept, bool percent)
    {
        double[] values = [.. lines.SelectMany(line => line.Points).Select(point => point.Value).Where(double.IsFinite)];
        if (values.Length == 0)
        {
            return "<p class=\"quiet\">Nothing was evaluated.</p>";
        }

        // A few wild first values must not flatten all others.
        double[] sorted = [.. values.Order()];
        double top = percent ? 1 : Math.Min(sorted[^1], 3 * sorted[(int)(0.9 * (sorted.Length - 1))]);
        double bottom = percent ? Math.Floor(sorted[0] * 10) / 10 : 0;
        double step = NiceStep((top - bottom) / 4);
        top = percent ? 1 : Math.Ceiling((top / step) - 1e-9) * step;
        Func<double, string> format = percent ? value => Invariant($"{value * 100:0.#} %") : value => Invariant($"{value:0.###}");
        int lastStep = lines.SelectMany(line => line.Points).Max(point => point.Step);
        return new LineChart(bottom, Math.Max(top, bottom + step), lastStep, format).Render(title, lines, kept, step);
    }

    private string Render(string title, IReadOnlyList<(string Style, IReadOnlyList<(int Step, double Value)> Points)> lines, int kept, double step)
    {
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">"));
        for (double value = _highest; value >= _lowest - (step * 1e-6); value -= step)
        {
            svg.Append(Invariant($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):0.#}\" y2=\"{Y(value):0.#}\"/>"));
            svg.Append(Invariant($"<text class=\"tick\" text-anchor=\"end\" x=\"{Left - 6}\" y=\"{Y(value) + 4:0.#}\">{_format(value)}</text>"));
        }

        double across = NiceStep(_lastStep / 5);
        for (double at = 0; at <= _lastStep; at += Math.Max(1, across))
        {
            svg.Append(Invariant($"<text class=\"tick\" text-anchor=\"middle\" x=\"{X(at):0.#}\" y=\"{Height - 8}\">{at:0}</text>"));
        }

        svg.Append(Invariant($"<line class=\"kept\" x1=\"{X(kept):0.#}\" x2=\"{X(kept):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"><title>kept: {kept}</title></line>"));
        foreach ((string style, IReadOnlyList<(int Step, double Value)> points) in lines)
        {
            Append(svg, style, Thin([.. points.Where(point => double.IsFinite(point.Value))]));
        }

        return svg.Append("</svg>").ToString();
    }

    private void Append(StringBuilder svg, string style, List<(double Step, double Value)> points)
    {
        if (points.Count == 1)
        {
            svg.Append(Invariant($"<circle class=\"{style}\" r=\"3\" cx=\"{X(points[0].Step):0.#}\" cy=\"{Y(points[0].Value):0.#}\"/>"));
            return;
        }

        svg.Append(Invariant($"<polyline class=\"{style}\" points=\""));
        foreach ((double step, double value) in points)
        {
            svg.Append(Invariant($"{X(step):0.#},{Y(value):0.#} "));
        }

        svg.Append("\"/>");
    }

    private static List<(double Step, double Value)> Thin(IReadOnlyList<(int Step, double Value)> points)
    {
        int share = (points.Count + MostPoints - 1) / MostPoints;
        return [.. points.Chunk(Math.Max(1, share)).Select(chunk => (chunk.Average(point => (double)point.Step), chunk.Average(point => point.Value)))];
    }

    private double X(double step) => Left + (step / _lastStep * (Width - Left - Right));

    private double Y(double value) => Top + ((_highest - Math.Min(value, _highest)) / (_highest - _lowest) * (Height - Top - Bottom));

    /// <summary>1, 2 or 5 times a power of ten, at least <paramref name="atLeast"/>.</summary>
    private static double NiceStep(double atLeast)
    {
        if (!(atLeast > 0))
        {
            return 0.1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        double factor = atLeast / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
