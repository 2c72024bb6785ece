namespace Poets.Imaging;

/// <summary>Refuses sizes before memory is taken for them.</summary>
internal static class ImageLimits
{
    /// <exception cref="ImageDecodingException">More pixels than the limit, or more bytes than an array can hold.</exception>
    internal static void Check(string format, long width, long height, long maximumPixels)
    {
        if (width <= 0 || height <= 0)
        {
            throw new ImageDecodingException($"{format}: the image is {width} × {height} pixels.");
        }

        if (width * height > maximumPixels)
        {
            throw new ImageDecodingException($"{format}: the image is {width} × {height} pixels; at most {maximumPixels} are decoded.");
        }

        if (width * height * 4 > Array.MaxLength)
        {
            throw new ImageDecodingException($"{format}: {width} × {height} pixels do not fit in memory.");
        }
    }
}
