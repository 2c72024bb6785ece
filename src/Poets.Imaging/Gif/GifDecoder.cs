namespace Poets.Imaging.Gif;

/// <summary>Decodes GIF files as TensorFlow's <c>decode_gif</c> does: every frame painted over the one before, on black.</summary>
internal static class GifDecoder
{
    internal static bool Recognizes(ReadOnlySpan<byte> file) => file.StartsWith("GIF8"u8);

    internal static ImageInfo Identify(ReadOnlySpan<byte> file)
    {
        var reader = new GifReader(file, long.MaxValue);
        reader.ReadScreen();
        var (width, height) = reader.ReadFirstSize();
        return new ImageInfo(ImageFormat.Gif, width, height, 3);
    }

    internal static DecodedImage Decode(ReadOnlySpan<byte> file, DecodeOptions options) => DecodeFrames(file, options, 1)[0];

    /// <summary>All frames, or the first few.</summary>
    internal static List<DecodedImage> DecodeFrames(ReadOnlySpan<byte> file, DecodeOptions options, int maximumFrames)
    {
        if (options.Channels is not (0 or 3))
        {
            throw new ImageDecodingException($"GIF: {options.Channels} channels are wanted; 0 and 3 are possible.");
        }

        var frames = ReadFrames(file, options.MaximumPixels);
        int width = frames.Max(frame => frame.Width);
        int height = frames.Max(frame => frame.Height);
        ImageLimits.Check("GIF", width, height, options.MaximumPixels);
        var images = new List<DecodedImage>();
        byte[]? before = null;
        foreach (var frame in frames.Take(maximumFrames))
        {
            byte[] canvas = before is null ? new byte[width * height * 3] : [.. before];
            Paint(frame, canvas, width, height);
            images.Add(new DecodedImage(width, height, 3, canvas));
            before = canvas;
        }

        return images;
    }

    /// <summary>Reads every frame; damage after a whole frame ends the file there.</summary>
    private static List<GifFrame> ReadFrames(ReadOnlySpan<byte> file, long maximumPixels)
    {
        var reader = new GifReader(file, maximumPixels);
        reader.ReadScreen();
        var frames = new List<GifFrame>();
        long pixels = 0;
        try
        {
            while (reader.ReadFrame() is { } frame)
            {
                frames.Add(frame);
                pixels += (long)frame.Width * frame.Height;
                if (pixels > maximumPixels)
                {
                    throw new ImageDecodingException($"GIF: {frames.Count} frames have {pixels} pixels; {maximumPixels} are allowed.");
                }
            }
        }
        catch (ImageDecodingException) when (frames.Count > 0 && pixels <= maximumPixels)
        {
        }

        return frames.Count > 0 ? frames : throw new ImageDecodingException("GIF: the file holds no image.");
    }

    private static void Paint(GifFrame frame, byte[] canvas, int width, int height)
    {
        var colors = frame.Colors ?? throw new ImageDecodingException("GIF: a frame has no colour table.");
        int right = Math.Min(frame.Left + frame.Width, width);
        int bottom = Math.Min(frame.Top + frame.Height, height);
        for (int y = frame.Top; y < bottom; y++)
        {
            for (int x = frame.Left; x < right; x++)
            {
                int index = frame.Indices[((y - frame.Top) * frame.Width) + x - frame.Left];
                if (index == frame.Transparent)
                {
                    continue;
                }

                if (index * 3 >= colors.Length)
                {
                    throw new ImageDecodingException($"GIF: colour {index} of {colors.Length / 3}.");
                }

                colors.AsSpan(index * 3, 3).CopyTo(canvas.AsSpan(((y * width) + x) * 3));
            }
        }
    }
}
