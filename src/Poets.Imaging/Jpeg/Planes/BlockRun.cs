namespace Poets.Imaging.Jpeg.Planes;

/// <summary>Blocks of one component that stand side by side in the image.</summary>
internal readonly unsafe struct BlockRun()
{
    /// <summary>The first block: 64 coefficients in natural order.</summary>
    internal required short* Coefficients { get; init; }

    /// <summary>For each block the zigzag index beyond its last coefficient + 128, or 64 and more where that is not known.</summary>
    internal required byte* Ends { get; init; }

    /// <summary>Bytes from one of these to that of the next block.</summary>
    internal int EndStep { get; init; } = 1;

    /// <summary>For each block whether its samples will be looked at.</summary>
    internal required bool* Wanted { get; init; }

    /// <summary>How many follow each other directly, as those of an MCU do.</summary>
    internal required int Across { get; init; }

    /// <summary>Blocks from the first of these to the first of the next ones.</summary>
    internal required int Step { get; init; }

    /// <summary>How often.</summary>
    internal required int Count { get; init; }

    /// <summary>The rows of these blocks that will be looked at, bit k for row k; others may be left as they are.</summary>
    internal byte Rows { get; init; } = 0xFF;
}
