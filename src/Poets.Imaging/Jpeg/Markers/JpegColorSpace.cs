namespace Poets.Imaging.Jpeg.Markers;

/// <summary>What a file's components stand for.</summary>
internal enum JpegColorSpace
{
    Unknown,
    Grey,
    YCbCr,
    Rgb,
    Cmyk,
    Ycck,
}
