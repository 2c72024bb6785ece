using Poets.Imaging;

namespace Poets.Retraining.Pictures;

/// <summary>Scales pictures down by averaging the area that each pixel covers.</summary>
internal static class AreaAverage
{
    /// <summary>The picture as RGB of another size; where that is larger, pixels repeat.</summary>
    /// <exception cref="ArgumentException">The picture has neither 1 nor 3 channels.</exception>
    public static DecodedImage Scale(DecodedImage picture, int columns, int rows)
    {
        if (picture.Channels is not (1 or 3))
        {
            throw new ArgumentException($"A picture of {picture.Channels} channels cannot be drawn; decode it as RGB.", nameof(picture));
        }

        var pixels = new byte[columns * rows * 3];
        for (int y = 0; y < rows; y++)
        {
            (int top, int bottom) = Range(y, rows, picture.Height);
            for (int x = 0; x < columns; x++)
            {
                (int left, int right) = Range(x, columns, picture.Width);
                Average(picture, left, right, top, bottom, pixels.AsSpan(((y * columns) + x) * 3, 3));
            }
        }

        return new DecodedImage(columns, rows, 3, pixels);
    }

    private static (int First, int End) Range(int index, int count, int size)
    {
        int first = (int)((long)index * size / count);
        return (first, Math.Max(first + 1, (int)((long)(index + 1) * size / count)));
    }

    private static void Average(DecodedImage picture, int left, int right, int top, int bottom, Span<byte> pixel)
    {
        long red = 0;
        long green = 0;
        long blue = 0;
        int channels = picture.Channels;
        for (int y = top; y < bottom; y++)
        {
            ReadOnlySpan<byte> line = picture.Pixels.AsSpan(((y * picture.Width) + left) * channels, (right - left) * channels);
            for (int i = 0; i < line.Length; i += channels)
            {
                red += line[i];
                if (channels == 3)
                {
                    green += line[i + 1];
                    blue += line[i + 2];
                }
            }
        }

        long count = (long)(right - left) * (bottom - top);
        pixel[0] = (byte)((red + (count / 2)) / count);
        pixel[1] = channels == 3 ? (byte)((green + (count / 2)) / count) : pixel[0];
        pixel[2] = channels == 3 ? (byte)((blue + (count / 2)) / count) : pixel[0];
    }
}
