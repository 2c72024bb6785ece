namespace Poets.Imaging;

/// <summary>The file formats that TensorFlow's image decoders read.</summary>
public enum ImageFormat
{
    /// <summary>JPEG: baseline, extended and progressive, 8-bit.</summary>
    Jpeg,
    /// <summary>PNG, all colour types and depths.</summary>
    Png,
    /// <summary>GIF; the first frame counts.</summary>
    Gif,
    /// <summary>Windows bitmap, uncompressed.</summary>
    Bmp,
}
