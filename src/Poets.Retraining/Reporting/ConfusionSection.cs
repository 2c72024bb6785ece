using System.Globalization;
using Poets.Retraining.Evaluation;

namespace Poets.Retraining.Reporting;

/// <summary>The confusion matrix, the commonest confusions and each class's figures.</summary>
internal static class ConfusionSection
{
    // A larger square is neither read nor drawn in a moment; the list of confusions says what there is to say.
    private const int LargestMatrix = 40;
    private const int MostConfusions = 30;

    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page, ConfusionMatrix confusion)
    {
        page.Add("<section><h2>What was taken for what</h2>");
        if (confusion.Labels.Count <= LargestMatrix)
        {
            WriteMatrix(page, confusion);
        }
        else
        {
            WriteConfusions(page, confusion);
        }

        page.Add("</section><section><h2>By class</h2>");
        WriteClasses(page, confusion);
        page.Add("</section>");
    }

    private static void WriteMatrix(HtmlPage page, ConfusionMatrix confusion)
    {
        page.Add("<p class=\"quiet\">Testing images. A row for what an image is, a column for what it was taken for.</p><div class=\"scroll\"><table class=\"matrix\"><thead><tr><td></td>");
        foreach (string label in confusion.Labels)
        {
            page.Add($"<th scope=\"col\">{HtmlPage.Text(label)}</th>");
        }

        page.Add("</tr></thead><tbody>");
        for (int actual = 0; actual < confusion.Labels.Count; actual++)
        {
            page.Add($"<tr><th scope=\"row\">{HtmlPage.Text(confusion.Labels[actual])}</th>");
            for (int predicted = 0; predicted < confusion.Labels.Count; predicted++)
            {
                WriteCell(page, confusion, actual, predicted);
            }

            page.Add("</tr>");
        }

        page.Add("</tbody></table></div>");
    }

    private static void WriteCell(HtmlPage page, ConfusionMatrix confusion, int actual, int predicted)
    {
        int count = confusion[actual, predicted];
        double share = (double)count / Math.Max(1, confusion.Classes[actual].Actual);
        string colour = actual == predicted ? "good" : "bad";
        double strength = count == 0 ? 0 : 0.14 + (0.7 * share);
        string tip = $"{confusion.Labels[actual]} taken for {confusion.Labels[predicted]}: {count} of {confusion.Classes[actual].Actual}";
        string text = count == 0 ? "·" : count.ToString(CultureInfo.InvariantCulture);
        string shade = strength.ToString("0.##", CultureInfo.InvariantCulture);
        page.Add($"<td{(count == 0 ? " class=\"zero\"" : string.Empty)} title=\"{HtmlPage.Text(tip)}\" style=\"background:rgba(var(--{colour}),{shade})\">{text}</td>");
    }

    private static void WriteConfusions(HtmlPage page, ConfusionMatrix confusion)
    {
        var pairs =
            from actual in Enumerable.Range(0, confusion.Labels.Count)
            from predicted in Enumerable.Range(0, confusion.Labels.Count)
            where actual != predicted && confusion[actual, predicted] > 0
            orderby confusion[actual, predicted] descending, actual, predicted
            select (actual, predicted);
        page.Add($"<p class=\"quiet\">{confusion.Labels.Count} classes are too many for a square; these are the {MostConfusions} commonest confusions of the testing images.</p><div class=\"scroll\"><table><thead><tr><th scope=\"col\">is</th><th scope=\"col\">taken for</th><th scope=\"col\" class=\"n\">images</th></tr></thead><tbody>");
        foreach ((int actual, int predicted) in pairs.Take(MostConfusions))
        {
            page.Add($"<tr><td>{HtmlPage.Text(confusion.Labels[actual])}</td><td>{HtmlPage.Text(confusion.Labels[predicted])}</td><td class=\"n\">{confusion[actual, predicted]} of {confusion.Classes[actual].Actual}</td></tr>");
        }

        page.Add("</tbody></table></div>");
    }

    private static void WriteClasses(HtmlPage page, ConfusionMatrix confusion)
    {
        page.Add("<div class=\"scroll\"><table class=\"classes\"><thead><tr><th scope=\"col\">class</th><th scope=\"col\" class=\"n\">images</th><th scope=\"col\">recognised <span class=\"quiet\">recall</span></th><th scope=\"col\">right when named <span class=\"quiet\">precision</span></th><th scope=\"col\" class=\"n\">F1</th></tr></thead><tbody>");
        foreach (ClassFigures figures in confusion.Classes)
        {
            page.Add($"<tr><th scope=\"row\">{HtmlPage.Text(figures.Label)}</th><td class=\"n\">{figures.Actual}</td><td>{Bar(figures.Recall)}</td><td>{Bar(figures.Precision)}</td><td class=\"n\">{HtmlPage.Number(figures.F1, "0.00")}</td></tr>");
        }

        page.Add("</tbody></table></div>");
    }

    private static string Bar(double fraction) => double.IsNaN(fraction)
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"<span class=\"bar\"><u style=\"width:{fraction * 100:0.#}%\"></u></span>{HtmlPage.Percent(fraction)}");
}
