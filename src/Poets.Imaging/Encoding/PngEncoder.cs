using System.Buffers.Binary;
using System.IO.Compression;
using Poets.Imaging.Png;

namespace Poets.Imaging.Encoding;

/// <summary>Writes 8-bit PNG files: grey, RGB or RGBA.</summary>
public static class PngEncoder
{
    /// <summary>Encodes decoded pixels.</summary>
    /// <param name="image">uint8 [H,W,1], [H,W,3] or [H,W,4].</param>
    /// <exception cref="ArgumentException">Another number of channels.</exception>
    public static byte[] Encode(DecodedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        int color = image.Channels switch
        {
            1 => (int)PngColor.Grey,
            3 => (int)PngColor.Rgb,
            4 => (int)PngColor.Rgba,
            _ => throw new ArgumentException($"PNG files of {image.Channels} channels are not written; 1, 3 and 4 are possible.", nameof(image)),
        };
        using var file = new MemoryStream();
        file.Write(PngChunks.Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = 8;
        header[9] = (byte)color;
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Each row less the row above ("up"), which suits photos and costs nothing to choose.</summary>
    private static byte[] Compress(DecodedImage image)
    {
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            int rowBytes = image.Width * image.Channels;
            byte[] row = new byte[rowBytes + 1];
            row[0] = 2;
            for (int y = 0; y < image.Height; y++)
            {
                var pixels = image.Pixels.AsSpan(y * rowBytes, rowBytes);
                var above = y == 0 ? default : image.Pixels.AsSpan((y - 1) * rowBytes, rowBytes);
                for (int i = 0; i < rowBytes; i++)
                {
                    row[i + 1] = (byte)(pixels[i] - (above.IsEmpty ? 0 : above[i]));
                }

                stream.Write(row);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] checkedPart = [.. type, .. content];
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(checkedPart));
        file.Write(number);
    }
}
