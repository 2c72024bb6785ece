using System.Buffers;
using System.Runtime.Intrinsics;

namespace Poets.Imaging;

/// <summary>
/// Takes the rows of an RGB image from the top, as far as the resize reads them, and produces the resized, mapped
/// image. Each row read is mixed across once; two of them are kept to mix down.
/// </summary>
/// <remarks>The result goes to pinned memory, because a sink outlives the spans that its caller could hand it.</remarks>
internal sealed unsafe class RowResizer : IRowSink, IDisposable
{
    /// <summary>Pixels are read and written four values at a time, so one value beyond the last.</summary>
    private const int Slack = 16;

    private readonly ResizeTarget _target;
    private readonly ResizeAxis _rows;
    private readonly ResizeAxis _columns;
    private readonly float* _output;
    private readonly bool[] _wanted;
    private readonly int _rowBytes;
    private byte[] _pixels;
    private float[] _even;
    private float[] _odd;
    private int _next;

    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="target">Size and map of the result.</param>
    /// <param name="output">float32 [target.Height, target.Width, 3], pinned; complete after the last row.</param>
    internal RowResizer(int width, int height, in ResizeTarget target, float* output)
    {
        _target = target;
        _output = output;
        _rows = ResizeAxis.Create(height, target.Height);
        _columns = ResizeAxis.Create(width, target.Width);
        _rowBytes = width * 3;
        _pixels = ArrayPool<byte>.Shared.Rent(_rowBytes + Slack);
        _even = ArrayPool<float>.Shared.Rent((target.Width * 3) + Slack);
        _odd = ArrayPool<float>.Shared.Rent((target.Width * 3) + Slack);
        _wanted = new bool[height];
        for (int i = 0; i < target.Height; i++)
        {
            _wanted[_rows.Lower[i]] = true;
            _wanted[_rows.Upper[i]] = true;
        }

        // Where nearly every block holds a pixel that is read, looking for those that do not is not worth while.
        Columns = width >= target.Width * 4 || height >= target.Height * 4 ? _columns : null;
    }

    /// <inheritdoc/>
    public ResizeAxis? Columns { get; }

    /// <inheritdoc/>
    public bool Wants(int row) => _wanted[row];

    /// <inheritdoc/>
    public Span<byte> Row(int row) => _pixels.AsSpan(0, _rowBytes);

    /// <inheritdoc/>
    public void Finish(int row)
    {
        MixAcross(_pixels, _columns, _target.PreScale, (row & 1) == 0 ? _even : _odd);
        int width = _target.Width * 3;
        for (; _next < _target.Height && _rows.Upper[_next] <= row; _next++)
        {
            var upper = ((_rows.Lower[_next] & 1) == 0 ? _even : _odd).AsSpan(0, width);
            var lower = ((_rows.Upper[_next] & 1) == 0 ? _even : _odd).AsSpan(0, width);
            MixDown(upper, lower, _rows.Weight[_next], _target.Mean, _target.Scale, new Span<float>(_output + ((nint)_next * width), width));
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

    /// <summary>Left and right pixel of each output column, × <paramref name="preScale"/>, mixed by its share.</summary>
    internal static void MixAcrossScalar(ReadOnlySpan<byte> pixels, ResizeAxis columns, float preScale, Span<float> output)
    {
        for (int x = 0; x < columns.Lower.Length; x++)
        {
            for (int c = 0; c < 3; c++)
            {
                float left = pixels[(columns.Lower[x] * 3) + c] * preScale;
                float right = pixels[(columns.Upper[x] * 3) + c] * preScale;
                output[(3 * x) + c] = BilinearResize.Mix(left, right, columns.Weight[x]);
            }
        }
    }

    /// <summary>The same with a pixel's three values, and a fourth that is overwritten, in one vector; both spans need <see cref="Slack"/>.</summary>
    internal static void MixAcross(ReadOnlySpan<byte> pixels, ResizeAxis columns, float preScale, Span<float> output)
    {
        if (!Vector128.IsHardwareAccelerated || !BitConverter.IsLittleEndian)
        {
            MixAcrossScalar(pixels, columns, preScale, output);
            return;
        }

        var scale = Vector128.Create(preScale);
        int count = columns.Lower.Length;
        BilinearResize.Require(count * 3 < output.Length && columns.Upper.AsSpan().Length == count, "The output row has no slack.", nameof(output));
        fixed (byte* source = pixels)
        fixed (float* destination = output, weights = columns.Weight)
        fixed (int* lower = columns.Lower, upper = columns.Upper)
        {
            for (int x = 0; x < count; x++)
            {
                var left = Widen(source + (3 * lower[x])) * scale;
                var right = Widen(source + (3 * upper[x])) * scale;
                (left + ((right - left) * Vector128.Create(weights[x]))).Store(destination + (3 * x));
            }
        }
    }

    /// <summary>(upper + (lower − upper) × weight − mean) × scale.</summary>
    internal static void MixDownScalar(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float weight, float mean, float scale, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = (BilinearResize.Mix(upper[i], lower[i], weight) - mean) * scale;
        }
    }

    /// <summary>The same, eight values at a time.</summary>
    internal static void MixDown(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float weight, float mean, float scale, Span<float> output)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var weights = Vector256.Create(weight);
            var means = Vector256.Create(mean);
            var scales = Vector256.Create(scale);
            for (; i <= output.Length - 8; i += 8)
            {
                var from = Vector256.Create(upper[i..]);
                var to = Vector256.Create(lower[i..]);
                ((from + ((to - from) * weights) - means) * scales).CopyTo(output[i..]);
            }
        }

        MixDownScalar(upper[i..], lower[i..], weight, mean, scale, output[i..]);
    }

    private static Vector128<float> Widen(byte* pixel)
    {
        var bytes = Vector128.CreateScalarUnsafe(*(uint*)pixel).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }
}
