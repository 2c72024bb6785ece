using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Kernels.Winograd;

/// <summary>
/// The products of a block of tiles, one for each pair of points: what <see cref="Gemm"/> does for one product, for many small ones in a
/// row. Their rows are rounded up to whole register tiles, and while one is multiplied, the next one's weights are fetched.
/// </summary>
internal readonly unsafe struct WinogradProducts
{
    private readonly GemmWeights[] _matrices;
    private readonly int _count;
    private readonly int _tall;
    private readonly int _low;
    private readonly int _narrow;

    /// <param name="matrices">The right matrices, all of one size and without a bias.</param>
    /// <param name="count">Tiles in the block.</param>
    public WinogradProducts(GemmWeights[] matrices, int count)
    {
        _matrices = matrices;
        _count = count;
        GemmTier tier = matrices[0].Tier;
        _tall = tier.TallTilesFor(count);
        _low = (Math.Max(0, count - (_tall * tier.Tall.Rows)) + tier.Low.Rows - 1) / tier.Low.Rows;
        _narrow = (count + tier.Narrow.Rows - 1) / tier.Narrow.Rows;
        Rows = Math.Max((_tall * tier.Tall.Rows) + (_low * tier.Low.Rows), _narrow * tier.Narrow.Rows);
        Columns = tier.Tall.Columns;
        LeftStride = AlignedFloats.OddLines(matrices[0].Depth);
        LeftSize = AlignedFloats.OddLines(Rows * LeftStride);
        SumsSize = AlignedFloats.OddLines(Rows * (nint)Columns);
    }

    /// <summary>Rows of a left matrix, those behind the last tile included.</summary>
    public int Rows { get; }

    /// <summary>Elements from one row of sums to the next: the columns of a panel.</summary>
    public int Columns { get; }

    // Odd numbers of cache lines keep the rows of a register tile, and the points of one tile of pixels, out of each other's cache sets.

    /// <summary>Elements from one row of a left matrix to the next.</summary>
    public nint LeftStride { get; }

    /// <summary>Elements from one left matrix to the next.</summary>
    public nint LeftSize { get; }

    /// <summary>Elements from one product to the next.</summary>
    public nint SumsSize { get; }

    /// <summary>Elements of all left matrices and of one panel of all products.</summary>
    public nint Size => _matrices.Length * (LeftSize + SumsSize);

    /// <summary>Clears the rows behind the last tile, whose products nobody reads.</summary>
    public void ClearRest(float* left)
    {
        for (int m = 0; m < _matrices.Length; m++)
        {
            new Span<float>(left + (m * LeftSize) + (_count * LeftStride), checked((int)((Rows - _count) * LeftStride))).Clear();
        }
    }

    /// <summary>One panel of all products.</summary>
    public void Run(float* left, float* sums, int panel)
    {
        GemmTier tier = _matrices[0].Tier;
        bool isNarrow = _matrices[0].IsNarrow(panel);
        int width = _matrices[0].Width(panel);
        for (int m = 0; m < _matrices.Length; m++)
        {
            float* weights = _matrices[m].Panel(panel);
            var call = new GemmCall
            {
                Left = left + (m * LeftSize),
                LeftStride = LeftStride,
                Start = weights,
                Panel = weights,
                Depth = _matrices[m].Depth,
                Ahead = (byte*)_matrices[Math.Min(m + 1, _matrices.Length - 1)].Panel(panel),
                AheadStep = width * sizeof(float) / (isNarrow ? _narrow : _tall + _low),
                Output = sums + (m * SumsSize),
                OutputStride = Columns,
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
            };
            if (isNarrow)
            {
                Tiles(tier.Narrow, ref call, _narrow);
            }
            else
            {
                Tiles(tier.Tall, ref call, _tall);
                Tiles(tier.Low, ref call, _low);
            }
        }
    }

    private static void Tiles(GemmTile tile, ref GemmCall call, int tiles)
    {
        for (; tiles > 0; tiles--)
        {
            tile.Run(call);
            call.Left += tile.Rows * call.LeftStride;
            call.Output += tile.Rows * call.OutputStride;
            call.Ahead += call.Depth * call.AheadStep;
        }
    }
}
