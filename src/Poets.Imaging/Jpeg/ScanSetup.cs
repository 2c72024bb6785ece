namespace Poets.Imaging.Jpeg;

/// <summary>What happens at the start of each scan.</summary>
internal static class ScanSetup
{
    /// <summary>Lays out the MCU, fixes the quantization of components seen for the first time, begins the entropy decoder.</summary>
    internal static IEntropyDecoder Begin(ref JpegSource source, JpegHeader header)
    {
        var frame = header.Frame!;
        var scan = header.Scan!;
        scan.Lay(frame);
        foreach (var component in scan.Components)
        {
            if (component.Quantization is null)
            {
                int index = component.QuantizationIndex;
                component.Quantization = (index < 4 ? header.QuantizationTables[index] : null)
                    ?? throw JpegErrors.Damaged($"quantization table {index} is used and not defined");
            }
        }

        IEntropyDecoder decoder = frame.Progressive ? new ProgressiveHuffmanDecoder(header, scan) : new SequentialHuffmanDecoder(header, scan);
        decoder.BeginScan(ref source);
        return decoder;
    }

    /// <summary>Files of Motion JPEG often leave out the Huffman tables; then those of the standard are meant.</summary>
    internal static void UseStandardTables(JpegHeader header)
    {
        Fill(header.DcTables, 0, StandardHuffmanTables.DcLuminance);
        Fill(header.AcTables, 0, StandardHuffmanTables.AcLuminance);
        Fill(header.DcTables, 1, StandardHuffmanTables.DcChrominance);
        Fill(header.AcTables, 1, StandardHuffmanTables.AcChrominance);
    }

    private static void Fill(HuffmanTable?[] tables, int index, (byte[] Counts, byte[] Symbols) standard) =>
        tables[index] ??= new HuffmanTable(standard.Counts, standard.Symbols);
}
