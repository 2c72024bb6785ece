using Poets.Imaging.Jpeg.Entropy;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Quick;

/// <summary>The two tables of one component in a scan, and where they lie unfolded, the DC table first.</summary>
/// <remarks>Unfolded, a table is a <see cref="QuickStep"/> for each look, a <see cref="QuickEntry"/> for each, and <see cref="QuickCodes"/>.</remarks>
internal readonly unsafe record struct QuickTables(QuickHuffmanTable Dc, QuickHuffmanTable Ac, int Start)
{
    /// <summary>Looks of a table.</summary>
    internal const int Size = 1 << QuickHuffmanTable.LookAhead;

    /// <summary>Bytes of each component's tables.</summary>
    internal static int Bytes => 2 * TableBytes;

    /// <summary>Bytes of one table: a multiple of <see cref="QuickBlock.Size"/>.</summary>
    internal static int TableBytes => (Size * (sizeof(QuickStep) + sizeof(QuickEntry))) + sizeof(QuickCodes);

    /// <summary>The entries of a table.</summary>
    internal static QuickEntry* Entries(QuickStep* table) => (QuickEntry*)(table + Size);

    /// <summary>What finds the codes that a table has no entries for.</summary>
    internal static QuickCodes* Codes(QuickStep* table) => (QuickCodes*)(Entries(table) + Size);

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
        Span<QuickEntry> followers = stackalloc QuickEntry[Size];
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

            tables[i] = new QuickTables(new QuickHuffmanTable(dc[i], isDc: true), new QuickHuffmanTable(ac[i], isDc: false), i * Bytes);
            tables[i].Ac.Follow(followers);
            Unfold(tables[i].Dc, followers, (QuickStep*)(memory + tables[i].Start));
            Unfold(tables[i].Ac, followers, (QuickStep*)(memory + tables[i].Start + TableBytes));
        }

        return tables;
    }

    private static void Unfold(QuickHuffmanTable codes, ReadOnlySpan<QuickEntry> followers, QuickStep* table)
    {
        QuickEntry* entries = Entries(table);
        codes.Unfold(followers, new Span<QuickEntry>(entries, Size));
        for (int look = 0; look < Size; look++)
        {
            table[look] = entries[look].Step;
        }

        codes.Describe(Codes(table));
    }
}
