namespace Poets.Imaging;

/// <summary>Turns a file's bytes into pixels. Implementations are safe to call from several threads.</summary>
public interface IImageDecoder
{
    /// <summary>Reads the header only.</summary>
    /// <exception cref="ImageDecodingException">The content is no image that this decoder knows.</exception>
    ImageInfo Identify(ReadOnlySpan<byte> file);

    /// <summary>Decodes the whole image.</summary>
    /// <exception cref="ImageDecodingException">The content is damaged, unsupported or above the limit.</exception>
    DecodedImage Decode(ReadOnlySpan<byte> file, DecodeOptions options);

    /// <summary>
    /// Decodes to RGB and resizes, reading only what the resize reads; exactly equal to <see cref="Decode"/> followed
    /// by the legacy bilinear resize.
    /// </summary>
    /// <param name="file">The file's content.</param>
    /// <param name="target">Size of the result and the affine map of its values.</param>
    /// <param name="destination">float32 [target.Height, target.Width, 3]: (value − Mean) × Scale.</param>
    /// <param name="maximumPixels">The limit of <see cref="DecodeOptions.MaximumPixels"/>.</param>
    /// <exception cref="ImageDecodingException">The content is damaged, unsupported or above the limit.</exception>
    void DecodeResized(ReadOnlySpan<byte> file, in ResizeTarget target, Span<float> destination, long maximumPixels = 1L << 28);

    /// <summary>
    /// Decodes to RGB and distorts, reading only what the distortion reads; exactly equal to <see cref="Decode"/> followed
    /// by <see cref="Distortion.Apply"/>.
    /// </summary>
    /// <param name="file">The file's content.</param>
    /// <param name="distortion">The random numbers of this image.</param>
    /// <param name="target">Size of the result and the affine map of its values.</param>
    /// <param name="destination">float32 [target.Height, target.Width, 3].</param>
    /// <param name="maximumPixels">The limit of <see cref="DecodeOptions.MaximumPixels"/>.</param>
    /// <exception cref="ImageDecodingException">The content is damaged, unsupported or above the limit.</exception>
    /// <exception cref="ArgumentException">The zoom is below 1, so that the crop does not fit into the image.</exception>
    void DecodeDistorted(ReadOnlySpan<byte> file, in Distortion distortion, in ResizeTarget target, Span<float> destination, long maximumPixels = 1L << 28) =>
        distortion.Apply(Decode(file, new DecodeOptions { Channels = 3, MaximumPixels = maximumPixels }), target, destination);

    /// <summary>Refuses what no image begins with.</summary>
    /// <param name="beginning">The first 16 bytes of a file, or more.</param>
    /// <exception cref="ImageDecodingException">It is none of the formats.</exception>
    void RequireImage(ReadOnlySpan<byte> beginning);
}
