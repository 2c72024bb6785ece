namespace Poets.Imaging;

/// <summary>The random numbers of one distorted image.</summary>
/// <param name="Zoom">How much larger than the target the whole image is made before it is cropped; 1 or more.</param>
/// <param name="CropX">A number in [0, 2³¹ − 1), of which the crop's column is the remainder.</param>
/// <param name="CropY">The same for the crop's row.</param>
/// <param name="Flip">Whether left and right are exchanged.</param>
/// <param name="Brightness">What every value is multiplied by.</param>
public readonly record struct Distortion(float Zoom, int CropX, int CropY, bool Flip, float Brightness)
{
    /// <summary>No distortion at all.</summary>
    public static Distortion None { get; } = new(1, 0, 0, false, 1);

    /// <summary>
    /// Applies it to decoded pixels, as retrain.py's distortion graph does, all in float32: each pixel × PreScale;
    /// the whole image resized (legacy bilinear) to trunc(Zoom × height) × trunc(Zoom × width); a crop of the target's
    /// size whose offset is the drawn number modulo (size − target + 1); the flip; × Brightness without clamping; then
    /// (value − Mean) × Scale.
    /// </summary>
    /// <param name="image">uint8 [H,W,3].</param>
    /// <param name="target">Size and map of the result.</param>
    /// <param name="destination">float32 [target.Height, target.Width, 3].</param>
    /// <exception cref="ArgumentException">The image is not RGB, a size does not fit, or the zoom is below 1, so that the crop does not fit into the image.</exception>
    public void Apply(DecodedImage image, in ResizeTarget target, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        BilinearResize.RequireTarget(target, destination);
        BilinearResize.Require(image.Channels == 3, $"The image has {image.Channels} channels; 3 are needed.", nameof(image));
        BilinearResize.Resize(image, Plan(image.Width, image.Height, target), destination);
    }

    /// <summary>The size that the whole image is resized to: the float32 product, truncated.</summary>
    public int PreCropSize(int targetSize) => (int)(Zoom * targetSize);

    /// <summary>What it reads of an image: the rows and columns of the crop, columns from right to left where it is flipped.</summary>
    /// <exception cref="ArgumentException">The crop does not fit into the image.</exception>
    internal ResizePlan Plan(int imageWidth, int imageHeight, in ResizeTarget target)
    {
        int height = PreCropSize(target.Height);
        int width = PreCropSize(target.Width);
        BilinearResize.Require(
            height >= target.Height && width >= target.Width,
            $"A zoom of {Zoom} makes the image {width} × {height} pixels, too small for a crop of {target.Width} × {target.Height}.",
            nameof(target));
        var rows = ResizeAxis.Create(imageHeight, height).Part(CropY % (height - target.Height + 1), target.Height);
        var columns = ResizeAxis.Create(imageWidth, width).Part(CropX % (width - target.Width + 1), target.Width, Flip);
        return new ResizePlan(rows, columns, target.PreScale, Brightness, target.Mean, target.Scale);
    }
}
