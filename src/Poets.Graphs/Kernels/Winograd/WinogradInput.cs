using System.Runtime.CompilerServices;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Winograd;

/// <summary>
/// Tiles of pixels into the left matrices of a Winograd convolution: one matrix [tile, channel] for each pair of points. A run of
/// tiles goes through the vertical axis first, so that the columns which neighbours share are transformed once.
/// </summary>
/// <param name="Source">Height, width and pixel stride of an image.</param>
/// <param name="Grid">The tiles.</param>
/// <param name="Channels">Input channels, at least a register of them.</param>
/// <param name="PadTop">Rows of zeros above an image.</param>
/// <param name="PadLeft">Columns of zeros on its left.</param>
internal readonly unsafe record struct WinogradInput<H, W, V>(PixelGrid Source, WinogradGrid Grid, int Channels, int PadTop, int PadLeft)
    where H : struct, IWinogradAxis
    where W : struct, IWinogradAxis
    where V : struct, ISimdVector<V>
{
    private const int MostPoints = 8;

    // What lies between the axes is written and soon read again: two thirds of a first-level cache.
    private const int LineBytes = 20 * 1024;

    /// <summary>Tiles that go through one axis and then through the other.</summary>
    private int TilesAtOnce =>
        Math.Min(Grid.Columns, Math.Max(2, ((LineBytes / (H.Points * Channels * sizeof(float))) + W.Outputs - W.Points) / W.Outputs));

    private int ColumnsAtOnce => (TilesAtOnce * W.Outputs) + W.Points - W.Outputs;

    /// <summary>Elements of a row of zeros that stands for rows outside of the image.</summary>
    private nint ZerosSize => AlignedFloats.Lines((nint)ColumnsAtOnce * Source.PixelStride);

    /// <summary>Elements from one line of half-transformed columns to the next.</summary>
    private nint LineStride => AlignedFloats.OddLines((nint)ColumnsAtOnce * Channels);

    /// <summary>Elements that <see cref="Run"/> needs to work in.</summary>
    public nint WorkSize => ZerosSize + (W.Points == 1 ? 0 : H.Points * LineStride);

    /// <summary>Transforms tiles [first, first + count).</summary>
    /// <param name="input">The first element of the first image.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="matrices">Element [tile, c] of the matrix of points (a, b) goes to (a · W.Points + b) · matrixStride + tile · tileStride + c.</param>
    /// <param name="matrixStride">Elements from one matrix to the next.</param>
    /// <param name="tileStride">Elements from one row of a matrix to the next.</param>
    /// <param name="work">Room for <see cref="WorkSize"/> elements.</param>
    public void Run(float* input, int first, int count, float* matrices, nint matrixStride, nint tileStride, float* work)
    {
        new Span<float>(work, checked((int)ZerosSize)).Clear();
        int atOnce = TilesAtOnce;
        for (int done = 0; done < count;)
        {
            (int image, int row, int column) = Grid.At(first + done);
            int tiles = Math.Min(Math.Min(count - done, Grid.Columns - column), atOnce);
            RunOfTiles(
                input + (image * Source.Height * Source.RowStride), (row * H.Outputs) - PadTop, (column * W.Outputs) - PadLeft, tiles,
                matrices + (done * tileStride), matrixStride, tileStride, work);
            done += tiles;
        }
    }

    /// <summary>Neighbouring tiles of one row, the first of which starts at a pixel that may lie outside of the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void RunOfTiles(float* image, int top, int left, int tiles, float* matrices, nint matrixStride, nint tileStride, float* work)
    {
        // With a single column under a window, the vertical axis is all there is.
        bool isVertical = W.Points == 1;
        float* lines = isVertical ? matrices : work + ZerosSize;
        nint lineStride = isVertical ? matrixStride : LineStride;
        nint columnStride = isVertical ? tileStride : Channels;
        int channels = Channels;
        int columns = (tiles * W.Outputs) + W.Points - W.Outputs;
        int firstColumn = Math.Clamp(-left, 0, columns);
        int endColumn = Math.Clamp(Source.Width - left, firstColumn, columns);
        float** rows = stackalloc float*[MostPoints];
        for (int i = 0; i < H.Points; i++)
        {
            bool inside = (uint)(top + i) < (uint)Source.Height;
            rows[i] = inside ? image + ((top + i) * Source.RowStride) + ((left + firstColumn) * (nint)Source.PixelStride) : work;
            Clear(lines + (i * lineStride), columnStride, firstColumn);
            Clear(lines + (i * lineStride) + (endColumn * columnStride), columnStride, columns - endColumn);
        }

        // Pixels that follow each other without a gap are as good as one pixel with many channels.
        bool adjoining = Source.PixelStride == Channels && columnStride == Channels;
        int runs = adjoining ? 1 : endColumn - firstColumn;
        int length = adjoining ? (endColumn - firstColumn) * Channels : Channels;
        for (int run = 0; run < runs; run++)
        {
            nint source = run * (nint)Source.PixelStride;
            float* target = lines + ((firstColumn + run) * columnStride);
            for (int n = 0; n < length; n += V.Lanes)
            {
                int at = Math.Min(n, length - V.Lanes);
                H.Input<V, Rows>(new Rows(rows, source + at), target + at, lineStride);
            }
        }

        for (int t = 0; t < tiles && !isVertical; t++)
        {
            for (int a = 0; a < H.Points; a++)
            {
                float* source = lines + (a * lineStride) + (t * W.Outputs * columnStride);
                float* target = matrices + (a * W.Points * matrixStride) + (t * tileStride);
                for (int n = 0; n < channels; n += V.Lanes)
                {
                    int at = Math.Min(n, channels - V.Lanes);
                    W.Input<V, Columns>(new Columns(source + at, columnStride), target + at, matrixStride);
                }
            }
        }
    }

    private void Clear(float* column, nint columnStride, int columns)
    {
        for (; columns > 0; columns--, column += columnStride)
        {
            new Span<float>(column, Channels).Clear();
        }
    }

    /// <summary>One below the other.</summary>
    private readonly struct Rows(float** rows, nint offset) : IWinogradSource<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V At(int index) => V.Load(rows[index] + offset);
    }

    /// <summary>One beside the other.</summary>
    private readonly struct Columns(float* first, nint step) : IWinogradSource<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V At(int index) => V.Load(first + (index * step));
    }
}
