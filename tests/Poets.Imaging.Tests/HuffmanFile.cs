using Poets.Imaging.Jpeg.Encoding;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Tests;

/// <summary>Small JPEG files with Huffman tables of any shape and any coefficients that a sequential scan may hold.</summary>
internal static class HuffmanFile
{
    private const int McusAcross = 5;
    private const int McusDown = 3;

    /// <summary>A table that has a code for each symbol that a scan may need, of 1 to 16 bits.</summary>
    internal static HuffmanTable Table(Random random, bool isDc)
    {
        var (counts, symbols) = Codes(random, isDc);
        return new HuffmanTable(counts, symbols).Derive(isDc);
    }

    /// <summary>A file of one or three components, the first one of three at twice the width and height.</summary>
    /// <param name="random">What it holds.</param>
    /// <param name="components">1 or 3.</param>
    /// <param name="restartInterval">MCUs between restart markers, 0 for none.</param>
    /// <param name="share">Whether all components use the same tables.</param>
    internal static byte[] Create(Random random, int components, int restartInterval, bool share)
    {
        var tables = Enumerable.Range(0, 2).Select(_ => (Dc: Codes(random, isDc: true), Ac: Codes(random, isDc: false))).ToArray();
        return Create(random, components, restartInterval, share, tables, Block);
    }

    /// <summary>A file of one component whose AC codes are all of one length, and whose AC coefficients are all of one size.</summary>
    internal static byte[] Create(Random random, int length, int size)
    {
        var dc = Codes(random, isDc: true);
        var ac = (Counts: new byte[17], Codes(random, isDc: false).Symbols);
        ac.Counts[length] = (byte)ac.Symbols.Length;
        return Create(random, 1, 0, share: true, [(dc, ac), (dc, ac)], (_, lastDc) =>
        {
            var block = Enumerable.Range(0, 64).Select(_ => (short)(random.Next(1 << (size - 1), 1 << size) * (random.Next(2) == 0 ? 1 : -1))).ToArray();
            block[0] = (short)lastDc;
            return block;
        });
    }

    private static byte[] Create(
        Random random,
        int components,
        int restartInterval,
        bool share,
        ((byte[] Counts, byte[] Symbols) Dc, (byte[] Counts, byte[] Symbols) Ac)[] tables,
        Func<Random, int, short[]> makeBlock)
    {
        int size = components == 1 ? 8 : 16;
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        Segment(file, 0xDB, [0, .. Enumerable.Range(0, 64).Select(_ => (byte)random.Next(1, 4))]);
        byte[] frame = [8, 0, (byte)((McusDown * size) - 3), 0, (byte)((McusAcross * size) - 5), (byte)components];
        Segment(file, 0xC0, [.. frame, .. Enumerable.Range(1, components).SelectMany(id => new byte[] { (byte)id, (byte)(components == 3 && id == 1 ? 0x22 : 0x11), 0 })]);
        for (int i = 0; i < 2; i++)
        {
            Segment(file, 0xC4, [(byte)i, .. tables[i].Dc.Counts[1..], .. tables[i].Dc.Symbols, (byte)(0x10 | i), .. tables[i].Ac.Counts[1..], .. tables[i].Ac.Symbols]);
        }

        Segment(file, 0xDD, [0, (byte)restartInterval]);
        int Used(int component) => share || component == 0 ? 0 : 1;
        Segment(file, 0xDA, [(byte)components, .. Enumerable.Range(0, components).SelectMany(i => new byte[] { (byte)(i + 1), (byte)(Used(i) * 0x11) }), 0, 63, 0]);
        var codes = tables.Select(pair => (Dc: HuffmanWriter.Codes(pair.Dc), Ac: HuffmanWriter.Codes(pair.Ac))).ToArray();
        Span<int> last = stackalloc int[3];
        var writer = new HuffmanWriter(file);
        for (int mcu = 0; mcu < McusAcross * McusDown; mcu++)
        {
            if (restartInterval > 0 && mcu > 0 && mcu % restartInterval == 0)
            {
                writer.Finish();
                writer = new HuffmanWriter(file);
                file.Write([0xFF, (byte)(0xD0 + (((mcu / restartInterval) - 1) & 7))]);
                last.Clear();
            }

            for (int component = 0; component < components; component++)
            {
                for (int i = 0; i < (components == 3 && component == 0 ? 4 : 1); i++)
                {
                    var (dc, ac) = codes[Used(component)];
                    last[component] = writer.Block(makeBlock(random, last[component]), last[component], dc, ac);
                }
            }
        }

        writer.Finish();
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    private static short[] Block(Random random, int lastDc)
    {
        short[] block = new short[64];
        int reach = 1 << random.Next(1, 11);
        block[0] = (short)Math.Clamp(lastDc + random.Next(-reach, reach + 1), -1023, 1023);
        int share = random.Next(101);
        int end = random.Next(4) == 0 ? 64 : random.Next(1, 65);
        for (int k = 1; k < end; k++)
        {
            int most = 1 << random.Next(1, random.Next(2, 11));
            block[k] = random.Next(100) < share ? (short)Math.Clamp(random.Next(-most, most + 1), -1023, 1023) : (short)0;
        }

        return block;
    }

    /// <summary>Splits codes at random, some tables mostly the longest ones, and leaves the one of ones only free.</summary>
    private static (byte[] Counts, byte[] Symbols) Codes(Random random, bool isDc)
    {
        byte[] symbols = isDc
            ? [.. Enumerable.Range(0, 12).Select(size => (byte)size)]
            : [0, 0xF0, .. Enumerable.Range(0, 160).Select(i => (byte)((i / 10 << 4) | ((i % 10) + 1)))];
        random.Shuffle(symbols);
        if (!isDc && random.Next(2) == 0)
        {
            // Often the end of the block has a short code.
            int end = Array.IndexOf(symbols, (byte)0);
            (symbols[0], symbols[end]) = (symbols[end], symbols[0]);
        }

        var lengths = new List<int> { 0 };
        double skew = random.NextDouble();
        while (lengths.Count <= symbols.Length)
        {
            int at = random.NextDouble() < skew ? lengths.IndexOf(lengths.Where(length => length < 16).Max()) : random.Next(lengths.Count);
            if (lengths[at] < 16)
            {
                lengths.Add(++lengths[at]);
            }
        }

        byte[] counts = new byte[17];
        foreach (int length in lengths.Order().SkipLast(1))
        {
            counts[length]++;
        }

        return (counts, symbols);
    }

    private static void Segment(Stream file, byte marker, byte[] content)
    {
        int length = content.Length + 2;
        file.Write([0xFF, marker, (byte)(length >> 8), (byte)length]);
        file.Write(content);
    }
}
