namespace Poets.Graphs.Kernels;

/// <summary>Copies what some output pixels see of the input into rows of a matrix: [pixel, (i, j, c)], zeros outside of the input.</summary>
internal readonly unsafe struct ConvolutionGather
{
    private readonly Window2D _window;
    private readonly int _height;
    private readonly int _width;
    private readonly nint _pixelStride;
    private readonly int _outputHeight;
    private readonly int _outputWidth;
    private readonly int _channels;

    public ConvolutionGather(in ActivationView input, in ActivationView output, in Window2D window, int channels)
    {
        _window = window;
        (_height, _width, _pixelStride) = (input.Height, input.Width, input.PixelStride);
        (_outputHeight, _outputWidth) = (output.Height, output.Width);
        _channels = channels;

        // An odd number of cache lines keeps the rows of a tile out of each other's cache sets.
        int lines = ((window.KernelHeight * window.KernelWidth * channels) + 15) / 16;
        Stride = (lines | 1) * 16;
    }

    /// <summary>Elements from one row of the matrix to the next.</summary>
    public int Stride { get; }

    /// <summary>Rows for output pixels [first, first + count), counted through the whole batch.</summary>
    public void Run(float* input, int first, int count, float* rows)
    {
        (int image, int within) = Math.DivRem(first, _outputHeight * _outputWidth);
        (int y, int x) = Math.DivRem(within, _outputWidth);
        for (int r = 0; r < count; r++)
        {
            Pixel(input + ((nint)image * _height * _width * _pixelStride), y, x, rows + ((nint)r * Stride));
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

    private void Pixel(float* image, int y, int x, float* row)
    {
        int top = (y * _window.StrideHeight) - _window.PadTop;
        int left = (x * _window.StrideWidth) - _window.PadLeft;
        (int firstTap, int endTap) = Window2D.TapsInside(left, _window.KernelWidth, _window.DilationWidth, _width);
        bool adjoining = _window.DilationWidth == 1 && _pixelStride == _channels;
        int length = _window.KernelWidth * _channels;
        for (int i = 0; i < _window.KernelHeight; i++, row += length)
        {
            int line = top + (i * _window.DilationHeight);
            if ((uint)line >= (uint)_height)
            {
                new Span<float>(row, length).Clear();
                continue;
            }

            float* source = image + ((((nint)line * _width) + left) * _pixelStride);
            new Span<float>(row, firstTap * _channels).Clear();
            if (adjoining)
            {
                new Span<float>(source + (firstTap * _channels), (endTap - firstTap) * _channels).CopyTo(new Span<float>(row + (firstTap * _channels), length));
            }
            else
            {
                for (int j = firstTap; j < endTap; j++)
                {
                    new Span<float>(source + (j * _window.DilationWidth * _pixelStride), _channels).CopyTo(new Span<float>(row + (j * _channels), _channels));
                }
            }

            new Span<float>(row + (endTap * _channels), (_window.KernelWidth - endTap) * _channels).Clear();
        }
    }
}
