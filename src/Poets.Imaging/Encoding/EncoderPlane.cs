namespace Poets.Imaging.Encoding;

/// <summary>One component's samples; beyond the edges the nearest one stands in.</summary>
internal sealed class EncoderPlane(int width, int height)
{
    private readonly byte[] _samples = new byte[width * height];

    internal int this[int x, int y] => _samples[(Math.Min(y, height - 1) * width) + Math.Min(x, width - 1)];

    /// <summary>Grey as it is; RGB as YCbCr, chroma averaged over factor × factor pixels.</summary>
    internal static EncoderPlane[] Split(DecodedImage image, int factor)
    {
        var luma = new EncoderPlane(image.Width, image.Height);
        if (image.Channels == 1)
        {
            image.Pixels.CopyTo(luma._samples, 0);
            return [luma];
        }

        int width = (image.Width + factor - 1) / factor;
        int height = (image.Height + factor - 1) / factor;
        var blue = new EncoderPlane(width, height);
        var red = new EncoderPlane(width, height);
        for (int i = 0; i < luma._samples.Length; i++)
        {
            var (r, g, b) = (image.Pixels[3 * i], image.Pixels[(3 * i) + 1], image.Pixels[(3 * i) + 2]);
            luma._samples[i] = Round((0.299 * r) + (0.587 * g) + (0.114 * b));
        }

        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                var (r, g, b) = Average(image, x * factor, y * factor, factor);
                blue._samples[(y * width) + x] = Round(128 - (0.168736 * r) - (0.331264 * g) + (0.5 * b));
                red._samples[(y * width) + x] = Round(128 + (0.5 * r) - (0.418688 * g) - (0.081312 * b));
            }
        }

        return [luma, blue, red];
    }

    private static (double R, double G, double B) Average(DecodedImage image, int left, int top, int factor)
    {
        double r = 0;
        double g = 0;
        double b = 0;
        for (int dy = 0; dy < factor; dy++)
        {
            for (int dx = 0; dx < factor; dx++)
            {
                int at = ((Math.Min(top + dy, image.Height - 1) * image.Width) + Math.Min(left + dx, image.Width - 1)) * 3;
                r += image.Pixels[at];
                g += image.Pixels[at + 1];
                b += image.Pixels[at + 2];
            }
        }

        int count = factor * factor;
        return (r / count, g / count, b / count);
    }

    private static byte Round(double value) => (byte)Math.Clamp((int)Math.Round(value), 0, 255);
}
