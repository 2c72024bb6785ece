using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Entropy;

/// <summary>Decodes the MCUs of one scan, in order.</summary>
internal interface IEntropyDecoder
{
    /// <summary>Reads the tables that the scan needs and forgets everything of the scan before.</summary>
    void BeginScan(ref JpegSource source);

    /// <summary>Decodes one MCU.</summary>
    /// <param name="source">Where the data is.</param>
    /// <param name="coefficients">Blocks of 64 in natural order; a scan's first visit finds zeros there.</param>
    /// <param name="offsets">Where each block of the MCU begins.</param>
    void DecodeMcu(ref JpegSource source, scoped Span<short> coefficients, scoped ReadOnlySpan<int> offsets);
}
