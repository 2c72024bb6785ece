using Poets.Imaging.Jpeg.Entropy;
using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;
using Poets.Imaging.Jpeg.Planes;

namespace Poets.Imaging.Jpeg;

/// <summary>Files whose one scan holds everything: MCU by MCU, coefficients are decoded and transformed at once.</summary>
internal static class SingleScanDecoder
{
    internal static void Run(ref JpegSource source, JpegHeader header, JpegOutput output, IRowSink sink)
    {
        var frame = header.Frame!;
        var scan = header.Scan!;
        using var planes = new PlaneSet(frame);
        using var emitter = new RowEmitter(frame, output, planes.Planes, sink);
        ScanSetup.UseStandardTables(header);
        var decoder = ScanSetup.Begin(ref source, header);
        Span<short> coefficients = stackalloc short[10 * 64];
        Span<int> offsets = stackalloc int[scan.BlocksInMcu];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = i * 64;
        }

        coefficients = coefficients[..(offsets.Length * 64)];
        bool interleaved = scan.Components.Length > 1;
        for (int mcuRow = 0; mcuRow < frame.McuRows; mcuRow++)
        {
            // A lone component's MCU is one block, and a row of MCUs then has as many rows of blocks as its factor says.
            int first = interleaved ? mcuRow : mcuRow * scan.Components[0].VerticalFactor;
            int end = interleaved ? first + 1 : Math.Min(first + scan.Components[0].VerticalFactor, scan.Components[0].HeightInBlocks);
            for (int row = first; row < end; row++)
            {
                for (int column = 0; column < scan.McusPerRow; column++)
                {
                    coefficients.Clear();
                    decoder.DecodeMcu(ref source, coefficients, offsets);
                    Transform(scan, planes, coefficients, row, column);
                }
            }

            emitter.Emit(mcuRow + 1);
        }

        ScanSetup.ReadRest(ref source, header);
    }

    private static void Transform(JpegScan scan, PlaneSet planes, ReadOnlySpan<short> coefficients, int mcuRow, int mcuColumn)
    {
        bool interleaved = scan.Components.Length > 1;
        int block = 0;
        foreach (var component in scan.Components)
        {
            int across = interleaved ? component.HorizontalFactor : 1;
            int down = interleaved ? component.VerticalFactor : 1;
            var plane = planes.Planes[component.Index];
            for (int y = 0; y < down; y++)
            {
                for (int x = 0; x < across; x++, block++)
                {
                    if (plane is not null)
                    {
                        int at = plane.BlockRowOffset((mcuRow * down) + y) + (((mcuColumn * across) + x) * 8);
                        FastIdct.Scalar(coefficients.Slice(block * 64, 64), plane.Multipliers, plane.Samples.AsSpan(at), plane.Stride);
                    }
                }
            }
        }
    }
}
