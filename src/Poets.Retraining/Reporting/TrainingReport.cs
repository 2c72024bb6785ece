using System.Globalization;
using Poets.Retraining.Training;

namespace Poets.Retraining.Reporting;

/// <summary>
/// A run as one HTML page that needs nothing else: accuracies, curves, confusion matrix, figures by class, thumbnails of
/// the images that were labelled wrongly, and the facts of the run.
/// </summary>
public sealed class TrainingReport
{
    // What a browser may load: nothing but what stands in the page.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private readonly RetrainResult _result;
    private readonly IReadOnlyList<TrainingStep> _steps;
    private readonly HtmlPage _page = new();

    private TrainingReport(RetrainResult result, IReadOnlyList<TrainingStep> steps) => (_result, _steps) = (result, steps);

    /// <summary>The page's text.</summary>
    /// <param name="result">What the run came to; its misclassified images are read for their thumbnails.</param>
    /// <param name="steps">The evaluations, in order.</param>
    /// <param name="imageDirectory">What was trained on, for the title.</param>
    /// <param name="when">When the run ended.</param>
    public static string Render(RetrainResult result, IReadOnlyList<TrainingStep> steps, string imageDirectory, DateTimeOffset when)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(imageDirectory);
        return new TrainingReport(result, steps).Page(imageDirectory, when);
    }

    private string Page(string imageDirectory, DateTimeOffset when)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(imageDirectory)) is { Length: > 0 } last and not ("." or "..") ? last : imageDirectory;
        _page.Add($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{HtmlPage.Text(name)}: training report</title><style>{ReportStyle.Css}</style></head><body><main>");
        _page.Add($"<header><h1>{HtmlPage.Text(name)}</h1><p class=\"quiet\">{_result.Labels.Count} classes on {HtmlPage.Text(_result.Architecture)} · {when.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}</p></header>");
        AddTiles();
        AddCurves();
        if (_result.Confusion is { Count: > 0 } confusion)
        {
            ConfusionSection.Write(_page, confusion);
        }

        PictureSections.WriteDuplicates(_page, _result.Duplicates);
        if (_result.TestCount > 0)
        {
            PictureSections.WriteMisclassified(_page, _result.Misclassified);
        }

        AddFacts(imageDirectory);
        _page.Add("</main></body></html>\n");
        return _page.ToString();
    }

    private void AddTiles()
    {
        _page.Add("<div class=\"tiles\">");
        Tile(" main", HtmlPage.Percent(_result.TestAccuracy), _result.TestCount > 0 ? $"of {_result.TestCount} testing images are labelled rightly" : "there were no testing images");
        Tile("", HtmlPage.Percent(_result.ValidationAccuracy), $"of {_result.ValidationCount} validation images");
        if (_result.TrainingCount > 0)
        {
            Tile("", HtmlPage.Percent(_result.TrainingAccuracy), $"of {_result.TrainingCount} training images");
        }

        Tile("", HtmlPage.Number(_result.TestCrossEntropy, "0.000"), "cross entropy of the test");
        Tile("", HtmlPage.Seconds(_result.TrainingTime), _result.Facts is { } facts ? $"of training, {facts.Steps.ToString(CultureInfo.InvariantCulture)} {StepWord}s" : "of training");
        _page.Add("</div>");
    }

    private void AddCurves()
    {
        int kept = _result.Facts?.KeptStep ?? 0;
        _page.Add("<section><h2>Training</h2><div class=\"charts\">");
        Curve("Accuracy", step => step.TrainAccuracy, step => step.ValidationAccuracy, kept, percent: true);
        Curve("Cross entropy", step => step.CrossEntropy, step => step.ValidationCrossEntropy, kept, percent: false);
        _page.Add("</div>");
        if (_result.Solver == SolverKind.Lbfgs)
        {
            _page.Add("<p class=\"quiet\">Regularisation goes from strong to weak, once for each scaling of the features, so curves may jump where one begins anew. The dashed line is the answer that was kept.</p>");
        }

        _page.Add("</section>");
    }

    private void Curve(string title, Func<TrainingStep, double> train, Func<TrainingStep, double> validation, int kept, bool percent)
    {
        (string, IReadOnlyList<(int, double)>)[] lines =
        [
            ("train", [.. _steps.Select(step => (step.Step, train(step)))]),
            ("validation", [.. _steps.Select(step => (step.Step, validation(step)))]),
        ];
        _page.Add($"<figure><figcaption>{title} by {StepWord}<span><i class=\"train\">training</i><i class=\"validation\">validation</i><i class=\"kept\">kept</i></span></figcaption>{LineChart.Draw(title, lines, kept, percent)}</figure>");
    }

    private void AddFacts(string imageDirectory)
    {
        _page.Add("<section><h2>The run</h2><div class=\"scroll\"><table class=\"facts\"><tbody>");
        Fact("images", imageDirectory);
        Fact("network", _result.Architecture);
        Fact("solver", $"{_result.Solver}{(_result.Facts is null ? "" : $": {_result.Facts.Ended}")}");
        Fact("parameters", string.Join(", ", _result.HyperParameters.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key} {item.Value:R}"))));
        Fact("bottlenecks", $"{_result.ComputedBottlenecks} computed, {_result.CachedBottlenecks} from the cache, {HtmlPage.Seconds(_result.BottleneckTime)}");
        Fact("left out", _result.BadFiles.Count == 0 ? "no file" : string.Join(", ", _result.BadFiles));
        Fact("graph", _result.GraphPath);
        Fact("labels", _result.LabelsPath);
        Fact("SavedModel", _result.SavedModelPath);
        Fact("TensorBoard", _result.SummariesPath);
        _page.Add("</tbody></table></div></section>");
    }

    private string StepWord => _result.Solver == SolverKind.Lbfgs ? "iteration" : "step";

    private void Tile(string style, string figure, string caption) => _page.Add($"<div class=\"tile{style}\"><b>{figure}</b><span>{HtmlPage.Text(caption)}</span></div>");

    private void Fact(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _page.Add($"<tr><th scope=\"row\">{HtmlPage.Text(name)}</th><td>{HtmlPage.Text(value)}</td></tr>");
        }
    }
}
