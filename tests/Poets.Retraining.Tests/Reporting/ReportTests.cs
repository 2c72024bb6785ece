using System.Text.RegularExpressions;
using System.Xml.Linq;
using Poets.Imaging;
using Poets.Imaging.Jpeg;
using Poets.Retraining.Evaluation;
using Poets.Retraining.Reporting;
using Poets.Retraining.Training;

namespace Poets.Retraining.Tests.Reporting;

public sealed class ReportTests
{
    [Fact]
    public void A_sheet_holds_every_picture_in_its_cell()
    {
        DecodedImage[] pictures = [.. Enumerable.Range(0, 5).Select(i => Plain(40, 20, (byte)(20 * i)))];
        DecodedImage sheet = ContactSheet.Compose(pictures, columns: 3, cellWidth: 20, cellHeight: 20);
        Assert.Equal((6 + (3 * 26), 6 + (2 * 26)), (sheet.Width, sheet.Height));
        for (int i = 0; i < pictures.Length; i++)
        {
            int x = 6 + (i % 3 * 26) + 10;
            int y = 6 + (i / 3 * 26) + 10;
            Assert.Equal((byte)(20 * i), sheet.Pixels[((y * sheet.Width) + x) * 3]);
        }

        DecodedImage back = new ImageDecoder().Decode(ContactSheet.EncodePng(pictures, 3, 20, 20), DecodeOptions.Rgb);
        Assert.Equal(sheet.Pixels, back.Pixels);
    }

    [Fact]
    public void A_sheet_of_nothing_is_refused() => Assert.Throws<ArgumentException>(() => ContactSheet.Compose([], 3));

    [Theory]
    [InlineData(SolverKind.Sgd)]
    [InlineData(SolverKind.Lbfgs)]
    public void The_page_is_well_formed_escaped_and_needs_nothing_else(SolverKind solver)
    {
        using var folder = new TemporaryFolder();
        string picture = folder.File("odd <name>.jpg");
        File.WriteAllBytes(picture, JpegEncoder.Encode(Plain(300, 200, 90)));
        string page = TrainingReport.Render(Result(picture, solver), Steps(), "/photos/a & b", DateTimeOffset.UnixEpoch);

        // Void elements are closed for the parser; everything else must nest.
        string closed = Regex.Replace(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<(meta|br|img)([^>]*)>", "<$1$2/>");
        XDocument parsed = XDocument.Parse(closed);
        Assert.Equal(2, parsed.Descendants("svg").Count());
        Assert.Contains("87.5 %", page, StringComparison.Ordinal);
        Assert.Contains("a &amp; b", page, StringComparison.Ordinal);
        Assert.Contains("odd &lt;name&gt;.jpg", page, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("https?:|//|url\\(|@import|<script", page.Replace("data:image/jpeg;base64,", "", StringComparison.Ordinal).Replace(Convert.ToBase64String(File.ReadAllBytes(picture)), "", StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_gone_leaves_a_gap_and_no_error()
    {
        string page = TrainingReport.Render(Result("/nowhere/gone.jpg", SolverKind.Sgd), Steps(), "x", DateTimeOffset.UnixEpoch);
        Assert.Contains("class=\"none\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_evaluations_or_tests_still_has_a_page()
    {
        var result = new RetrainResult { Architecture = "net", Labels = ["a", "b"] };
        Assert.Contains("Nothing was evaluated.", TrainingReport.Render(result, [], "x", DateTimeOffset.UnixEpoch), StringComparison.Ordinal);
    }

    private static TrainingStep[] Steps() => [.. Enumerable.Range(0, 900).Select(i => new TrainingStep(10 * i, 1 - (0.5 / (i + 1)), 2.0 / (i + 1), i == 3 ? double.NaN : 0.9, 0.4, 30))];

    private static RetrainResult Result(string path, SolverKind solver) => new()
    {
        Architecture = "net",
        Labels = ["a", "b"],
        Solver = solver,
        TestAccuracy = 0.875,
        TestCount = 8,
        Confusion = new ConfusionMatrix(["a", "b"], new[,] { { 4, 1 }, { 0, 3 } }),
        Misclassified = [new MisclassifiedImage(path, "a", "b", 0.75f)],
        Facts = new TrainingFacts { Solver = solver.ToString(), Steps = 9000, KeptStep = 4000, Ended = "all steps done", Duration = TimeSpan.FromSeconds(1) },
    };

    private static DecodedImage Plain(int width, int height, byte value)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, value);
        return new DecodedImage(width, height, 3, pixels);
    }
}
