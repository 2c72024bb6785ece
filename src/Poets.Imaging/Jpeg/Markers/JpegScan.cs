namespace Poets.Imaging.Jpeg.Markers;

/// <summary>A scan header.</summary>
internal sealed class JpegScan
{
    internal required JpegComponent[] Components { get; init; }

    /// <summary>First coefficient of the band, in zigzag order.</summary>
    internal required int SpectralStart { get; init; }

    internal required int SpectralEnd { get; init; }

    /// <summary>The bit position that earlier scans reached, 0 in a first scan.</summary>
    internal required int ApproximationHigh { get; init; }

    /// <summary>The bit position that this scan reaches.</summary>
    internal required int ApproximationLow { get; init; }

    /// <summary>Counted from 1.</summary>
    internal required int Number { get; init; }

    /// <summary>Blocks of one MCU.</summary>
    internal int BlocksInMcu { get; private set; }

    internal int McusPerRow { get; private set; }

    /// <summary>
    /// Works out the MCU. A scan of one component is not interleaved: its MCU is a single block, and only blocks that
    /// hold pixels are in the file.
    /// </summary>
    internal void Lay(JpegFrame frame)
    {
        if (Components.Length == 1)
        {
            BlocksInMcu = 1;
            McusPerRow = Components[0].WidthInBlocks;
            return;
        }

        McusPerRow = frame.McusPerRow;
        BlocksInMcu = Components.Sum(component => component.HorizontalFactor * component.VerticalFactor);
        if (BlocksInMcu > 10)
        {
            throw JpegErrors.Damaged($"a scan has {BlocksInMcu} blocks in an MCU, 10 are allowed");
        }
    }
}
