using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>Transforms a row of MCUs of an incomplete progressive file, estimating missing coefficients block by block.</summary>
internal static class SmoothTransform
{
    internal static void Run(JpegFrame frame, JpegComponent component, ComponentPlane plane, ReadOnlySpan<short> coefficients, int mcuRow, ReadOnlySpan<int> known)
    {
        int last = frame.McuRows - 1;
        int factor = component.VerticalFactor;
        int first = mcuRow * factor;
        int rows = Math.Min(factor, component.HeightInBlocks - first);
        int lastColumn = component.WidthInBlocks - 1;

        // The window slides; where there are only two columns it never gets to see the second one from its far end.
        int beyond = lastColumn == 1 ? 0 : lastColumn;
        Span<int> neighbours = stackalloc int[5];
        Span<int> dc = stackalloc int[25];
        Span<short> block = stackalloc short[64];
        for (int row = 0; row < rows; row++)
        {
            // Beyond the edges the nearest row stands in; two rows away counts as an edge from the second MCU row on.
            int here = first + row;
            int above = row > 0 || mcuRow > 0 ? here - 1 : here;
            int below = row < rows - 1 || mcuRow < last ? here + 1 : here;
            neighbours[0] = row > 1 || mcuRow > 1 ? here - 2 : above;
            neighbours[1] = above;
            neighbours[2] = here;
            neighbours[3] = below;
            neighbours[4] = row < rows - 2 || mcuRow + 1 < last ? here + 2 : below;
            int at = plane.BlockRowOffset(here);
            for (int column = 0; column < component.WidthInBlocks; column++)
            {
                for (int y = 0; y < 5; y++)
                {
                    for (int x = 0; x < 5; x++)
                    {
                        int neighbour = Math.Max(column + x - 2, 0);
                        neighbour = neighbour > lastColumn ? beyond : neighbour;
                        dc[(y * 5) + x] = coefficients[component.BlockOffset(neighbours[y], neighbour)];
                    }
                }

                coefficients.Slice(component.BlockOffset(here, column), 64).CopyTo(block);
                BlockSmoothing.Estimate(component, known, dc, block);
                FastIdct.Scalar(block, plane.Multipliers, plane.Samples.AsSpan(at + (column * 8)), plane.Stride);
            }
        }
    }
}
