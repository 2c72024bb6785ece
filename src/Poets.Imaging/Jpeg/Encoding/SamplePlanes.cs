namespace Poets.Imaging.Jpeg.Encoding;

/// <summary>
/// An image as JFIF's Y, Cb and Cr about zero, chrominance averaged over 2 × 2 pixels, edges repeated to whole blocks of
/// 16 × 16.
/// </summary>
internal sealed class SamplePlanes
{
    internal SamplePlanes(DecodedImage image)
    {
        Stride = (image.Width + 15) & ~15;
        int rows = (image.Height + 15) & ~15;
        Luminance = new float[Stride * rows];
        Blue = image.Channels == 3 ? new float[Stride * rows / 4] : [];
        Red = new float[Blue.Length];
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<byte> row = image.Pixels.AsSpan(Math.Min(y, image.Height - 1) * image.Width * image.Channels, image.Width * image.Channels);
            for (int x = 0; x < Stride; x++)
            {
                int at = Math.Min(x, image.Width - 1) * image.Channels;
                if (image.Channels == 1)
                {
                    Luminance[(y * Stride) + x] = row[at] - 128f;
                    continue;
                }

                Split(row.Slice(at, 3), (y * Stride) + x, (y / 2 * (Stride / 2)) + (x / 2));
            }
        }
    }

    /// <summary>Samples a row of <see cref="Luminance"/>; half of it in the others.</summary>
    internal int Stride { get; }

    internal float[] Luminance { get; }

    internal float[] Blue { get; }

    internal float[] Red { get; }

    private void Split(ReadOnlySpan<byte> rgb, int at, int half)
    {
        (float r, float g, float b) = (rgb[0], rgb[1], rgb[2]);
        Luminance[at] = (0.299f * r) + (0.587f * g) + (0.114f * b) - 128;
        Blue[half] += 0.25f * ((-0.168736f * r) - (0.331264f * g) + (0.5f * b));
        Red[half] += 0.25f * ((0.5f * r) - (0.418688f * g) - (0.081312f * b));
    }
}
