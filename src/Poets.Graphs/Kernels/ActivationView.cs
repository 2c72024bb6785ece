namespace Poets.Graphs.Kernels;

/// <summary>A float32 tensor [Batch, Height, Width, Channels] inside a buffer; only the distance between pixels may exceed the channels.</summary>
/// <remarks>
/// Pixel (n, y, x) starts at Offset + ((n · Height + y) · Width + x) · PixelStride. A pixel stride above Channels lets a
/// producer write its slice of a concatenation in place.
/// </remarks>
public readonly record struct ActivationView
{
    /// <summary>Describes a part of <paramref name="buffer"/>.</summary>
    /// <exception cref="ArgumentException">The part does not lie inside the buffer.</exception>
    public ActivationView(float[] buffer, int offset, int batch, int height, int width, int channels, int pixelStride)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        long pixels = (long)batch * height * width;
        if (offset < 0 || batch < 0 || height < 0 || width < 0 || channels < 0 || pixelStride < channels)
        {
            throw new ArgumentException($"No view can have offset {offset}, shape [{batch},{height},{width},{channels}] and pixel stride {pixelStride}.", nameof(buffer));
        }

        if (pixels > 0 && offset + ((pixels - 1) * pixelStride) + channels > buffer.Length)
        {
            throw new ArgumentException($"A view [{batch},{height},{width},{channels}] at {offset} with pixel stride {pixelStride} ends behind its buffer of {buffer.Length} elements.", nameof(buffer));
        }

        Buffer = buffer;
        Offset = offset;
        Batch = batch;
        Height = height;
        Width = width;
        Channels = channels;
        PixelStride = pixelStride;
    }

    /// <summary>A whole dense tensor at the front of <paramref name="buffer"/>.</summary>
    public ActivationView(float[] buffer, int batch, int height, int width, int channels)
        : this(buffer, 0, batch, height, width, channels, channels)
    {
    }

    /// <summary>The storage.</summary>
    public float[] Buffer { get; }

    /// <summary>The element at which pixel (0, 0, 0) starts.</summary>
    public int Offset { get; }

    /// <summary>Images.</summary>
    public int Batch { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>Elements from one pixel to the next.</summary>
    public int PixelStride { get; }

    /// <summary>Batch · Height · Width.</summary>
    public int Pixels => Batch * Height * Width;

    /// <summary>Whether the pixels follow each other without a gap.</summary>
    public bool IsDense => PixelStride == Channels;

    /// <summary>The elements of the first to the last pixel, gaps included.</summary>
    public Span<float> Span => Pixels == 0 || Channels == 0 ? default : Buffer.AsSpan(Offset, ((Pixels - 1) * PixelStride) + Channels);

    /// <summary>The elements of one pixel.</summary>
    public Span<float> Pixel(int n, int y, int x) =>
        Buffer.AsSpan(Offset + ((((n * Height) + y) * Width) + x) * PixelStride, Channels);

    /// <summary>The channels [first, first + count) of every pixel.</summary>
    public ActivationView Slice(int first, int count) => new(Buffer, Offset + first, Batch, Height, Width, count, PixelStride);

    internal void RequireShape(int batch, int height, int width, int channels, string what)
    {
        if (Batch != batch || Height != height || Width != width || Channels != channels)
        {
            throw new ArgumentException($"The {what} must be [{batch},{height},{width},{channels}], not [{Batch},{Height},{Width},{Channels}].");
        }
    }
}
