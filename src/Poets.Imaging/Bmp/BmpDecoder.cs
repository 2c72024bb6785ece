using System.Buffers.Binary;

namespace Poets.Imaging.Bmp;

/// <summary>
/// Decodes Windows bitmaps as TensorFlow's <c>decode_bmp</c> does: 8, 24 and 32 bits a pixel, uncompressed, rows from
/// the bottom up, or from the top down where the height is negative. 8-bit samples are taken as grey, without the palette.
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
        if (options.Channels is not (0 or 3 or 4))
        {
            throw new ImageDecodingException($"BMP: {options.Channels} channels are wanted; 0, 3 and 4 are possible.");
        }

        var header = ReadHeader(file);
        ImageLimits.Check("BMP", header.Width, header.Height, options.MaximumPixels);
        int stride = ((header.Channels * header.Width) + 3) / 4 * 4;
        long size = header.Offset + ((long)header.Height * stride);
        if (size != file.Length)
        {
            throw new ImageDecodingException($"BMP: the file has {file.Length} bytes; its header and {header.Width} × {header.Height} pixels of {header.Channels * 8} bits make {size}.");
        }

        int channels = options.Channels == 0 ? header.Channels : options.Channels;
        var pixels = new byte[header.Width * header.Height * channels];
        for (int y = 0; y < header.Height; y++)
        {
            int row = header.TopDown ? y : header.Height - 1 - y;
            var stored = file.Slice(header.Offset + (row * stride), header.Width * header.Channels);
            Convert(stored, header.Channels, pixels.AsSpan(y * header.Width * channels, header.Width * channels), channels);
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

        return new Header(offset, width, Math.Abs(height), height < 0, channels);
    }

    /// <summary>Stored grey, blue-green-red or blue-green-red-alpha to the wanted channels; alpha is 255 where none is stored.</summary>
    private static void Convert(ReadOnlySpan<byte> stored, int channels, Span<byte> pixels, int wanted)
    {
        for (int at = 0, to = 0; at < stored.Length; at += channels, to += wanted)
        {
            if (wanted == 1)
            {
                pixels[to] = stored[at];
                continue;
            }

            pixels[to] = stored[at + (channels == 1 ? 0 : 2)];
            pixels[to + 1] = stored[at + (channels == 1 ? 0 : 1)];
            pixels[to + 2] = stored[at];
            if (wanted == 4)
            {
                pixels[to + 3] = channels == 4 ? stored[at + 3] : (byte)255;
            }
        }
    }

    private readonly record struct Header(int Offset, int Width, int Height, bool TopDown, int Channels);
}
