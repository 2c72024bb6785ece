namespace Poets.Graphs.Kernels.Depthwise;

/// <summary>Some adjoining output pixels of one row, for a range of channel blocks. Strides count elements.</summary>
internal unsafe struct DepthwiseCall
{
    /// <summary>The input pixel under the first line inside and the first column of the first window; columns before the row are never read.</summary>
    public float* Input;
    public nint PixelStride;
    public nint LineStride;

    /// <summary>Per block: bias, then the taps in row order, a register each.</summary>
    public float* Weights;

    /// <summary>The kernel's lines [FirstLine, FirstLine + Lines) lie inside the input.</summary>
    public int FirstLine;
    public int Lines;

    /// <summary>How many of the columns that the pixels see lie outside, at either end.</summary>
    public int ColumnsBefore;
    public int ColumnsBehind;

    public int FirstBlock;
    public int EndBlock;

    /// <summary>Where the last block starts: it ends with the channels and so overlaps the one before.</summary>
    public nint LastChannel;

    public float* Output;
    public nint OutputStride;
    public float Low;
    public float High;

    /// <summary>The first channel of a block.</summary>
    public readonly nint ChannelOf(nint block, int lanes) => Math.Min(block * lanes, LastChannel);
}
