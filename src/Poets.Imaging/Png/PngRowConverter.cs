namespace Poets.Imaging.Png;

/// <summary>Turns a row of stored samples into the wanted channels of 8 bits, in libpng's order of steps.</summary>
internal sealed class PngRowConverter
{
    private readonly PngFile _png;
    private readonly PngGreyMixture? _mixture;

    internal PngRowConverter(PngFile png, int channels)
    {
        (_png, Channels) = (png, channels);
        _mixture = channels < 3 && !png.Header.IsGrey ? new PngGreyMixture(png) : null;
    }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
    internal int Channels { get; }

    /// <param name="row">Stored bytes of one row.</param>
    /// <param name="pixels">Width × channels samples.</param>
    internal void Convert(ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        var header = _png.Header;
        if (header.Depth == 8 && header.Color == PngColor.Rgb && Channels == 3)
        {
            row[..pixels.Length].CopyTo(pixels);
            return;
        }

        int count = pixels.Length / Channels;
        for (int i = 0; i < count; i++)
        {
            Convert(row, i, pixels.Slice(i * Channels, Channels));
        }
    }

    private void Convert(ReadOnlySpan<byte> row, int index, Span<byte> pixel)
    {
        var header = _png.Header;
        int depth = header.Depth;
        int stored = header.StoredChannels;
        int first = index * stored;
        int r = Sample(row, first);
        int g = r;
        int b = r;
        int alpha;
        if (header.Color == PngColor.Palette)
        {
            var palette = _png.Palette!;
            alpha = _png.Transparency is { } alphas && r < alphas.Length ? alphas[r] : 255;
            (r, g, b) = (palette[3 * r], palette[(3 * r) + 1], palette[(3 * r) + 2]);

            // Without transparency TensorFlow fills in the largest value of the stored depth, not of eight bits.
            alpha = _png.Transparency is null ? (1 << depth) - 1 : alpha;
            depth = 8;
        }
        else
        {
            if (!header.IsGrey)
            {
                (g, b) = (Sample(row, first + 1), Sample(row, first + 2));
            }

            alpha = header.HasAlpha ? Sample(row, first + stored - 1) : AlphaOf(r, g, b);
            if (depth < 8)
            {
                r = g = b = r * (255 / ((1 << depth) - 1));
                depth = 8;
            }
        }

        if (Channels < 3)
        {
            pixel[0] = (byte)((_mixture?.Mix(r, g, b) ?? r) >> (depth - 8));
        }
        else
        {
            pixel[0] = (byte)(r >> (depth - 8));
            pixel[1] = (byte)(g >> (depth - 8));
            pixel[2] = (byte)(b >> (depth - 8));
        }

        if ((Channels & 1) == 0)
        {
            pixel[^1] = (byte)(alpha >> (depth - 8));
        }
    }

    /// <summary>Alpha of an image that stores none: 0 for the transparent colour.</summary>
    private int AlphaOf(int r, int g, int b)
    {
        int depth = _png.Header.Depth;
        if (_png.Transparency is null)
        {
            return (1 << depth) - 1;
        }

        bool transparent = r == Masked(0) && (_png.Header.IsGrey || (g == Masked(1) && b == Masked(2)));
        return transparent ? 0 : depth < 8 ? 255 : (1 << depth) - 1;
    }

    private int Masked(int channel) => _png.TransparentSample(channel) & ((1 << _png.Header.Depth) - 1);

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        int depth = _png.Header.Depth;
        if (depth == 16)
        {
            return (row[2 * index] << 8) | row[(2 * index) + 1];
        }

        int bit = index * depth;
        return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
}
