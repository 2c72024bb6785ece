namespace Poets.Imaging.Jpeg;

/// <summary>The two tables of one component in a scan, and where their entries begin.</summary>
internal readonly record struct QuickTables(QuickHuffmanTable Dc, QuickHuffmanTable Ac, int DcStart, int AcStart)
{
    /// <summary>Bytes of the entries of each component's tables.</summary>
    internal const int DcBytes = sizeof(uint) * DcSize;

    /// <inheritdoc cref="DcBytes"/>
    internal const int AcBytes = 8 * AcSize;

    private const int DcSize = 1 << QuickHuffmanTable.DcLookAhead;
    private const int AcSize = 1 << QuickHuffmanTable.LookAhead;

    /// <summary>Unfolds the tables of a scan; components mostly share them.</summary>
    /// <param name="header">The tables as the file has them.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="dcEntries">Room for <see cref="DcBytes"/> a component.</param>
    /// <param name="acEntries">Room for <see cref="AcBytes"/> a component.</param>
    internal static QuickTables[] Create(JpegHeader header, JpegScan scan, Span<uint> dcEntries, Span<QuickEntry> acEntries)
    {
        int count = scan.Components.Length;
        var dc = new HuffmanTable[count];
        var ac = new HuffmanTable[count];
        SequentialHuffmanDecoder.DeriveTables(header, scan, dc, ac);
        Span<uint> single = stackalloc uint[AcSize];
        var tables = new QuickTables[count];
        for (int i = 0; i < count; i++)
        {
            int sameDc = Array.IndexOf(dc, dc[i]);
            int sameAc = Array.IndexOf(ac, ac[i]);
            var dcTable = sameDc < i ? tables[sameDc].Dc : new QuickHuffmanTable(dc[i], isDc: true, dcEntries.Slice(i * DcSize, DcSize));
            var acTable = sameAc < i ? tables[sameAc].Ac : new QuickHuffmanTable(ac[i], isDc: false, single);
            if (sameAc == i)
            {
                QuickHuffmanTable.Join(single, acEntries.Slice(i * AcSize, AcSize));
            }

            tables[i] = new QuickTables(dcTable, acTable, sameDc * DcSize, sameAc * AcSize);
        }

        return tables;
    }
}
