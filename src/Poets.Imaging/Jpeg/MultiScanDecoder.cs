using Poets.Imaging.Jpeg.Entropy;
using Poets.Imaging.Jpeg.Markers;
using Poets.Imaging.Jpeg.Planes;

namespace Poets.Imaging.Jpeg;

/// <summary>Files of several scans: all coefficients are gathered first, then transformed.</summary>
internal static unsafe class MultiScanDecoder
{
    /// <summary>What is wanted where everything is.</summary>
    private static readonly bool[] s_all = [.. Enumerable.Repeat(true, BlockTransforms.Most)];

    private const int UsualScans = 100;
    private const long MaximumVisits = 1L << 29;

    internal static void Run(ref JpegSource source, JpegHeader header, JpegOutput output, IRowSink sink)
    {
        var frame = header.Frame!;
        using var planes = new PlaneSet(frame);
        using var emitter = new RowEmitter(frame, output, planes.Planes, sink);
        if (frame.Progressive)
        {
            Progression.Begin(frame);
        }
        else
        {
            ScanSetup.UseStandardTables(header);
        }

        short[] coefficients = new short[frame.LayCoefficients()];
        int lastGoodRow = 0;
        do
        {
            CheckWork(frame, header.Scan!.Number, coefficients.Length);
            var decoder = ScanSetup.Begin(ref source, header);
            lastGoodRow = ReadScan(ref source, header, decoder, coefficients, lastGoodRow);
        }
        while (JpegMarkerReader.ReadToScan(ref source, header));

        var selection = BlockSelection.Create(frame, planes, sink);
        bool smooth = BlockSmoothing.Applies(frame);
        for (int mcuRow = 0; mcuRow < frame.McuRows; mcuRow++)
        {
            foreach (var component in frame.Components)
            {
                if (planes.Planes[component.Index] is { } plane)
                {
                    if (smooth)
                    {
                        SmoothTransform.Run(frame, component, plane, coefficients, mcuRow, Known(component, header, mcuRow <= lastGoodRow));
                    }
                    else
                    {
                        Transform(component, plane, coefficients, mcuRow, selection);
                    }
                }
            }

            emitter.Emit(mcuRow + 1);
        }
    }

    /// <summary>
    /// A scan can be a few bytes long and still visits every block; a file of nothing but such scans is refused before
    /// it takes minutes. Real files have about ten.
    /// </summary>
    private static void CheckWork(JpegFrame frame, int scan, long coefficients)
    {
        if (scan > UsualScans && scan * (coefficients / 64) > MaximumVisits)
        {
            throw JpegErrors.Damaged($"{scan} scans of an image of {frame.Width} × {frame.Height} pixels");
        }
    }

    /// <summary>What is known of each coefficient; rows that the last scan did not reach stand as before it.</summary>
    private static ReadOnlySpan<int> Known(JpegComponent component, JpegHeader header, bool reached)
    {
        if (reached)
        {
            return component.CoefficientBits;
        }

        return header.Scan!.Number > 1 ? component.PreviousCoefficientBits : Enumerable.Repeat(-1, 10).ToArray();
    }

    /// <returns>The last row of MCUs that began with data at hand.</returns>
    private static int ReadScan(ref JpegSource source, JpegHeader header, IEntropyDecoder decoder, Span<short> coefficients, int lastGoodRow)
    {
        var scan = header.Scan!;
        bool interleaved = scan.Components.Length > 1;
        Span<int> offsets = stackalloc int[scan.BlocksInMcu];
        for (int mcuRow = 0; mcuRow < header.Frame!.McuRows; mcuRow++)
        {
            // A lone component's MCU is one block, and a row of MCUs then has as many rows of blocks as its factor says.
            int first = interleaved ? mcuRow : mcuRow * scan.Components[0].VerticalFactor;
            int end = interleaved ? first + 1 : Math.Min(first + scan.Components[0].VerticalFactor, scan.Components[0].HeightInBlocks);
            for (int row = first; row < end; row++)
            {
                for (int column = 0; column < scan.McusPerRow; column++)
                {
                    Locate(scan, row, column, offsets);
                    if (!source.Insufficient)
                    {
                        lastGoodRow = mcuRow;
                    }

                    decoder.DecodeMcu(ref source, coefficients, offsets);
                }
            }
        }

        return lastGoodRow;
    }

    private static void Locate(JpegScan scan, int mcuRow, int mcuColumn, Span<int> offsets)
    {
        if (scan.Components.Length == 1)
        {
            offsets[0] = scan.Components[0].BlockOffset(mcuRow, mcuColumn);
            return;
        }

        int block = 0;
        foreach (var component in scan.Components)
        {
            for (int y = 0; y < component.VerticalFactor; y++)
            {
                int offset = component.BlockOffset((mcuRow * component.VerticalFactor) + y, mcuColumn * component.HorizontalFactor);
                for (int x = 0; x < component.HorizontalFactor; x++)
                {
                    offsets[block++] = offset + (x * 64);
                }
            }
        }
    }

    private static void Transform(JpegComponent component, ComponentPlane plane, ReadOnlySpan<short> coefficients, int mcuRow, BlockSelection? selection)
    {
        int first = mcuRow * component.VerticalFactor;
        int end = Math.Min(first + component.VerticalFactor, component.HeightInBlocks);
        byte* ends = stackalloc byte[BlockTransforms.Most];
        new Span<byte>(ends, BlockTransforms.Most).Fill(64);
        fixed (short* blocks = coefficients)
        fixed (bool* columns = selection?.Columns(component.Index) ?? s_all)
        {
            for (int row = first; row < end; row++)
            {
                byte rows = selection?.Rows(component.Index, row) ?? 0xFF;
                if (rows == 0)
                {
                    continue;
                }

                for (int column = 0; column < component.WidthInBlocks; column += BlockTransforms.Most)
                {
                    var run = new BlockRun
                    {
                        Coefficients = blocks + component.BlockOffset(row, column),
                        Ends = ends,
                        Wanted = selection is null ? columns : columns + column,
                        Rows = rows,
                        Across = 1,
                        Step = 1,
                        Count = Math.Min(BlockTransforms.Most, component.WidthInBlocks - column),
                    };
                    BlockTransforms.Run(run, plane, plane.BlockRowOffset(row) + (column * 8));
                }
            }
        }
    }
}
