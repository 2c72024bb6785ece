namespace Poets.Graphs.Kernels;

/// <summary>One spatial window: kernel, stride, dilation, and the zeros (or excluded pixels) around the input, in pixels.</summary>
public readonly record struct Window2D(
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth,
    int PadTop, int PadBottom, int PadLeft, int PadRight)
{
    /// <summary>Rows from the first to the last tap, inclusive: (kernel − 1) · dilation + 1.</summary>
    public int ExtentHeight => ((KernelHeight - 1) * DilationHeight) + 1;

    /// <summary>Columns from the first to the last tap, inclusive.</summary>
    public int ExtentWidth => ((KernelWidth - 1) * DilationWidth) + 1;

    /// <summary>A single tap that visits every pixel: the window of a pointwise convolution.</summary>
    public bool IsPointwise => this == Pointwise;

    /// <summary>The window of a pointwise convolution.</summary>
    public static Window2D Pointwise { get; } = new(1, 1, 1, 1, 1, 1, 0, 0, 0, 0);

    /// <summary>Output rows: windows that fit into the padded input.</summary>
    public int OutputHeight(int inputHeight) => Count(inputHeight + PadTop + PadBottom, ExtentHeight, StrideHeight);

    /// <summary>Output columns: windows that fit into the padded input.</summary>
    public int OutputWidth(int inputWidth) => Count(inputWidth + PadLeft + PadRight, ExtentWidth, StrideWidth);

    /// <summary>TensorFlow's VALID: no padding.</summary>
    public static Window2D Valid(
        int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int dilationHeight = 1, int dilationWidth = 1) =>
        new(kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, 0, 0, 0, 0);

    /// <summary>TensorFlow's SAME: ceil(input / stride) outputs, the odd pixel of padding at the bottom and right.</summary>
    public static Window2D Same(
        int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int inputHeight, int inputWidth,
        int dilationHeight = 1, int dilationWidth = 1)
    {
        Window2D window = Valid(kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth);
        int rows = SamePadding(inputHeight, window.ExtentHeight, strideHeight);
        int columns = SamePadding(inputWidth, window.ExtentWidth, strideWidth);
        return window with { PadTop = rows / 2, PadBottom = rows - (rows / 2), PadLeft = columns / 2, PadRight = columns - (columns / 2) };
    }

    /// <summary>The taps [first, end) of a window at <paramref name="start"/> that lie inside an axis of <paramref name="size"/> pixels.</summary>
    internal static (int First, int End) TapsInside(int start, int taps, int dilation, int size)
    {
        int first = start >= 0 ? 0 : ((-start) + dilation - 1) / dilation;
        int end = size <= start ? 0 : Math.Min(taps, ((size - start - 1) / dilation) + 1);
        return (Math.Min(first, taps), Math.Max(end, Math.Min(first, taps)));
    }

    private static int Count(int padded, int extent, int stride) => padded < extent ? 0 : ((padded - extent) / stride) + 1;

    private static int SamePadding(int input, int extent, int stride) =>
        Math.Max(0, (((input + stride - 1) / stride) - 1) * stride + extent - input);
}
