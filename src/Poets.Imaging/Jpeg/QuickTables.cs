namespace Poets.Imaging.Jpeg;

/// <summary>The two tables of one component in a scan, and where their entries begin.</summary>
internal readonly unsafe record struct QuickTables(QuickHuffmanTable Dc, QuickHuffmanTable Ac, int Start)
{
    /// <summary>Bytes of the entries of each component's tables.</summary>
    internal static int Bytes => 2 * TableBytes;

    /// <summary>Bytes of one table: its entries, then its <see cref="QuickCodes"/>.</summary>
    internal static int TableBytes => (Size * sizeof(QuickEntry)) + sizeof(QuickCodes);

    /// <summary>Entries of a table.</summary>
    internal const int Size = 1 << QuickHuffmanTable.LookAhead;

    /// <summary>Unfolds the tables of a scan; components mostly share them.</summary>
    /// <param name="header">The tables as the file has them.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="memory">Room for <see cref="Bytes"/> a component.</param>
    internal static QuickTables[] Create(JpegHeader header, JpegScan scan, byte* memory)
    {
        int count = scan.Components.Length;
        var dc = new HuffmanTable[count];
        var ac = new HuffmanTable[count];
        SequentialHuffmanDecoder.DeriveTables(header, scan, dc, ac);
        Span<uint> singleDc = stackalloc uint[Size];
        Span<uint> singleAc = stackalloc uint[Size];
        var tables = new QuickTables[count];
        for (int i = 0; i < count; i++)
        {
            int same = 0;
            while (dc[same] != dc[i] || ac[same] != ac[i])
            {
                same++;
            }

            if (same < i)
            {
                tables[i] = tables[same];
                continue;
            }

            var dcTable = new QuickHuffmanTable(dc[i], isDc: true, singleDc);
            var acTable = new QuickHuffmanTable(ac[i], isDc: false, singleAc);
            tables[i] = new QuickTables(dcTable, acTable, i * Bytes);
            byte* place = memory + tables[i].Start;
            QuickHuffmanTable.Join(singleDc, singleAc, new Span<QuickEntry>(place, Size));
            dcTable.Describe((QuickCodes*)((QuickEntry*)place + Size));
            place += TableBytes;
            QuickHuffmanTable.Join(singleAc, singleAc, new Span<QuickEntry>(place, Size));
            acTable.Describe((QuickCodes*)((QuickEntry*)place + Size));
        }

        return tables;
    }
}
