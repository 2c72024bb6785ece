using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Poets.Graphs.Kernels.Convolution;

/// <summary>
/// Copies what some output pixels see of the input into rows of a matrix: [pixel, (i, j, c)], zeros outside of the input; or a
/// range of those columns.
/// </summary>
internal readonly unsafe struct ConvolutionGather
{
    // Lines are copied in whole pieces; what a piece brings too much, the next line or row overwrites.
    private const int Piece = 16;

    private readonly Window2D _window;
    private readonly int _height;
    private readonly int _width;
    private readonly nint _pixelStride;
    private readonly int _outputHeight;
    private readonly int _outputWidth;
    private readonly int _channels;
    private readonly nint _readable;

    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    /// <param name="window">The window between the two.</param>
    /// <param name="channels">Input channels that an output sees.</param>
    /// <param name="columns">The most columns that a call of <see cref="Run"/> will ask for.</param>
    public ConvolutionGather(in ActivationView input, in ActivationView output, in Window2D window, int channels, int columns)
    {
        _window = window;
        (_height, _width, _pixelStride) = (input.Height, input.Width, input.PixelStride);
        (_outputHeight, _outputWidth) = (output.Height, output.Width);
        _channels = channels;
        _readable = input.Span.Length;

        // An odd number of cache lines keeps the rows of a tile out of each other's cache sets.
        Stride = (((columns + Piece - 1) / Piece) | 1) * Piece;
    }

    /// <summary>Elements from one row of the matrix to the next.</summary>
    public int Stride { get; }

    /// <summary>Elements that <paramref name="rows"/> rows take, with what the last piece brings too much.</summary>
    public int Size(int rows) => checked((rows * Stride) + Piece);

    /// <summary>Rows for output pixels [first, first + count), counted through the whole batch.</summary>
    /// <param name="input">The first element of the input, at the first channel that is wanted.</param>
    /// <param name="channel">Which channel that is.</param>
    /// <param name="first">The first output pixel.</param>
    /// <param name="count">How many.</param>
    /// <param name="firstColumn">The first column of the matrix that is wanted.</param>
    /// <param name="endColumn">The column behind the last one.</param>
    /// <param name="rows">Where <see cref="Size"/> elements can be written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(float* input, int channel, int first, int count, int firstColumn, int endColumn, float* rows)
    {
        (int image, int within) = Math.DivRem(first, _outputHeight * _outputWidth);
        (int y, int x) = Math.DivRem(within, _outputWidth);
        bool adjoining = _window.DilationWidth == 1 && _pixelStride == _channels;
        int length = _window.KernelWidth * _channels;
        bool isShort = length <= Piece && endColumn - firstColumn == length * _window.KernelHeight;
        nint lineStep = _window.DilationHeight * _width * _pixelStride;
        float* end = input + _readable - channel - (lineStep * (_window.KernelHeight - 1)) - length - Piece;
        for (int r = 0; r < count; r++, rows += Stride)
        {
            int top = (y * _window.StrideHeight) - _window.PadTop;
            int left = (x * _window.StrideWidth) - _window.PadLeft;
            float* source = input + ((((((nint)image * _height) + top) * _width) + left) * _pixelStride);
            bool inside = top >= 0 && left >= 0 && top + _window.ExtentHeight <= _height && left + _window.ExtentWidth <= _width;
            if (inside && adjoining && source <= end)
            {
                if (isShort)
                {
                    float* row = rows;
                    for (int i = _window.KernelHeight; i > 0; i--, source += lineStep, row += length)
                    {
                        Vector256.Load(source).Store(row);
                        Vector256.Load(source + 8).Store(row + 8);
                    }
                }
                else
                {
                    Lines(source, lineStep, length, firstColumn, endColumn, rows);
                }
            }
            else
            {
                Pixel(source, top, left, firstColumn, endColumn, rows);
            }

            if (++x == _outputWidth)
            {
                x = 0;
                if (++y == _outputHeight)
                {
                    y = 0;
                    image++;
                }
            }
        }
    }

    /// <summary>One row of the matrix where the window lies inside the input and its lines are runs of elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lines(float* source, nint lineStep, int length, int firstColumn, int endColumn, float* row)
    {
        for (; firstColumn >= length; firstColumn -= length, endColumn -= length)
        {
            source += lineStep;
        }

        for (; endColumn > 0; endColumn -= length, source += lineStep)
        {
            int end = Math.Min(length, endColumn);
            CopyPieces(source + firstColumn, row, end - firstColumn);
            row += end - firstColumn;
            firstColumn = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyPieces(float* source, float* target, int count)
    {
        for (int n = 0; n < count; n += Piece)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Vector512.Load(source + n).Store(target + n);
            }
            else
            {
                Vector256.Load(source + n).Store(target + n);
                Vector256.Load(source + n + 8).Store(target + n + 8);
            }
        }
    }

    /// <summary>One row of the matrix, whatever the window, tap by tap.</summary>
    private void Pixel(float* source, int top, int left, int firstColumn, int endColumn, float* row)
    {
        (int firstTap, int endTap) = Window2D.TapsInside(left, _window.KernelWidth, _window.DilationWidth, _width);
        for (int column = firstColumn; column < endColumn;)
        {
            (int tap, int channel) = Math.DivRem(column, _channels);
            (int i, int j) = Math.DivRem(tap, _window.KernelWidth);
            int run = Math.Min(_channels - channel, endColumn - column);
            int line = i * _window.DilationHeight;
            var target = new Span<float>(row, run);
            if ((uint)(top + line) < (uint)_height && j >= firstTap && j < endTap)
            {
                new Span<float>(source + (((line * (nint)_width) + (j * _window.DilationWidth)) * _pixelStride) + channel, run).CopyTo(target);
            }
            else
            {
                target.Clear();
            }

            row += run;
            column += run;
        }
    }
}
