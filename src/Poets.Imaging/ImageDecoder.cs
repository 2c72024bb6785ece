using Poets.Imaging.Bmp;
using Poets.Imaging.Gif;
using Poets.Imaging.Jpeg;
using Poets.Imaging.Png;

namespace Poets.Imaging;

/// <summary>
/// Decodes JPEG, PNG, GIF and BMP files to the very bytes that TensorFlow's <c>decode_image</c> gives. The format is
/// found in the content, whatever the file is called. Holds no state; one instance serves all threads.
/// </summary>
public sealed class ImageDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public ImageInfo Identify(ReadOnlySpan<byte> file) => FormatOf(file) switch
    {
        ImageFormat.Jpeg => JpegDecoder.Identify(file),
        ImageFormat.Png => PngDecoder.Identify(file),
        ImageFormat.Gif => GifDecoder.Identify(file),
        _ => BmpDecoder.Identify(file),
    };

    /// <inheritdoc/>
    public void RequireImage(ReadOnlySpan<byte> beginning) => _ = FormatOf(beginning);

    /// <inheritdoc/>
    public DecodedImage Decode(ReadOnlySpan<byte> file, DecodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FormatOf(file) switch
        {
            ImageFormat.Jpeg => JpegDecoder.Decode(file, options),
            ImageFormat.Png => PngDecoder.Decode(file, options),
            ImageFormat.Gif => GifDecoder.Decode(file, options),
            _ => BmpDecoder.Decode(file, options),
        };
    }

    /// <summary>Decodes every frame of a GIF file, each painted over the one before; other formats have one.</summary>
    /// <returns>Images of one size: the frames of TensorFlow's <c>decode_gif</c> [N,H,W,3].</returns>
    /// <exception cref="ImageDecodingException">The content is damaged, unsupported or above the limit.</exception>
    public IReadOnlyList<DecodedImage> DecodeFrames(ReadOnlySpan<byte> file, DecodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FormatOf(file) == ImageFormat.Gif ? GifDecoder.DecodeFrames(file, options, int.MaxValue) : [Decode(file, options)];
    }

    /// <inheritdoc/>
    public void DecodeResized(ReadOnlySpan<byte> file, in ResizeTarget target, Span<float> destination, long maximumPixels = 1L << 28)
    {
        BilinearResize.RequireTarget(target, destination);
        var wanted = target;
        DecodeResized(file, (width, height) => ResizePlan.Create(width, height, wanted), destination, maximumPixels);
    }

    /// <inheritdoc/>
    public void DecodeDistorted(ReadOnlySpan<byte> file, in Distortion distortion, in ResizeTarget target, Span<float> destination, long maximumPixels = 1L << 28)
    {
        BilinearResize.RequireTarget(target, destination);
        var (wanted, drawn) = (target, distortion);
        DecodeResized(file, (width, height) => drawn.Plan(width, height, wanted), destination, maximumPixels);
    }

    private void DecodeResized(ReadOnlySpan<byte> file, Func<int, int, ResizePlan> makePlan, Span<float> destination, long maximumPixels)
    {
        if (FormatOf(file) == ImageFormat.Jpeg)
        {
            JpegDecoder.DecodeResized(file, makePlan, destination, maximumPixels);
            return;
        }

        var image = Decode(file, new DecodeOptions { Channels = 3, MaximumPixels = maximumPixels });
        BilinearResize.Resize(image, makePlan(image.Width, image.Height), destination);
    }

    private static ImageFormat FormatOf(ReadOnlySpan<byte> file)
    {
        if (JpegDecoder.Recognizes(file))
        {
            return ImageFormat.Jpeg;
        }

        if (PngDecoder.Recognizes(file))
        {
            return ImageFormat.Png;
        }

        if (GifDecoder.Recognizes(file))
        {
            return ImageFormat.Gif;
        }

        if (BmpDecoder.Recognizes(file))
        {
            return ImageFormat.Bmp;
        }

        throw new ImageDecodingException(file.IsEmpty
            ? "The file is empty."
            : $"The content is no JPEG, PNG, GIF or BMP image; it begins with {Convert.ToHexString(file[..Math.Min(file.Length, 4)])}.");
    }
}
