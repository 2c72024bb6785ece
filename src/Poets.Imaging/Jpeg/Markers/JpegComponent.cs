namespace Poets.Imaging.Jpeg.Markers;

/// <summary>One colour component of a frame: what the file says of it and what the scans have brought so far.</summary>
internal sealed class JpegComponent
{
    internal required int Index { get; init; }

    internal required int Id { get; init; }

    /// <summary>Blocks of this component in an MCU, across (1 to 4).</summary>
    internal required int HorizontalFactor { get; init; }

    /// <summary>Blocks of this component in an MCU, down (1 to 4).</summary>
    internal required int VerticalFactor { get; init; }

    internal required int QuantizationIndex { get; init; }

    /// <summary>Blocks that hold pixels of the image.</summary>
    internal int WidthInBlocks { get; set; }

    internal int HeightInBlocks { get; set; }

    /// <summary>Blocks a row, filled up to whole MCUs.</summary>
    internal int PaddedWidthInBlocks { get; set; }

    internal int PaddedHeightInBlocks { get; set; }

    /// <summary>Samples that hold pixels of the image.</summary>
    internal int SampleWidth { get; set; }

    internal int SampleHeight { get; set; }

    /// <summary>The table in force when the component's first scan began, natural order; null before that.</summary>
    internal ushort[]? Quantization { get; set; }

    /// <summary>False where the wanted colours need no sample of this component.</summary>
    internal bool Needed { get; set; } = true;

    internal int DcTableIndex { get; set; }

    internal int AcTableIndex { get; set; }

    /// <summary>Where the component's first block begins among all coefficients of a file of several scans.</summary>
    internal int FirstCoefficient { get; set; }

    /// <summary>Progressive: bits still missing of each coefficient in zigzag order, -1 where nothing came yet.</summary>
    internal int[] CoefficientBits { get; } = new int[64];

    /// <summary>The same before the component's latest scan.</summary>
    internal int[] PreviousCoefficientBits { get; } = new int[64];

    /// <summary>Where a block's 64 coefficients, in natural order, begin among all coefficients.</summary>
    internal int BlockOffset(int row, int column) => FirstCoefficient + (((row * PaddedWidthInBlocks) + column) * 64);
}
