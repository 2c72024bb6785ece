using System.Buffers.Binary;
using System.IO.Compression;

namespace Poets.Imaging.Png;

/// <summary>Writes 8-bit PNG files of pictures that we make ourselves: grey, RGB or RGBA, every row filtered by the kind that leaves the least.</summary>
public static class PngEncoder
{
    /// <summary>Encodes an image of 1 (grey), 2 (grey and alpha), 3 (RGB) or 4 (RGBA) channels, without loss.</summary>
    /// <exception cref="ArgumentException">The image is empty or has another number of channels.</exception>
    public static byte[] Encode(DecodedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width < 1 || image.Height < 1 || image.Channels is < 1 or > 4)
        {
            throw new ArgumentException($"{image.Width} × {image.Height} pixels of {image.Channels} channels cannot be written as PNG.", nameof(image));
        }

        var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\u001a\n"u8]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = image.Channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
        var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            WriteRows(deflate, image);
        }

        WriteChunk(file, "IDAT"u8, compressed.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteRows(ZLibStream output, DecodedImage image)
    {
        int length = image.Width * image.Channels;
        byte[] above = new byte[length];
        var filtered = new byte[5][];
        for (int kind = 0; kind < 5; kind++)
        {
            filtered[kind] = new byte[length + 1];
            filtered[kind][0] = (byte)kind;
        }

        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * length, length);
            output.Write(Best(row, above, image.Channels, filtered));
            row.CopyTo(above);
        }
    }

    /// <summary>Of the five filters, the row whose bytes, taken as signed, are smallest in sum.</summary>
    private static byte[] Best(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int channels, byte[][] filtered)
    {
        Span<long> sums = stackalloc long[5];
        sums.Clear();
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < channels ? 0 : row[i - channels];
            int corner = i < channels ? 0 : above[i - channels];
            int up = above[i];
            for (int kind = 0; kind < 5; kind++)
            {
                int prediction = kind switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
                sbyte rest = (sbyte)(row[i] - prediction);
                filtered[kind][i + 1] = (byte)rest;
                sums[kind] += Math.Abs((int)rest);
            }
        }

        int best = 0;
        for (int kind = 1; kind < 5; kind++)
        {
            best = sums[kind] < sums[best] ? kind : best;
        }

        return filtered[best];
    }

    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner;
        (int toLeft, int toUp, int toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] content = [.. type, .. data];
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(content));
        file.Write(number);
    }
}
