namespace Poets.Imaging;

/// <summary>
/// TensorFlow's bilinear resize, bit for bit: of the four samples around a place, first left and right are mixed, then
/// upper and lower, each as a + (b − a) × share in float32. No antialiasing.
/// </summary>
public static unsafe class BilinearResize
{
    /// <summary>Resizes float images [H,W,C] to [outputHeight, outputWidth, C].</summary>
    /// <param name="input">float32 [height, width, channels].</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="channels">Samples a pixel, any number from 1.</param>
    /// <param name="output">float32 [outputHeight, outputWidth, channels].</param>
    /// <param name="outputHeight">Rows of the output.</param>
    /// <param name="outputWidth">Columns of the output.</param>
    /// <param name="alignCorners">The corner pixels of input and output coincide.</param>
    /// <param name="halfPixelCenters">Pixels are read at their centres.</param>
    /// <exception cref="ArgumentException">A size is not positive or does not fit its span; or both options are set.</exception>
    public static void Resize(
        ReadOnlySpan<float> input,
        int height,
        int width,
        int channels,
        Span<float> output,
        int outputHeight,
        int outputWidth,
        bool alignCorners = false,
        bool halfPixelCenters = false)
    {
        Require(height > 0 && width > 0 && channels > 0 && input.Length == (long)height * width * channels, "The input does not have height × width × channels values.", nameof(input));
        Require(outputHeight > 0 && outputWidth > 0 && output.Length == (long)outputHeight * outputWidth * channels, "The output does not have height × width × channels values.", nameof(output));
        Require(!(alignCorners && halfPixelCenters), "Aligned corners and half-pixel centres exclude each other.", nameof(alignCorners));
        if (height == outputHeight && width == outputWidth)
        {
            input.CopyTo(output);
            return;
        }

        var rows = ResizeAxis.Create(height, outputHeight, alignCorners, halfPixelCenters);
        var columns = ResizeAxis.Create(width, outputWidth, alignCorners, halfPixelCenters);
        for (int y = 0; y < outputHeight; y++)
        {
            var above = input.Slice(rows.Lower[y] * width * channels, width * channels);
            var below = input.Slice(rows.Upper[y] * width * channels, width * channels);
            var line = output.Slice(y * outputWidth * channels, outputWidth * channels);
            for (int x = 0; x < outputWidth; x++)
            {
                int left = columns.Lower[x] * channels;
                int right = columns.Upper[x] * channels;
                for (int c = 0; c < channels; c++)
                {
                    float upper = Mix(above[left + c], above[right + c], columns.Weight[x]);
                    float lower = Mix(below[left + c], below[right + c], columns.Weight[x]);
                    line[(x * channels) + c] = Mix(upper, lower, rows.Weight[y]);
                }
            }
        }
    }

    /// <summary>
    /// Resizes decoded pixels and maps them for a network: each pixel × PreScale, legacy resize (no aligned corners, no
    /// half-pixel centres), then (value − Mean) × Scale, all in float32.
    /// </summary>
    /// <param name="image">uint8 [H,W,3].</param>
    /// <param name="target">Size and map.</param>
    /// <param name="destination">float32 [target.Height, target.Width, 3].</param>
    /// <exception cref="ArgumentException">The image is not RGB, or the destination has another size.</exception>
    public static void Resize(DecodedImage image, in ResizeTarget target, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        Require(image.Channels == 3, $"The image has {image.Channels} channels; 3 are needed.", nameof(image));
        RequireTarget(target, destination);
        Resize(image, ResizePlan.Create(image.Width, image.Height, target), destination);
    }

    /// <summary>Resizes decoded pixels as a plan says.</summary>
    internal static void Resize(DecodedImage image, ResizePlan plan, Span<float> destination)
    {
        fixed (float* output = destination)
        {
            using var resizer = new RowResizer(image.Width, image.Height, plan, output, whole: true);
            int rowBytes = image.Width * 3;
            for (int row = 0; row < image.Height; row++)
            {
                if (resizer.Wants(row))
                {
                    ReadOnlySpan<byte> pixels = image.Pixels.AsSpan(row * rowBytes);
                    if (pixels.Length < rowBytes + ResizeKernels.Slack)
                    {
                        pixels[..rowBytes].CopyTo(resizer.Row(row));
                        resizer.Finish(row);
                    }
                    else
                    {
                        resizer.Take(row, pixels);
                    }
                }
            }
        }
    }

    internal static void RequireTarget(in ResizeTarget target, ReadOnlySpan<float> destination)
    {
        Require(target.Width > 0 && target.Height > 0, $"A target of {target.Width} × {target.Height} pixels.", nameof(target));
        Require(destination.Length == (long)target.Width * target.Height * 3, "The destination does not have height × width × 3 values.", nameof(destination));
    }

    internal static float Mix(float from, float to, float share) => from + ((to - from) * share);

    internal static void Require(bool condition, string message, string parameter)
    {
        if (!condition)
        {
            throw new ArgumentException(message, parameter);
        }
    }
}
