using System.Buffers;

namespace Poets.Imaging;

/// <summary>
/// Takes the rows of an RGB image from the top, as far as the resize reads them, and produces the resized, mapped
/// image. Each row read is mixed across once; two of them are kept to mix down.
/// </summary>
/// <remarks>The result goes to pinned memory, because a sink outlives the spans that its caller could hand it.</remarks>
internal sealed unsafe class RowResizer : IRowSink, IDisposable
{
    /// <summary>From how many columns a column of the result on it pays to ask for those only that are read.</summary>
    private const int FewColumns = 3;

    private readonly ResizePlan _plan;
    private readonly float* _output;
    private readonly bool[] _wanted;
    private readonly int[] _starts;
    private readonly float[] _shares;
    private readonly int _rowBytes;
    private byte[] _pixels;
    private float[] _even;
    private float[] _odd;
    private int _next;

    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="plan">What to read, and what to make of it.</param>
    /// <param name="output">float32 [plan.Height, plan.Width, 3], pinned; complete after the last row.</param>
    /// <param name="whole">Whether whole rows come, however few of their columns are read.</param>
    internal RowResizer(int width, int height, ResizePlan plan, float* output, bool whole = false)
    {
        _plan = plan;
        _output = output;
        _wanted = new bool[height];
        for (int i = 0; i < plan.Height; i++)
        {
            _wanted[plan.Rows.Lower[i]] = true;
            _wanted[plan.Rows.Upper[i]] = true;
        }

        int[] lefts = plan.Columns.Lower;
        _shares = new float[(plan.Width * 3) + ResizeKernels.Slack];
        for (int x = 0; x < plan.Width; x++)
        {
            // At the right edge the pixel stands for both.
            _shares.AsSpan(3 * x, 3).Fill(plan.Columns.Upper[x] > lefts[x] ? plan.Columns.Weight[x] : 0);
        }

        if (!whole && width >= plan.Width * FewColumns)
        {
            Pairs = lefts;
            lefts = [.. Enumerable.Range(0, plan.Width).Select(x => 2 * x)];
            width = 2 * plan.Width;
        }

        _starts = [.. lefts.Select(left => 3 * left)];
        _rowBytes = width * 3;
        _pixels = ArrayPool<byte>.Shared.Rent(_rowBytes + ResizeKernels.Slack);
        _even = ArrayPool<float>.Shared.Rent((plan.Width * 3) + ResizeKernels.Slack);
        _odd = ArrayPool<float>.Shared.Rent((plan.Width * 3) + ResizeKernels.Slack);
    }

    /// <inheritdoc/>
    public int[]? Pairs { get; }

    /// <inheritdoc/>
    public bool Wants(int row) => _wanted[row];

    /// <inheritdoc/>
    public Span<byte> Row(int row) => _pixels.AsSpan(0, _rowBytes);

    /// <inheritdoc/>
    public void Finish(int row) => Take(row, _pixels);

    /// <summary>Takes a row where it lies.</summary>
    /// <param name="row">Which one it is.</param>
    /// <param name="pixels">Its samples and <see cref="ResizeKernels.Slack"/> bytes more.</param>
    internal void Take(int row, ReadOnlySpan<byte> pixels)
    {
        ResizeKernels.MixAcross(pixels, _starts, _shares, _plan.PreScale, (row & 1) == 0 ? _even : _odd);
        var rows = _plan.Rows;
        int width = _plan.Width * 3;
        for (; _next < _plan.Height && rows.Upper[_next] <= row; _next++)
        {
            var upper = ((rows.Lower[_next] & 1) == 0 ? _even : _odd).AsSpan(0, width);
            var lower = ((rows.Upper[_next] & 1) == 0 ? _even : _odd).AsSpan(0, width);
            var output = new Span<float>(_output + ((nint)_next * width), width);
            ResizeKernels.MixDown(upper, lower, rows.Weight[_next], _plan.Brightness, _plan.Mean, _plan.Scale, output);
        }
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_pixels);
        ArrayPool<float>.Shared.Return(_even);
        ArrayPool<float>.Shared.Return(_odd);
        (_pixels, _even, _odd) = ([], [], []);
    }
}
