using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>Which blocks of each component hold samples that will be looked at.</summary>
internal sealed class BlockSelection
{
    private readonly byte[][] _rows;
    private readonly bool[][] _columns;

    private BlockSelection(JpegFrame frame, PlaneSet planes, List<int> rows, List<int> columns)
    {
        _rows = new byte[frame.Components.Length][];
        _columns = new bool[frame.Components.Length][];
        foreach (var component in frame.Components)
        {
            var plane = planes.Planes[component.Index];
            bool fancyDown = plane is { Kind: UpsamplingKind.DoubleHeight or UpsamplingKind.DoubleBoth };
            bool fancyAcross = plane is { Kind: UpsamplingKind.DoubleWidth or UpsamplingKind.DoubleBoth };
            _rows[component.Index] = Mark(rows, plane?.TimesDown ?? 1, fancyDown, component.SampleHeight, component.PaddedHeightInBlocks);
            _columns[component.Index] = [.. Mark(columns, plane?.TimesAcross ?? 1, fancyAcross, component.SampleWidth, component.PaddedWidthInBlocks).Select(set => set != 0)];
        }
    }

    /// <summary>What a sink will look at; null for everything.</summary>
    internal static BlockSelection? Create(JpegFrame frame, PlaneSet planes, IRowSink sink)
    {
        if (sink.Pairs is not { } lefts)
        {
            return null;
        }

        var rows = new List<int>();
        for (int row = 0; row < frame.Height; row++)
        {
            if (sink.Wants(row))
            {
                rows.Add(row);
            }
        }

        return new BlockSelection(frame, planes, rows, [.. lefts, .. lefts.Select(left => Math.Min(left + 1, frame.Width - 1))]);
    }

    /// <summary>The rows of a row of blocks that hold such samples: bit k for row k.</summary>
    internal byte Rows(int component, int blockRow) => _rows[component][blockRow];

    /// <summary>For each column of blocks, whether it does.</summary>
    internal bool[] Columns(int component) => _columns[component];

    /// <summary>For each row or column of blocks the set of its samples that pixels need.</summary>
    private static byte[] Mark(List<int> pixels, int times, bool neighbours, int samples, int blocks)
    {
        byte[] marked = new byte[blocks];
        foreach (int pixel in pixels)
        {
            int sample = pixel / times;
            marked[sample / 8] |= (byte)(1 << (sample & 7));
            if (neighbours)
            {
                // The left or upper one of two pixels takes part of the sample before its own, the other one of that after.
                int other = Math.Clamp((pixel & 1) == 0 ? sample - 1 : sample + 1, 0, samples - 1);
                marked[other / 8] |= (byte)(1 << (other & 7));
            }
        }

        return marked;
    }
}
