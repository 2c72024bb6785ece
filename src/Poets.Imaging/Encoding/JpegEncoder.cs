using System.Buffers.Binary;
using Poets.Imaging.Jpeg;

namespace Poets.Imaging.Encoding;

/// <summary>Writes baseline JPEG files: grey, or YCbCr with full or quartered chroma, with the tables of T.81's annex K.</summary>
public static class JpegEncoder
{
    /// <summary>Encodes decoded pixels.</summary>
    /// <param name="image">uint8 [H,W,1] or [H,W,3].</param>
    /// <param name="quality">1 to 100, in libjpeg's meaning.</param>
    /// <param name="subsampleChroma">Half as many chroma samples each way (4:2:0) instead of all (4:4:4).</param>
    /// <exception cref="ArgumentException">Another number of channels, or sizes that JPEG does not have.</exception>
    public static byte[] Encode(DecodedImage image, int quality = 90, bool subsampleChroma = true)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (image.Channels is not (1 or 3))
        {
            throw new ArgumentException($"JPEG files of {image.Channels} channels are not written; 1 and 3 are possible.", nameof(image));
        }

        if (image.Width is 0 or > JpegFrame.MaximumDimension || image.Height is 0 or > JpegFrame.MaximumDimension)
        {
            throw new ArgumentException($"{image.Width} × {image.Height} pixels; JPEG files have 1 to {JpegFrame.MaximumDimension} each way.", nameof(image));
        }

        bool color = image.Channels == 3;
        int factor = color && subsampleChroma ? 2 : 1;
        using var file = new MemoryStream();
        ushort[] luma = JpegQuantization.Scale(JpegQuantization.Luminance, quality);
        ushort[] chroma = JpegQuantization.Scale(JpegQuantization.Chrominance, quality);
        WriteHeaders(file, image, factor, luma, chroma);
        var writer = new JpegBitWriter(file);
        var planes = EncoderPlane.Split(image, factor);
        var coders = planes.Select((_, i) => new JpegBlockCoder(i == 0 ? luma : chroma, i == 0)).ToArray();
        int mcusAcross = (image.Width + (8 * factor) - 1) / (8 * factor);
        int mcusDown = (image.Height + (8 * factor) - 1) / (8 * factor);
        for (int row = 0; row < mcusDown; row++)
        {
            for (int column = 0; column < mcusAcross; column++)
            {
                for (int i = 0; i < planes.Length; i++)
                {
                    int blocks = i == 0 ? factor : 1;
                    for (int block = 0; block < blocks * blocks; block++)
                    {
                        int x = ((column * blocks) + (block % blocks)) * 8;
                        int y = ((row * blocks) + (block / blocks)) * 8;
                        coders[i].Write(planes[i], x, y, writer);
                    }
                }
            }
        }

        writer.Finish();
        file.Write([0xFF, JpegMarker.EndOfImage]);
        return file.ToArray();
    }

    private static void WriteHeaders(MemoryStream file, DecodedImage image, int factor, ushort[] luma, ushort[] chroma)
    {
        bool color = image.Channels == 3;
        file.Write([0xFF, JpegMarker.StartOfImage]);
        WriteSegment(file, JpegMarker.Application0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        WriteSegment(file, JpegMarker.DefineQuantizationTables, [0, .. JpegQuantization.ZigZagBytes(luma)]);
        if (color)
        {
            WriteSegment(file, JpegMarker.DefineQuantizationTables, [1, .. JpegQuantization.ZigZagBytes(chroma)]);
        }

        byte[] size = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)image.Height);
        BinaryPrimitives.WriteUInt16BigEndian(size.AsSpan(2), (ushort)image.Width);
        byte factors = (byte)(factor * 0x11);
        WriteSegment(file, JpegMarker.StartOfFrame0, color
            ? [8, .. size, 3, 1, factors, 0, 2, 0x11, 1, 3, 0x11, 1]
            : [8, .. size, 1, 1, 0x11, 0]);
        WriteTable(file, 0x00, StandardHuffmanTables.DcLuminance);
        WriteTable(file, 0x10, StandardHuffmanTables.AcLuminance);
        if (color)
        {
            WriteTable(file, 0x01, StandardHuffmanTables.DcChrominance);
            WriteTable(file, 0x11, StandardHuffmanTables.AcChrominance);
        }

        WriteSegment(file, JpegMarker.StartOfScan, color ? [3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0] : [1, 1, 0, 0, 63, 0]);
    }

    private static void WriteTable(MemoryStream file, byte index, (byte[] Counts, byte[] Symbols) table) =>
        WriteSegment(file, JpegMarker.DefineHuffmanTables, [index, .. table.Counts[1..], .. table.Symbols]);

    private static void WriteSegment(MemoryStream file, int marker, ReadOnlySpan<byte> content)
    {
        int length = content.Length + 2;
        file.Write([0xFF, (byte)marker, (byte)(length >> 8), (byte)length]);
        file.Write(content);
    }
}
