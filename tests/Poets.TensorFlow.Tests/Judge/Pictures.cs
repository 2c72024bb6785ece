using System.Buffers.Binary;
using System.IO.Compression;
using Poets.Imaging;
using Poets.Imaging.Jpeg;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>Writes small image files of every kind that the formats know, as drawn.</summary>
internal static class Pictures
{
    private static readonly (int X, int Y, int StepX, int StepY)[] s_adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>A PNG: colour type, depth, filters, interlace and transparency vary.</summary>
    internal static byte[] Png(Draw draw)
    {
        (int type, int[] depths, int samples) = draw.Of<(int, int[], int)>((2, [8, 16], 3), (0, [8, 1, 2, 4, 16], 1), (3, [8, 1, 2, 4], 1), (4, [8, 16], 2), (6, [8, 16], 4));
        int depth = draw.Of(depths);
        (int width, int height) = (draw.Int(1, 19), draw.Int(1, 19));
        bool interlaced = draw.Flag();
        var random = new Random(draw.Int(0, 1_000_000));
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)type, interlaced ? (byte)1 : (byte)0);
        Chunk(file, "IHDR"u8, header);
        if (draw.Flag())
        {
            WriteColourSpace(file, draw, random, type, depth, samples);
        }

        int colours = 1 << Math.Min(depth, 8);
        if (type == 3)
        {
            Chunk(file, "PLTE"u8, Bytes(random, 3 * colours));
        }

        if (draw.Rarely(3) && type is 0 or 2 or 3)
        {
            byte[] transparent = type == 3 ? Bytes(random, random.Next(1, colours + 1)) : Bytes(random, type == 0 ? 2 : 6);
            if (type != 3 && depth < 16)
            {
                for (int i = 0; i < transparent.Length; i += 2)
                {
                    (transparent[i], transparent[i + 1]) = (0, (byte)(transparent[i + 1] % colours));
                }
            }

            Chunk(file, "tRNS"u8, transparent);
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach ((int x, int y, int stepX, int stepY) in interlaced ? s_adam7 : [(0, 0, 1, 1)])
            {
                (int columns, int rows) = ((width - x + stepX - 1) / stepX, (height - y + stepY - 1) / stepY);
                for (int row = 0; row < rows && columns > 0; row++)
                {
                    // Any bytes are a filtered row; decoding them is the decoder's work.
                    zlib.Write([(byte)random.Next(5), .. Bytes(random, ((columns * samples * depth) + 7) / 8)]);
                }
            }
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Chunks that say what colours are meant, sound and unsound, in any order and more than once.</summary>
    private static void WriteColourSpace(MemoryStream file, Draw draw, Random random, int type, int depth, int samples)
    {
        for (int left = draw.Int(1, 3); left > 0; left--)
        {
            switch (random.Next(6))
            {
                case 0:
                    Chunk(file, "sRGB"u8, [(byte)random.Next(5)]);
                    break;
                case 1:
                    int[] ends = random.Next(3) switch
                    {
                        0 => [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000],
                        1 => [31300, 32900, 70000, 29000, 21000, 71000, 15000, 6000],
                        _ => [31270, 32900, 64000, 53000, 30000, 60000, 15000, 6000],
                    };
                    Chunk(file, "cHRM"u8, [.. ends.SelectMany(Number)]);
                    break;
                case 2:
                    Chunk(file, "sBIT"u8, [.. Enumerable.Range(0, type == 3 ? 3 : samples).Select(_ => (byte)random.Next(1, (type == 3 ? 8 : depth) + 1))]);
                    break;
                case 3:
                    Chunk(file, "iCCP"u8, Profile(random, type is 0 or 4));
                    break;
                default:
                    int[] gammas = [45455, 100000, 50000, 220000, 95000, 104999, 55556, 30000, 1000, 15, 400_000_000, random.Next(10000, 300000)];
                    Chunk(file, "gAMA"u8, Number(gammas[random.Next(gammas.Length)]));
                    break;
            }
        }
    }

    /// <summary>A profile with one tag, sound but for one byte now and then.</summary>
    private static byte[] Profile(Random random, bool grey)
    {
        byte[] profile = new byte[160];
        Number(profile.Length).CopyTo(profile, 0);
        profile[8] = 2;
        "mntr"u8.CopyTo(profile.AsSpan(12));
        (grey ? "GRAY"u8 : "RGB "u8).CopyTo(profile.AsSpan(16));
        "XYZ "u8.CopyTo(profile.AsSpan(20));
        "acsp"u8.CopyTo(profile.AsSpan(36));
        profile[131] = 1;
        "wtpt"u8.CopyTo(profile.AsSpan(132));
        (profile[139], profile[143]) = (144, 16);
        if (random.Next(2) == 0)
        {
            int[] places = [3, 12, 16, 20, 36, 67, 131, 139, 143, 150];
            profile[places[random.Next(places.Length)]] ^= (byte)random.Next(1, 256);
        }

        // Stored, so that the chunk is as long as libpng wants it.
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            zlib.Write(profile);
        }

        return [.. "made up"u8, 0, (byte)(random.Next(8) == 0 ? 1 : 0), .. packed.ToArray()];
    }

    private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    /// <summary>A BMP of 8, 24 or 32 bits a pixel, from the bottom up or from the top down.</summary>
    internal static byte[] Bmp(Draw draw)
    {
        int bits = draw.Of(24, 32, 8);
        (int width, int height, bool topDown) = (draw.Int(1, 19), draw.Int(1, 19), draw.Flag());
        var random = new Random(draw.Int(0, 1_000_000));
        int row = ((width * bits / 8) + 3) / 4 * 4;
        byte[] palette = bits == 8 ? Bytes(random, 1024) : [];
        byte[] file = [.. new byte[54], .. palette, .. Bytes(random, row * height)];
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        Span<byte> at = file;
        BinaryPrimitives.WriteInt32LittleEndian(at[2..], file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(at[10..], 54 + palette.Length);
        BinaryPrimitives.WriteInt32LittleEndian(at[14..], 40);
        BinaryPrimitives.WriteInt32LittleEndian(at[18..], width);
        BinaryPrimitives.WriteInt32LittleEndian(at[22..], topDown ? -height : height);
        BinaryPrimitives.WriteInt16LittleEndian(at[26..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(at[28..], (short)bits);
        return file;
    }

    /// <summary>A GIF of one frame that covers the screen, its codes kept short by clearing the table now and then.</summary>
    internal static byte[] Gif(Draw draw)
    {
        int bits = draw.Int(2, 8);
        (int width, int height, bool interlaced) = (draw.Int(1, 19), draw.Int(1, 19), draw.Flag());
        var random = new Random(draw.Int(0, 1_000_000));
        using var file = new MemoryStream();
        file.Write([.. "GIF89a"u8, (byte)width, 0, (byte)height, 0, (byte)(0xF0 | (bits - 1)), 0, 0, .. Bytes(random, 3 << bits)]);
        file.Write([0x2C, 0, 0, 0, 0, (byte)width, 0, (byte)height, 0, interlaced ? (byte)0x40 : (byte)0, (byte)bits]);
        var codes = new List<int>();
        for (int i = 0; i < width * height; i++)
        {
            // Before the table could grow into the next code length.
            if (i % ((1 << bits) - 2) == 0)
            {
                codes.Add(1 << bits);
            }

            codes.Add(random.Next(1 << bits));
        }

        codes.Add((1 << bits) + 1);
        byte[] stream = Bits(codes, bits + 1);
        foreach (byte[] block in stream.Chunk(255))
        {
            file.Write([(byte)block.Length, .. block]);
        }

        file.Write([0, 0x3B]);
        return file.ToArray();
    }

    /// <summary>A JPEG of a smooth picture with some noise, by our own encoder.</summary>
    internal static byte[] Jpeg(Draw draw)
    {
        int channels = draw.Of(3, 1);
        (int width, int height) = (draw.Int(1, 70), draw.Int(1, 70));
        var random = new Random(draw.Int(0, 1_000_000));
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            int pixel = i / channels;
            pixels[i] = (byte)Math.Clamp((pixel % width * 3) + (pixel / width * 2) + (i % channels * 40) + random.Next(-25, 25), 0, 255);
        }

        return JpegEncoder.Encode(new DecodedImage(width, height, channels, pixels), draw.Of(90, 75, 30, 5, 100));
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Bits(List<int> codes, int length)
    {
        byte[] bytes = new byte[((codes.Count * length) + 7) / 8];
        for (int i = 0; i < codes.Count * length; i++)
        {
            bytes[i / 8] |= (byte)(((codes[i / length] >> (i % length)) & 1) << (i % 8));
        }

        return bytes;
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        byte[] chunk = [0, 0, 0, 0, .. name, .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        uint crc = uint.MaxValue;
        foreach (byte value in chunk.AsSpan(4, data.Length + 4))
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), ~crc);
        file.Write(chunk);
    }
}
