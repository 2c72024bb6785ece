using System.Buffers.Binary;

namespace Poets.Imaging.Bmp;

/// <summary>
/// Decodes Windows bitmaps as TensorFlow's <c>decode_bmp</c> does: 8, 24 and 32 bits a pixel, uncompressed, rows from
/// the bottom up, or from the top down where the height is negative. 8-bit samples are given as stored.
/// </summary>
internal static class BmpDecoder
{
    /// <summary>TensorFlow's limit on width × height.</summary>
    private const long MaximumArea = int.MaxValue / 8;

    internal static bool Recognizes(ReadOnlySpan<byte> file) => file is [(byte)'B', (byte)'M', ..];

    internal static ImageInfo Identify(ReadOnlySpan<byte> file)
    {
        var header = ReadHeader(file);
        return new ImageInfo(ImageFormat.Bmp, header.Width, header.Height, header.Channels);
    }

    internal static DecodedImage Decode(ReadOnlySpan<byte> file, DecodeOptions options)
    {
        var header = ReadHeader(file);
        ImageLimits.Check("BMP", header.Width, header.Height, options.MaximumPixels);
        int stride = ((header.Channels * header.Width) + 3) / 4 * 4;
        long size = header.Offset + ((header.Height - 1L) * stride) + ((long)header.Width * header.Channels);
        if (size > file.Length)
        {
            throw new ImageDecodingException($"BMP: the file is cut off; it has {file.Length} bytes and needs {size}.");
        }

        int channels = options.Channels == 0 ? header.Channels : options.Channels;
        var pixels = new byte[header.Width * header.Height * channels];
        for (int y = 0; y < header.Height; y++)
        {
            int row = header.TopDown ? y : header.Height - 1 - y;
            var stored = file.Slice(header.Offset + (row * stride), header.Width * header.Channels);
            Convert(stored, header.Channels, Palette(file, header), pixels.AsSpan(y * header.Width * channels, header.Width * channels), channels);
        }

        return new DecodedImage(header.Width, header.Height, channels, pixels);
    }

    private static Header ReadHeader(ReadOnlySpan<byte> file)
    {
        if (file.Length < 32)
        {
            throw new ImageDecodingException($"BMP: the file has {file.Length} bytes; its header needs 32.");
        }

        int offset = BinaryPrimitives.ReadInt32LittleEndian(file[10..]);    // 4 bytes: where the pixels begin
        int info = BinaryPrimitives.ReadInt32LittleEndian(file[14..]);      // 4 bytes: size of the information header
        int width = BinaryPrimitives.ReadInt32LittleEndian(file[18..]);     // 4 bytes, > 0
        int height = BinaryPrimitives.ReadInt32LittleEndian(file[22..]);    // 4 bytes, negative for top-down
        int bits = BinaryPrimitives.ReadInt16LittleEndian(file[28..]);      // 2 bytes: 8, 24 or 32
        int channels = bits / 8;
        if (channels is not (1 or 3 or 4))
        {
            throw new ImageDecodingException($"BMP: {bits} bits a pixel; 8, 24 and 32 are supported.");
        }

        if (width <= 0 || height == 0 || height == int.MinValue || offset < 0 || (long)width * Math.Abs((long)height) >= MaximumArea)
        {
            throw new ImageDecodingException($"BMP: the header says {width} × {height} pixels from byte {offset}.");
        }

        return new Header(offset, info, width, Math.Abs(height), height < 0, channels);
    }

    /// <summary>Blue, green, red and a spare byte for each index, as far as the file has them.</summary>
    private static ReadOnlySpan<byte> Palette(ReadOnlySpan<byte> file, Header header)
    {
        long start = 14L + header.InformationSize;
        return header.Channels == 1 && header.InformationSize >= 40 && start <= header.Offset && header.Offset <= file.Length
            ? file[(int)start..header.Offset]
            : default;
    }

    /// <summary>Stored blue-green-red(-alpha) to red-green-blue(-alpha).</summary>
    private static void Convert(ReadOnlySpan<byte> stored, int channels, ReadOnlySpan<byte> palette, Span<byte> pixels, int wanted)
    {
        for (int at = 0, to = 0; at < stored.Length; at += channels, to += wanted)
        {
            switch (channels, wanted)
            {
                case (1, 1):
                    pixels[to] = stored[at];
                    break;
                case (1, 3):
                    int entry = stored[at] * 4;
                    bool inPalette = entry + 3 < palette.Length;
                    pixels[to] = inPalette ? palette[entry + 2] : stored[at];
                    pixels[to + 1] = inPalette ? palette[entry + 1] : stored[at];
                    pixels[to + 2] = inPalette ? palette[entry] : stored[at];
                    break;
                case (3 or 4, 3) or (4, 4):
                    pixels[to] = stored[at + 2];
                    pixels[to + 1] = stored[at + 1];
                    pixels[to + 2] = stored[at];
                    if (wanted == 4)
                    {
                        pixels[to + 3] = stored[at + 3];
                    }

                    break;
                default:
                    throw new ImageDecodingException($"BMP: {wanted} channels are wanted, the file has {channels}.");
            }
        }
    }

    private readonly record struct Header(int Offset, int InformationSize, int Width, int Height, bool TopDown, int Channels);
}
