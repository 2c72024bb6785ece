using System.Globalization;
using Poets.Retraining.Duplicates;

namespace Poets.Retraining.Reporting;

/// <summary>Thumbnails of what went wrong, and of pictures that sit in two sets.</summary>
internal static class PictureSections
{
    private const int MostThumbnails = 120;
    private const int MostPairs = 40;

    /// <summary>Writes the testing images that were labelled wrongly, the surest first.</summary>
    public static void WriteMisclassified(HtmlPage page, IReadOnlyList<MisclassifiedImage> images)
    {
        page.Add($"<section><h2>Labelled wrongly <span class=\"quiet\">{images.Count} testing {(images.Count == 1 ? "image" : "images")}</span></h2>");
        if (images.Count == 0)
        {
            page.Add("<p class=\"quiet\">None: every testing image got its folder's label.</p></section>");
            return;
        }

        MisclassifiedImage[] shown = [.. images.OrderByDescending(image => image.Score).Take(MostThumbnails)];
        page.Add($"<p class=\"quiet\">{(shown.Length < images.Count ? $"The {shown.Length} that the network is surest of. " : string.Empty)}The surest mistakes come first; now and then it is the folder that is wrong.</p><div class=\"pictures\">");
        string?[] thumbnails = Thumbnail.DataUris(Array.ConvertAll(shown, image => image.Path));
        for (int i = 0; i < shown.Length; i++)
        {
            MisclassifiedImage image = shown[i];
            page.Add($"<figure title=\"{HtmlPage.Text(image.Path)}\">{Picture(thumbnails[i], $"{image.ActualLabel} taken for {image.PredictedLabel}")}<figcaption><b>{HtmlPage.Text(image.PredictedLabel)}</b> {HtmlPage.Percent(image.Score)}<br>is {HtmlPage.Text(image.ActualLabel)}<small>{HtmlPage.Text(Path.GetFileName(image.Path))}</small></figcaption></figure>");
        }

        page.Add("</div></section>");
    }

    /// <summary>Writes the pictures that sit in two sets, side by side; nothing where there are none.</summary>
    public static void WriteDuplicates(HtmlPage page, IReadOnlyList<DuplicateImage> duplicates)
    {
        if (duplicates.Count == 0)
        {
            return;
        }

        page.Add($"<section><h2>In two sets at once <span class=\"quiet\">{duplicates.Count} {(duplicates.Count == 1 ? "picture" : "pictures")}</span></h2><p class=\"quiet\">Training has seen these pictures, so the accuracies flatter by them.{(duplicates.Count > MostPairs ? string.Create(CultureInfo.InvariantCulture, $" The first {MostPairs} are shown.") : string.Empty)}</p><div class=\"pictures pairs\">");
        DuplicateImage[] shown = [.. duplicates.Take(MostPairs)];
        string?[] thumbnails = Thumbnail.DataUris([.. shown.SelectMany(pair => new[] { pair.Path, pair.TwinPath })]);
        for (int i = 0; i < shown.Length; i++)
        {
            DuplicateImage pair = shown[i];
            string labels = pair.Label == pair.TwinLabel ? HtmlPage.Text(pair.Label) : $"<b>{HtmlPage.Text(pair.Label)}</b> and <b>{HtmlPage.Text(pair.TwinLabel)}</b>";
            page.Add($"<figure title=\"{HtmlPage.Text(pair.Path)} – {HtmlPage.Text(pair.TwinPath)}\"><div class=\"pair\">{Picture(thumbnails[2 * i], pair.Path)}{Picture(thumbnails[(2 * i) + 1], pair.TwinPath)}</div><figcaption>{labels}: {DuplicateCheck.Name(pair.Category)}, {DuplicateCheck.Name(pair.TwinCategory)}<small>{HtmlPage.Text(Path.GetFileName(pair.Path))} is {DuplicateCheck.Words(pair.Kind)} {HtmlPage.Text(Path.GetFileName(pair.TwinPath))}</small></figcaption></figure>");
        }

        page.Add("</div></section>");
    }

    private static string Picture(string? address, string alternative) =>
        address is null ? "<div class=\"none\">no longer readable</div>" : $"<img alt=\"{HtmlPage.Text(alternative)}\" src=\"{address}\">";
}
