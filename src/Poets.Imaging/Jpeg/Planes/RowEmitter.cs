using System.Buffers;
using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>Turns finished rows of MCUs into rows of pixels: upsampling, then colour conversion.</summary>
internal sealed class RowEmitter : IDisposable
{
    private readonly JpegFrame _frame;
    private readonly JpegOutput _output;
    private readonly ComponentPlane?[] _planes;
    private readonly IRowSink _sink;
    private readonly byte[][] _scratch;
    private readonly PlanePairs?[]? _pairs;
    private readonly bool _needsNeighbours;
    private int _nextRow;

    internal RowEmitter(JpegFrame frame, JpegOutput output, ComponentPlane?[] planes, IRowSink sink)
    {
        (_frame, _output, _planes, _sink) = (frame, output, planes, sink);
        _needsNeighbours = planes.Any(plane => plane is { NeedsNeighbours: true });
        int width = (frame.McusPerRow * frame.MaximumHorizontalFactor * 8) + ComponentPlane.Slack;
        _pairs = sink.Pairs is { } lefts ? [.. planes.Select(plane => plane is null ? null : new PlanePairs(plane, lefts))] : null;
        _scratch = [.. planes.Select(_ => ArrayPool<byte>.Shared.Rent(width))];
    }

    /// <summary>Emits every row that can be made now that <paramref name="mcuRows"/> rows of MCUs are transformed.</summary>
    internal void Emit(int mcuRows)
    {
        int group = _frame.MaximumVerticalFactor;
        int ready = mcuRows * group * 8;
        if (mcuRows == _frame.McuRows)
        {
            ready = _frame.Height;
        }
        else if (_needsNeighbours)
        {
            ready -= group;
        }

        for (; _nextRow < Math.Min(ready, _frame.Height); _nextRow++)
        {
            if (_sink.Wants(_nextRow))
            {
                EmitRow(_nextRow, _sink.Row(_nextRow));
                _sink.Finish(_nextRow);
            }
        }
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        foreach (byte[] buffer in _scratch)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void EmitRow(int row, Span<byte> pixels)
    {
        switch (_output.Conversion)
        {
            case JpegConversion.FirstComponent:
                Samples(0, row).CopyTo(pixels);
                break;
            case JpegConversion.GreyToRgb:
                ColorConversion.Interleave(Samples(0, row), Samples(0, row), Samples(0, row), pixels);
                break;
            case JpegConversion.YCbCrToRgb:
                ColorConversion.YCbCrToRgb(Samples(0, row), Samples(1, row), Samples(2, row), pixels);
                break;
            case JpegConversion.Interleave:
                ColorConversion.Interleave(Samples(0, row), Samples(1, row), Samples(2, row), pixels);
                break;
            case JpegConversion.RgbToGrey:
                ColorConversion.RgbToGrey(Samples(0, row), Samples(1, row), Samples(2, row), pixels);
                break;
            case JpegConversion.CmykToRgb:
                ColorConversion.CmykToRgb(Samples(0, row), Samples(1, row), Samples(2, row), Samples(3, row), _output.InvertedInk, pixels);
                break;
            default:
                var c = Own(0, row);
                var m = Own(1, row);
                var y = Own(2, row);
                ColorConversion.YcckToCmyk(c, m, y);
                ColorConversion.CmykToRgb(c, m, y, Samples(3, row), _output.InvertedInk, pixels);
                break;
        }
    }

    private ReadOnlySpan<byte> Samples(int component, int row) => _pairs is null
        ? _planes[component]!.Upsample(row, _frame.Width, _scratch[component])
        : _pairs[component]!.Upsample(row, _scratch[component]);

    /// <summary>The same in a buffer that may be changed.</summary>
    private Span<byte> Own(int component, int row)
    {
        var samples = Samples(component, row);
        samples.CopyTo(_scratch[component]);
        return _scratch[component].AsSpan(0, samples.Length);
    }
}
