namespace Poets.Imaging.Jpeg;

/// <summary>The two tables of one component in a scan, and where their entries begin.</summary>
internal readonly record struct QuickTables(QuickHuffmanTable Dc, QuickHuffmanTable Ac, int DcStart, int AcStart)
{
    /// <summary>Unfolds the tables of a scan; components mostly share them.</summary>
    internal static QuickTables[] Create(JpegHeader header, JpegScan scan, out uint[] dcEntries, out ulong[] acEntries)
    {
        const int Size = 1 << QuickHuffmanTable.LookAhead;
        int count = scan.Components.Length;
        var dc = new HuffmanTable[count];
        var ac = new HuffmanTable[count];
        SequentialHuffmanDecoder.DeriveTables(header, scan, dc, ac);
        dcEntries = new uint[Size * count];
        acEntries = new ulong[Size * count];
        Span<uint> single = stackalloc uint[Size];
        var tables = new QuickTables[count];
        for (int i = 0; i < count; i++)
        {
            int sameDc = Array.IndexOf(dc, dc[i]);
            int sameAc = Array.IndexOf(ac, ac[i]);
            var dcTable = sameDc < i ? tables[sameDc].Dc : new QuickHuffmanTable(dc[i], isDc: true, dcEntries.AsSpan(i * Size, Size));
            var acTable = sameAc < i ? tables[sameAc].Ac : new QuickHuffmanTable(ac[i], isDc: false, single);
            if (sameAc == i)
            {
                QuickHuffmanTable.Join(single, acEntries.AsSpan(i * Size, Size));
            }

            tables[i] = new QuickTables(dcTable, acTable, sameDc * Size, sameAc * Size);
        }

        return tables;
    }
}
