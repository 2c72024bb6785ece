namespace Poets.Imaging.Jpeg.Markers;

/// <summary>The decoder's errors, worded once.</summary>
internal static class JpegErrors
{
    internal static ImageDecodingException CutOff() => new("JPEG: the file is cut off; its data ends before the image does.");

    internal static ImageDecodingException Damaged(string what) => new($"JPEG: {what}.");
}
