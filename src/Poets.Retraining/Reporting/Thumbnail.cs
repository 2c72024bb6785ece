using Poets.Imaging;
using Poets.Imaging.Jpeg;
using Poets.Retraining.Engines;
using Poets.Retraining.Files;
using Poets.Retraining.Pictures;

namespace Poets.Retraining.Reporting;

/// <summary>Small versions of pictures.</summary>
internal static class Thumbnail
{
    private const int Side = 240;
    private const int Quality = 82;

    /// <summary>Files' thumbnails as <c>data:</c> addresses, in order; null for each file that cannot be read any more.</summary>
    public static string?[] DataUris(IReadOnlyList<string> paths)
    {
        var addresses = new string?[paths.Count];
        Parallel.For(0, paths.Count, i => addresses[i] = DataUri(paths[i]));
        return addresses;
    }

    /// <summary>The picture as RGB, scaled down to fit a box; pictures that fit are not enlarged.</summary>
    /// <exception cref="ArgumentException">The picture has neither 1 nor 3 channels.</exception>
    public static DecodedImage Fit(DecodedImage picture, int width, int height)
    {
        double scale = Math.Min(1, Math.Min((double)width / picture.Width, (double)height / picture.Height));
        return AreaAverage.Scale(picture, Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)));
    }

    private static string? DataUri(string path)
    {
        try
        {
            DecodedImage picture = Decoders.Default.Decode(File.ReadAllBytes(path), DecodeOptions.Rgb);
            return "data:image/jpeg;base64," + Convert.ToBase64String(JpegEncoder.Encode(Fit(picture, Side, Side), Quality));
        }
        catch (Exception error) when (FileFaults.Concerns(error))
        {
            return null;
        }
    }
}
