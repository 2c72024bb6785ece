using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Poets.Graphs.Kernels;

/// <summary>Copies what some output pixels see of the input into rows of a matrix: [pixel, (i, j, c)], zeros outside of the input.</summary>
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

    public ConvolutionGather(in ActivationView input, in ActivationView output, in Window2D window, int channels)
    {
        _window = window;
        (_height, _width, _pixelStride) = (input.Height, input.Width, input.PixelStride);
        (_outputHeight, _outputWidth) = (output.Height, output.Width);
        _channels = channels;
        _readable = input.Span.Length;

        // An odd number of cache lines keeps the rows of a tile out of each other's cache sets.
        int lines = ((window.KernelHeight * window.KernelWidth * channels) + 15) / 16;
        Stride = (lines | 1) * 16;
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
    /// <param name="rows">Where <see cref="Size"/> elements can be written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(float* input, int channel, int first, int count, float* rows)
    {
        (int image, int within) = Math.DivRem(first, _outputHeight * _outputWidth);
        (int y, int x) = Math.DivRem(within, _outputWidth);
        bool adjoining = _window.DilationWidth == 1 && _pixelStride == _channels;
        int length = _window.KernelWidth * _channels;
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
                float* row = rows;
                for (int i = _window.KernelHeight; i > 0; i--, source += lineStep, row += length)
                {
                    for (int n = 0; n < length; n += Piece)
                    {
                        Vector256.Load(source + n).Store(row + n);
                        Vector256.Load(source + n + 8).Store(row + n + 8);
                    }
                }
            }
            else
            {
                Pixel(source, top, left, rows);
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

    /// <summary>One row of the matrix, whatever the window.</summary>
    private void Pixel(float* source, int top, int left, float* row)
    {
        (int firstTap, int endTap) = Window2D.TapsInside(left, _window.KernelWidth, _window.DilationWidth, _width);
        int length = _window.KernelWidth * _channels;
        for (int i = 0; i < _window.KernelHeight; i++, row += length)
        {
            int line = i * _window.DilationHeight;
            new Span<float>(row, length).Clear();
            if ((uint)(top + line) < (uint)_height)
            {
                for (int j = firstTap; j < endTap; j++)
                {
                    float* tap = source + (((line * (nint)_width) + (j * _window.DilationWidth)) * _pixelStride);
                    new Span<float>(tap, _channels).CopyTo(new Span<float>(row + (j * _channels), _channels));
                }
            }
        }
    }
}
