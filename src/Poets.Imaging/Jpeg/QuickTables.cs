namespace Poets.Imaging.Jpeg;

/// <summary>The two tables of one component in a scan, and where their entries begin.</summary>
internal readonly record struct QuickTables(QuickHuffmanTable Dc, QuickHuffmanTable Ac, int DcStart, int AcStart)
{
    /// <summary>Unfolds the tables of a scan; components mostly share them.</summary>
    internal static QuickTables[] Create(JpegHeader header, JpegScan scan, out uint[] entries)
    {
        const int Size = 1 << QuickHuffmanTable.LookAhead;
        int count = scan.Components.Length;
        var dc = new HuffmanTable[count];
        var ac = new HuffmanTable[count];
        SequentialHuffmanDecoder.DeriveTables(header, scan, dc, ac);
        entries = new uint[Size * 2 * count];
        var tables = new QuickTables[count];
        for (int i = 0; i < count; i++)
        {
            int sameDc = Array.IndexOf(dc, dc[i]);
            int sameAc = Array.IndexOf(ac, ac[i]);
            int dcStart = sameDc * 2 * Size;
            int acStart = ((sameAc * 2) + 1) * Size;
            tables[i] = new QuickTables(
                sameDc < i ? tables[sameDc].Dc : new QuickHuffmanTable(dc[i], isDc: true, entries.AsSpan(dcStart, Size)),
                sameAc < i ? tables[sameAc].Ac : new QuickHuffmanTable(ac[i], isDc: false, entries.AsSpan(acStart, Size)),
                dcStart,
                acStart);
        }

        return tables;
    }
}
