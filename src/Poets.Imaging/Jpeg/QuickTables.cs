using System.Buffers;

namespace Poets.Imaging.Jpeg;

/// <summary>The two tables of one component in a scan, and where their entries begin.</summary>
internal readonly record struct QuickTables(QuickHuffmanTable Dc, QuickHuffmanTable Ac, int DcStart, int AcStart)
{
    /// <summary>Unfolds the tables of a scan; components mostly share them. Both arrays of entries come from the shared pools.</summary>
    internal static QuickTables[] Create(JpegHeader header, JpegScan scan, out uint[] dcEntries, out QuickEntry[] acEntries)
    {
        const int DcSize = 1 << QuickHuffmanTable.DcLookAhead;
        const int AcSize = 1 << QuickHuffmanTable.LookAhead;
        int count = scan.Components.Length;
        var dc = new HuffmanTable[count];
        var ac = new HuffmanTable[count];
        SequentialHuffmanDecoder.DeriveTables(header, scan, dc, ac);
        dcEntries = ArrayPool<uint>.Shared.Rent(DcSize * count);
        acEntries = ArrayPool<QuickEntry>.Shared.Rent(AcSize * count);
        Span<uint> single = stackalloc uint[AcSize];
        var tables = new QuickTables[count];
        for (int i = 0; i < count; i++)
        {
            int sameDc = Array.IndexOf(dc, dc[i]);
            int sameAc = Array.IndexOf(ac, ac[i]);
            var dcTable = sameDc < i ? tables[sameDc].Dc : new QuickHuffmanTable(dc[i], isDc: true, dcEntries.AsSpan(i * DcSize, DcSize));
            var acTable = sameAc < i ? tables[sameAc].Ac : new QuickHuffmanTable(ac[i], isDc: false, single);
            if (sameAc == i)
            {
                QuickHuffmanTable.Join(single, acEntries.AsSpan(i * AcSize, AcSize));
            }

            tables[i] = new QuickTables(dcTable, acTable, sameDc * DcSize, sameAc * AcSize);
        }

        return tables;
    }
}
