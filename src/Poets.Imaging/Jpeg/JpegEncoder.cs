using Poets.Imaging.Jpeg.Encoding;
using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg;

/// <summary>
/// Writes baseline JPEG files of pictures that we make ourselves: JFIF, grey or YCbCr with halved chrominance (4:2:0),
/// the standard's example tables.
/// </summary>
public static class JpegEncoder
{
    private const int MaximumSide = 65535;

    /// <summary>Encodes an image of 1 (grey) or 3 (RGB) channels.</summary>
    /// <param name="image">uint8 [H, W, 1 or 3].</param>
    /// <param name="quality">1 to 100, on libjpeg's scale.</param>
    /// <exception cref="ArgumentException">The channels, the size or the quality cannot be written.</exception>
    public static byte[] Encode(DecodedImage image, int quality = 90)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels is not (1 or 3) || image.Width is < 1 or > MaximumSide || image.Height is < 1 or > MaximumSide)
        {
            throw new ArgumentException($"{image.Width} × {image.Height} pixels of {image.Channels} channels cannot be written as JPEG: 1 or 3 channels and sides of 1 to {MaximumSide}.", nameof(image));
        }

        if (quality is < 1 or > 100)
        {
            throw new ArgumentOutOfRangeException(nameof(quality), quality, "The quality is 1 to 100.");
        }

        bool colour = image.Channels == 3;
        byte[] luminance = StandardQuantization.Table(chrominance: false, quality);
        byte[] chrominance = StandardQuantization.Table(chrominance: true, quality);
        var file = new MemoryStream((image.Pixels.Length / 6) + 1024);
        WriteHeaders(file, image, colour, luminance, chrominance);
        WriteScan(file, image, colour, luminance, chrominance);
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    private static void WriteHeaders(MemoryStream file, DecodedImage image, bool colour, byte[] luminance, byte[] chrominance)
    {
        file.Write([0xFF, 0xD8]);
        Segment(file, 0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        WriteQuantization(file, 0, luminance);
        if (colour)
        {
            WriteQuantization(file, 1, chrominance);
        }

        byte[] size = [8, (byte)(image.Height >> 8), (byte)image.Height, (byte)(image.Width >> 8), (byte)image.Width];
        Segment(file, 0xC0, colour ? [.. size, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1] : [.. size, 1, 1, 0x11, 0]);
        WriteHuffman(file, 0x00, StandardHuffmanTables.DcLuminance);
        WriteHuffman(file, 0x10, StandardHuffmanTables.AcLuminance);
        if (colour)
        {
            WriteHuffman(file, 0x01, StandardHuffmanTables.DcChrominance);
            WriteHuffman(file, 0x11, StandardHuffmanTables.AcChrominance);
        }

        Segment(file, 0xDA, colour ? [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0] : [1, 1, 0x00, 0, 63, 0]);
    }

    private static void WriteScan(MemoryStream file, DecodedImage image, bool colour, byte[] luminance, byte[] chrominance)
    {
        var writer = new HuffmanWriter(file);
        var luminanceCoder = new BlockCoder(writer, luminance, StandardHuffmanTables.DcLuminance, StandardHuffmanTables.AcLuminance);
        var plane = new SamplePlanes(image);
        if (!colour)
        {
            for (int y = 0; y < image.Height; y += 8)
            {
                for (int x = 0; x < image.Width; x += 8)
                {
                    luminanceCoder.Write(plane.Luminance, plane.Stride, x, y);
                }
            }

            writer.Finish();
            return;
        }

        var blueCoder = new BlockCoder(writer, chrominance, StandardHuffmanTables.DcChrominance, StandardHuffmanTables.AcChrominance);
        var redCoder = new BlockCoder(writer, chrominance, StandardHuffmanTables.DcChrominance, StandardHuffmanTables.AcChrominance);
        for (int y = 0; y < image.Height; y += 16)
        {
            for (int x = 0; x < image.Width; x += 16)
            {
                luminanceCoder.Write(plane.Luminance, plane.Stride, x, y);
                luminanceCoder.Write(plane.Luminance, plane.Stride, x + 8, y);
                luminanceCoder.Write(plane.Luminance, plane.Stride, x, y + 8);
                luminanceCoder.Write(plane.Luminance, plane.Stride, x + 8, y + 8);
                blueCoder.Write(plane.Blue, plane.Stride / 2, x / 2, y / 2);
                redCoder.Write(plane.Red, plane.Stride / 2, x / 2, y / 2);
            }
        }

        writer.Finish();
    }

    private static void WriteQuantization(MemoryStream file, byte index, byte[] table)
    {
        var segment = new byte[65];
        segment[0] = index;
        for (int i = 0; i < 64; i++)
        {
            segment[i + 1] = table[ZigZag.ToNatural[i]];
        }

        Segment(file, 0xDB, segment);
    }

    private static void WriteHuffman(MemoryStream file, byte index, (byte[] Counts, byte[] Symbols) table) =>
        Segment(file, 0xC4, [index, .. table.Counts.AsSpan(1), .. table.Symbols]);

    private static void Segment(MemoryStream file, byte marker, ReadOnlySpan<byte> content)
    {
        int length = content.Length + 2;
        file.Write([0xFF, marker, (byte)(length >> 8), (byte)length]);
        file.Write(content);
    }

    /// <summary>Transforms, quantises and writes the blocks of one component.</summary>
    private sealed class BlockCoder(HuffmanWriter writer, byte[] quantization, (byte[] Counts, byte[] Symbols) dc, (byte[] Counts, byte[] Symbols) ac)
    {
        private readonly float[] _scales = ForwardDct.Scales(quantization);
        private readonly (ushort, byte)[] _dc = HuffmanWriter.Codes(dc);
        private readonly (ushort, byte)[] _ac = HuffmanWriter.Codes(ac);
        private int _previous;

        public void Write(float[] plane, int stride, int x, int y)
        {
            Span<float> block = stackalloc float[64];
            for (int row = 0; row < 8; row++)
            {
                plane.AsSpan(((y + row) * stride) + x, 8).CopyTo(block[(8 * row)..]);
            }

            ForwardDct.Transform(block);
            Span<short> zigzag = stackalloc short[64];
            for (int i = 0; i < 64; i++)
            {
                int natural = ZigZag.ToNatural[i];
                zigzag[i] = (short)MathF.Round(block[natural] * _scales[natural]);
            }

            _previous = writer.Block(zigzag, _previous, _dc, _ac);
        }
    }
}
