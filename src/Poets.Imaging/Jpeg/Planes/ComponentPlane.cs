using System.Buffers;
using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>
/// The samples of one component that are at hand: two rows of MCUs, taken in turns, so that the rows just above and
/// below the one being upsampled are always there.
/// </summary>
internal sealed class ComponentPlane : IDisposable
{
    /// <summary>Vector code may read and write this far past a row's end.</summary>
    internal const int Slack = 64;

    private readonly JpegComponent _component;
    private readonly int _rowsPerStrip;
    private short[]? _multipliers;

    internal ComponentPlane(JpegComponent component, JpegFrame frame)
    {
        _component = component;
        _rowsPerStrip = component.VerticalFactor * 8;
        Stride = (component.PaddedWidthInBlocks * 8) + Slack;
        Samples = ArrayPool<byte>.Shared.Rent((Stride * _rowsPerStrip * 2) + Slack);
        int across = frame.MaximumHorizontalFactor;
        int down = frame.MaximumVerticalFactor;
        int h = component.HorizontalFactor;
        int v = component.VerticalFactor;
        Kind = (h == across, v == down, h * 2 == across, v * 2 == down) switch
        {
            (true, true, _, _) => UpsamplingKind.None,
            (_, true, true, _) when component.SampleWidth > 2 => UpsamplingKind.DoubleWidth,
            (true, _, _, true) => UpsamplingKind.DoubleHeight,
            (_, _, true, true) when component.SampleWidth > 2 => UpsamplingKind.DoubleBoth,
            _ when across % h == 0 && down % v == 0 => UpsamplingKind.Repeat,
            _ => throw JpegErrors.Damaged($"sampling factors {h} × {v} under {across} × {down}; only whole ratios are supported"),
        };
        TimesAcross = across / h;
        TimesDown = down / v;
    }

    /// <summary>The component's quantization × transform scale; to be asked for once the scans are read.</summary>
    internal short[] Multipliers => _multipliers ??= FastIdct.Multipliers(_component.Quantization);

    internal byte[] Samples { get; private set; }

    internal int Stride { get; }

    internal UpsamplingKind Kind { get; }

    internal int TimesAcross { get; }

    internal int TimesDown { get; }

    /// <summary>Samples a row.</summary>
    internal int Width => _component.SampleWidth;

    /// <summary>Whether an output row needs the row above or below its own.</summary>
    internal bool NeedsNeighbours => Kind is UpsamplingKind.DoubleHeight or UpsamplingKind.DoubleBoth;

    /// <summary>Where the samples of a row of blocks begin.</summary>
    internal int BlockRowOffset(int blockRow) => (blockRow * 8 % (_rowsPerStrip * 2)) * Stride;

    /// <summary>A row of samples; rows outside of the image are its first or last one again.</summary>
    internal ReadOnlySpan<byte> Row(int row)
    {
        row = Math.Clamp(row, 0, _component.SampleHeight - 1);
        return Samples.AsSpan(row % (_rowsPerStrip * 2) * Stride, _component.SampleWidth);
    }

    /// <summary>The row of samples that an output row lies in.</summary>
    internal ReadOnlySpan<byte> Near(int outputRow) => Row(outputRow / TimesDown);

    /// <summary>Where rows are doubled: the row on the output row's other side.</summary>
    internal ReadOnlySpan<byte> Other(int outputRow) => Row((outputRow & 1) == 0 ? (outputRow >> 1) - 1 : (outputRow >> 1) + 1);

    /// <summary>The samples of an output row at full width, in <paramref name="scratch"/> where there is something to do.</summary>
    internal ReadOnlySpan<byte> Upsample(int outputRow, int width, Span<byte> scratch)
    {
        var near = Near(outputRow);
        switch (Kind)
        {
            case UpsamplingKind.None:
                return near[..width];
            case UpsamplingKind.DoubleWidth:
                Upsampling.DoubleWidth(near, scratch);
                break;
            case UpsamplingKind.DoubleHeight:
                Upsampling.DoubleHeight(near, Other(outputRow), (outputRow & 1) == 0 ? 1 : 2, scratch);
                break;
            case UpsamplingKind.DoubleBoth:
                Upsampling.DoubleBoth(near, Other(outputRow), scratch);
                break;
            default:
                Upsampling.Repeat(near, TimesAcross, scratch[..width]);
                break;
        }

        return scratch[..width];
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(Samples);
        Samples = [];
    }
}
