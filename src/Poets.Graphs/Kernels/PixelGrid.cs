namespace Poets.Graphs.Kernels;

/// <summary>Rows, columns, and elements from one pixel to the next, of one image.</summary>
internal readonly record struct PixelGrid(int Height, int Width, int PixelStride)
{
    public PixelGrid(in ActivationView view)
        : this(view.Height, view.Width, view.PixelStride)
    {
    }

    /// <summary>Elements from one row to the next.</summary>
    public nint RowStride => (nint)Width * PixelStride;
}
