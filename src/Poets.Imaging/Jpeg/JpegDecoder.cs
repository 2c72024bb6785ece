using Poets.Imaging.Jpeg.Markers;
using Poets.Imaging.Jpeg.Planes;

namespace Poets.Imaging.Jpeg;

/// <summary>
/// Decodes JPEG files to the very bytes of TensorFlow's <c>decode_jpeg</c> with default options, that is of
/// libjpeg-turbo 2.1 with the fast integer transform and fancy upsampling.
/// </summary>
internal static unsafe class JpegDecoder
{
    /// <summary>TensorFlow refuses images of this many samples, counted with the file's components.</summary>
    private const long MaximumSamples = 1L << 29;

    internal static bool Recognizes(ReadOnlySpan<byte> file) => file is [0xFF, 0xD8, 0xFF, ..];

    /// <summary>Reads up to the first scan.</summary>
    internal static ImageInfo Identify(ReadOnlySpan<byte> file)
    {
        var header = ReadHeader(file, out _);
        return new ImageInfo(ImageFormat.Jpeg, header.Frame!.Width, header.Frame.Height, header.Frame.Components.Length);
    }

    internal static DecodedImage Decode(ReadOnlySpan<byte> file, DecodeOptions options)
    {
        var header = ReadHeader(file, out var source);
        var output = Prepare(header, options.Channels, options.MaximumPixels);
        var frame = header.Frame!;
        var pixels = GC.AllocateUninitializedArray<byte>(checked(frame.Width * frame.Height * output.Channels));
        var sink = new ImageSink(pixels, frame.Width * output.Channels);
        if (!TryRun(ref source, header, output, sink))
        {
            header = ReadHeader(file, out source);
            SingleScanDecoder.Run(ref source, header, Prepare(header, options.Channels, options.MaximumPixels), sink);
        }

        return new DecodedImage(frame.Width, frame.Height, output.Channels, pixels);
    }

    /// <param name="file">The file's content.</param>
    /// <param name="makePlan">What to read of an image of some width and height.</param>
    /// <param name="destination">float32, as large as the plan says.</param>
    /// <param name="maximumPixels">Files that claim more pixels are refused.</param>
    internal static void DecodeResized(ReadOnlySpan<byte> file, Func<int, int, ResizePlan> makePlan, Span<float> destination, long maximumPixels)
    {
        var header = ReadHeader(file, out var source);
        var output = Prepare(header, 3, maximumPixels);
        var plan = makePlan(header.Frame!.Width, header.Frame.Height);
        fixed (float* values = destination)
        {
            using var sink = new RowResizer(header.Frame.Width, header.Frame.Height, plan, values);
            if (TryRun(ref source, header, output, sink))
            {
                return;
            }

            header = ReadHeader(file, out source);
            using var again = new RowResizer(header.Frame!.Width, header.Frame.Height, plan, values);
            SingleScanDecoder.Run(ref source, header, Prepare(header, 3, maximumPixels), again);
        }
    }

    private static JpegHeader ReadHeader(ReadOnlySpan<byte> file, out JpegSource source)
    {
        source = new JpegSource(file);
        var header = new JpegHeader();
        if (!JpegMarkerReader.ReadToScan(ref source, header))
        {
            throw JpegErrors.Damaged("the file holds no image");
        }

        header.Frame!.Lay();
        return header;
    }

    private static JpegOutput Prepare(JpegHeader header, int channels, long maximumPixels)
    {
        var frame = header.Frame!;
        var output = JpegOutput.Choose(header, channels);
        ImageLimits.Check("JPEG", frame.Width, frame.Height, maximumPixels);
        if ((long)frame.Width * frame.Height * frame.Components.Length >= MaximumSamples)
        {
            throw JpegErrors.Damaged($"{frame.Width} × {frame.Height} pixels of {frame.Components.Length} components are too many");
        }

        return output;
    }

    /// <summary>Files of one sequential Huffman-coded scan go the quick way.</summary>
    /// <returns>False for those that turn out odd on it; they are to be read again from the start, the plain way.</returns>
    private static bool TryRun(ref JpegSource source, JpegHeader header, JpegOutput output, IRowSink sink)
    {
        var frame = header.Frame!;
        if (frame.Progressive || header.Scan!.Components.Length < frame.Components.Length)
        {
            MultiScanDecoder.Run(ref source, header, output, sink);
            return true;
        }

        if (frame.Arithmetic)
        {
            SingleScanDecoder.Run(ref source, header, output, sink);
            return true;
        }

        return QuickScanDecoder.TryRun(ref source, header, output, sink);
    }
}
