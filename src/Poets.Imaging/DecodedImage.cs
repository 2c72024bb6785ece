namespace Poets.Imaging;

/// <summary>Decoded pixels: uint8 [Height, Width, Channels], row by row without padding.</summary>
public sealed class DecodedImage
{
    /// <summary>Wraps pixels without copying them.</summary>
    public DecodedImage(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (long)width * height * channels)
        {
            throw new ArgumentException($"{width} × {height} pixels of {channels} channels need {(long)width * height * channels} bytes, not {pixels.LongLength}.", nameof(pixels));
        }

        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Samples a pixel.</summary>
    public int Channels { get; }

    /// <summary>The samples, exactly Height × Width × Channels bytes.</summary>
    public byte[] Pixels { get; }
}
