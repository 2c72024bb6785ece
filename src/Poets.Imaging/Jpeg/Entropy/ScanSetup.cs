using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Entropy;

/// <summary>What happens at the start of each scan.</summary>
internal static class ScanSetup
{
    /// <summary>Lays out the MCU, fixes the quantization of components seen for the first time, begins the entropy decoder.</summary>
    internal static IEntropyDecoder Begin(ref JpegSource source, JpegHeader header)
    {
        Prepare(header);
        var (frame, scan) = (header.Frame!, header.Scan!);
        IEntropyDecoder decoder = frame.Arithmetic ? new ArithmeticDecoder(header, scan)
            : frame.Progressive ? new ProgressiveHuffmanDecoder(header, scan)
            : new SequentialHuffmanDecoder(header, scan);
        decoder.BeginScan(ref source);
        return decoder;
    }

    /// <summary>Lays out the MCU and fixes the quantization of components seen for the first time.</summary>
    internal static void Prepare(JpegHeader header)
    {
        var scan = header.Scan!;
        scan.Lay(header.Frame!);
        foreach (var component in scan.Components)
        {
            if (component.Quantization is null)
            {
                int index = component.QuantizationIndex;
                component.Quantization = (index < 4 ? header.QuantizationTables[index] : null)
                    ?? throw JpegErrors.Damaged($"quantization table {index} is used and not defined");
            }
        }
    }

    /// <summary>
    /// Reads on to the end of the image after a scan that held it all. TensorFlow refuses files whose rest is damaged or
    /// missing, except where they end within a marker segment.
    /// </summary>
    internal static void ReadRest(ref JpegSource source, JpegHeader header)
    {
        source.EndedInsideMarker = false;
        try
        {
            if (JpegMarkerReader.ReadToScan(ref source, header))
            {
                throw JpegErrors.Damaged("another scan follows a scan that held the whole image");
            }
        }
        catch (ImageDecodingException) when (source.EndedInsideMarker)
        {
        }
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
