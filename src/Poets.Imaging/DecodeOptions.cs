namespace Poets.Imaging;

/// <summary>How a file's pixels are wanted.</summary>
public sealed record DecodeOptions
{
    /// <summary>RGB, what retrain.py asks for.</summary>
    public static DecodeOptions Rgb { get; } = new() { Channels = 3 };

    /// <summary>Samples a pixel: 0 as the file has them (TensorFlow's default), 1 grey, 3 RGB, 4 RGBA.</summary>
    public int Channels { get; init; }

    /// <summary>Files that claim more pixels than this are refused before any memory is taken.</summary>
    public long MaximumPixels { get; init; } = 1L << 28;
}
