namespace Poets.Imaging.Png;

/// <summary>Decodes PNG files to the very bytes of TensorFlow's <c>decode_png</c> (uint8), that is of libpng with its transformations.</summary>
internal static class PngDecoder
{
    /// <summary>TensorFlow's limit on width × height.</summary>
    private const long MaximumArea = 1L << 29;

    internal static bool Recognizes(ReadOnlySpan<byte> file) => file.StartsWith(PngChunks.Signature);

    internal static ImageInfo Identify(ReadOnlySpan<byte> file)
    {
        var header = PngFile.ReadHeader(file);
        return new ImageInfo(ImageFormat.Png, header.Width, header.Height, header.Color == PngColor.Palette ? 3 : header.StoredChannels);
    }

    internal static DecodedImage Decode(ReadOnlySpan<byte> file, DecodeOptions options)
    {
        if (options.Channels is not (0 or 1 or 3 or 4))
        {
            throw new ImageDecodingException($"PNG: {options.Channels} channels are wanted; 0, 1, 3 and 4 are possible.");
        }

        var png = PngFile.Read(file, header =>
        {
            ImageLimits.Check("PNG", header.Width, header.Height, Math.Min(options.MaximumPixels, MaximumArea - 1));
        });
        var header = png.Header;
        int channels = options.Channels;
        if (channels == 0)
        {
            channels = header.Color == PngColor.Palette ? (png.Transparency is null ? 3 : 4) : header.StoredChannels;
        }

        var pixels = new byte[header.Width * header.Height * channels];
        var converter = new PngRowConverter(png, channels);
        using var rows = new PngRowStream(png.Rows.GetBuffer(), (int)png.Rows.Length);
        foreach (var pass in header.Interlaced ? PngPass.Adam7 : [new PngPass(0, 0, 1, 1)])
        {
            ReadPass(header, rows, converter, pixels, pass);
        }

        rows.Finish();
        return new DecodedImage(header.Width, header.Height, channels, pixels);
    }

    private static void ReadPass(PngHeader header, PngRowStream rows, PngRowConverter converter, byte[] pixels, PngPass pass)
    {
        int width = pass.Columns(header.Width);
        if (width == 0)
        {
            return;
        }

        int rowBytes = header.RowBytes(width);
        int pixelBytes = Math.Max(1, header.StoredChannels * header.Depth / 8);
        byte[] row = new byte[rowBytes + 1];
        byte[] above = new byte[rowBytes + 1];
        int channels = converter.Channels;
        byte[] converted = new byte[width * channels];
        for (int y = pass.Top; y < header.Height; y += pass.StepDown)
        {
            rows.Read(row);
            PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), pixelBytes);
            int start = ((y * header.Width) + pass.Left) * channels;
            if (pass.StepAcross == 1)
            {
                converter.Convert(row.AsSpan(1), pixels.AsSpan(start, width * channels));
            }
            else
            {
                converter.Convert(row.AsSpan(1), converted);
                for (int x = 0; x < width; x++)
                {
                    converted.AsSpan(x * channels, channels).CopyTo(pixels.AsSpan(start + (x * pass.StepAcross * channels)));
                }
            }

            (row, above) = (above, row);
        }
    }
}
