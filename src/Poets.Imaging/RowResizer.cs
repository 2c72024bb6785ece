namespace Poets.Imaging;

/// <summary>
/// Takes the rows of an RGB image from the top, as far as the resize reads them, and produces the resized, mapped
/// image. Each row read is mixed across once; two of them are kept to mix down.
/// </summary>
internal sealed class RowResizer : IRowSink
{
    private readonly ResizeTarget _target;
    private readonly ResizeAxis _rows;
    private readonly ResizeAxis _columns;
    private readonly float[] _output;
    private readonly byte[] _pixels;
    private readonly float[][] _mixed;
    private readonly bool[] _wanted;
    private int _next;

    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="target">Size and map of the result.</param>
    internal RowResizer(int width, int height, in ResizeTarget target)
    {
        BilinearResize.Require(target.Width > 0 && target.Height > 0, $"A target of {target.Width} × {target.Height} pixels.", nameof(target));
        _target = target;
        _rows = ResizeAxis.Create(height, target.Height);
        _columns = ResizeAxis.Create(width, target.Width);
        _pixels = new byte[(width * 3) + 16];
        _mixed = [new float[target.Width * 3], new float[target.Width * 3]];
        _output = new float[target.Width * target.Height * 3];
        _wanted = new bool[height];
        foreach (int row in _rows.Lower)
        {
            _wanted[row] = true;
        }

        foreach (int row in _rows.Upper)
        {
            _wanted[row] = true;
        }

        Columns = _columns;
    }

    /// <summary>The columns that are read.</summary>
    internal ResizeAxis Columns { get; }

    /// <summary>float32 [target.Height, target.Width, 3], complete after the last row.</summary>
    internal ReadOnlySpan<float> Output => _output;

    /// <inheritdoc/>
    public bool Wants(int row) => _wanted[row];

    /// <inheritdoc/>
    public Span<byte> Row(int row) => _pixels.AsSpan(0, _pixels.Length - 16);

    /// <inheritdoc/>
    public void Finish(int row) => Add(row, Row(row));

    /// <summary>Takes one row, RGB.</summary>
    internal void Add(int row, ReadOnlySpan<byte> pixels)
    {
        int slot = row & 1;
        MixAcross(pixels, _columns, _target.PreScale, _mixed[slot]);
        int width = _target.Width * 3;
        for (; _next < _target.Height && _rows.Upper[_next] <= row; _next++)
        {
            float[] upper = _mixed[_rows.Lower[_next] & 1];
            float[] lower = _mixed[_rows.Upper[_next] & 1];
            MixDown(upper, lower, _rows.Weight[_next], _target.Mean, _target.Scale, _output.AsSpan(_next * width, width));
        }
    }

    private static void MixAcross(ReadOnlySpan<byte> pixels, ResizeAxis columns, float preScale, Span<float> output)
    {
        for (int x = 0; x < columns.Lower.Length; x++)
        {
            int left = columns.Lower[x] * 3;
            int right = columns.Upper[x] * 3;
            float weight = columns.Weight[x];
            for (int c = 0; c < 3; c++)
            {
                output[(3 * x) + c] = BilinearResize.Mix(pixels[left + c] * preScale, pixels[right + c] * preScale, weight);
            }
        }
    }

    private static void MixDown(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float weight, float mean, float scale, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = (BilinearResize.Mix(upper[i], lower[i], weight) - mean) * scale;
        }
    }
}
