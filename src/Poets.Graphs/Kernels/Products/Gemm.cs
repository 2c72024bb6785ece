using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Poets.Graphs.Kernels.Products;

/// <summary>Walks the tiles of a packed product: panel by panel, and down the rows of each.</summary>
/// <remarks>
/// 36 rows of 72 columns in tiles of 14 and of 8 rows; each column of this picture from top to bottom, then the next one:
/// <code>
///               panel 0   panel 1   panel 2, narrow
///   rows 0 …    14 × 32   14 × 32   14 × 16, of which 8 columns are copied to the output
///   rows 14 …   14 × 32   14 × 32   14 × 16, the same
///   rows 28 …    8 × 32    8 × 32   14 × 16, of which the lower 8 rows are copied: the upper ones are there already
/// </code>
/// A panel stays in the second-level cache while all rows go by, and the rows from panel to panel: <see cref="GemmDivision"/> sees to that.
/// </remarks>
internal static unsafe class Gemm
{
    // Weights up to this size stay in the second-level cache by themselves; an output above the other one does not.
    private const long FewWeightBytes = 128 * 1024;
    private const long MuchOutputBytes = 256 * 1024;

    // Tiles between the one whose output is fetched and the one that is multiplied.
    private const int TilesAhead = 2;

    /// <summary>
    /// Whether a product had better fetch lines of its output ahead than lines of its weights. A store that misses the cache holds up
    /// those behind it: in layers with few channels and many pixels, that took a tenth to a quarter of the time.
    /// </summary>
    /// <param name="weights">The right matrix.</param>
    /// <param name="outputSize">Elements from the first to the last of the output.</param>
    public static bool FetchesOutput(GemmWeights weights, long outputSize) =>
        (long)weights.Depth * weights.Columns * sizeof(float) <= FewWeightBytes && outputSize * sizeof(float) >= MuchOutputBytes;

    /// <summary>
    /// The columns of panels [firstPanel, endPanel) of <paramref name="rows"/> rows; Left, Output and Residual of
    /// <paramref name="whole"/> point at row 0, column 0 of the matrices.
    /// </summary>
    public static void Run(GemmWeights weights, in GemmCall whole, int rows, int firstPanel, int endPanel) =>
        Run(weights, whole, rows, firstPanel, endPanel, 0, weights.Depth);

    /// <summary>
    /// The same for rows [firstDepth, firstDepth + depth) of the right matrix alone, the first of which Left of
    /// <paramref name="whole"/> points at. All but the first such part add to the sums that they find in the output; bounds and
    /// residual belong to the last one.
    /// </summary>
    [SkipLocalsInit]
    public static void Run(GemmWeights weights, in GemmCall whole, int rows, int firstPanel, int endPanel, int firstDepth, int depth)
    {
        GemmTier tier = weights.Tier;
        if (rows < tier.Low.Rows)
        {
            tier.RunRows(weights, whole, rows, firstPanel, endPanel, firstDepth, depth);
            return;
        }

        // A tile needs its rows: what is missing to the last one is taken from the rows above it.
        int tall = rows < tier.Tall.Rows ? 0 : tier.TallTilesFor(rows);
        int tiles = tall + ((Math.Max(0, rows - (tall * tier.Tall.Rows)) + tier.Low.Rows - 1) / tier.Low.Rows);
        for (int p = firstPanel; p < endPanel; p++)
        {
            int column = p * tier.Tall.Columns;
            GemmCall call = whole;
            call.Panel = weights.Above(p, firstDepth);
            call.Depth = depth / (whole.MoreRuns + 1);
            call.Output += column;
            if (whole.FetchesOutput)
            {
                FetchOutput(ref call, tier.Tall.Rows, depth);
            }
            else
            {
                FetchPanel(ref call, p + 1 < endPanel ? weights.Above(p + 1, firstDepth) : null, tier.Tall.Columns, tiles);
            }

            call.Start = firstDepth == 0 ? call.Panel : call.Output;
            call.StartStride = firstDepth == 0 ? 0 : whole.OutputStride;
            call.Residual = whole.Residual == null ? null : whole.Residual + column;
            int columns = Math.Min(tier.Tall.Columns, weights.Columns - column);
            if (weights.IsNarrow(p) && rows < tier.Narrow.Rows)
            {
                tier.RunRows(weights, whole, rows, p, p + 1, firstDepth, depth);
            }
            else if (weights.IsNarrow(p))
            {
                Tiles(tier.Narrow, call, 0, rows, rows, columns);
            }
            else
            {
                int tallRows = Math.Min(rows, tall * tier.Tall.Rows);
                Tiles(tier.Tall, call, 0, tallRows, rows, columns);
                call.Ahead += (nint)tall * depth * call.AheadStep;
                Tiles(tier.Low, call, tallRows, rows, rows, columns);
            }
        }
    }

    /// <summary>Has each tile fetch the lines of the output that a later one will write, a part of them at every step of K.</summary>
    private static void FetchOutput(ref GemmCall call, int tileRows, int depth)
    {
        nint tile = tileRows * call.OutputStride;
        call.Ahead = (byte*)(call.Output + (TilesAhead * tile));
        call.AheadStep = tile * sizeof(float) / depth;
    }

    /// <summary>Has the tiles of a panel fetch the next one, each its part; behind the last panel they fetch what they have.</summary>
    private static void FetchPanel(ref GemmCall call, float* next, int columns, int tiles)
    {
        call.Ahead = (byte*)(next == null ? call.Panel : next);
        call.AheadStep = next == null ? 0 : columns * sizeof(float) / tiles;
    }

    /// <summary>Rows [first, end) of one panel. What is not a whole tile is computed aside, so that nothing else is written.</summary>
    [SkipLocalsInit]
    private static void Tiles(GemmTile tile, GemmCall call, int first, int end, int rows, int columns)
    {
        const int LargestTile = 14 * 32;
        float* aside = stackalloc float[LargestTile];
        GemmCall at = call;
        Advance(ref at, first);
        for (int row = first; row < end; row += tile.Rows)
        {
            int used = Math.Min(tile.Rows, end - row);
            if (used == tile.Rows && columns == tile.Columns)
            {
                // Moved rather than made anew: a copy of the call would have to wait for what was just written into it.
                tile.Run(at);
                Advance(ref at, tile.Rows);
                at.Ahead += call.Depth * (call.MoreRuns + 1) * call.AheadStep;
                continue;
            }

            // Rows that are missing below are taken from above.
            GemmCall raw = at;
            int above = tile.Rows - used;
            raw.Left -= above * call.LeftStride;
            StartAside(ref raw, tile.Columns, aside, above, used, columns);
            raw.Output = aside;
            raw.OutputStride = tile.Columns;
            raw.Residual = null;
            raw.Low = float.NegativeInfinity;
            raw.High = float.PositiveInfinity;
            tile.Run(raw);
            Finish(at, aside + (above * tile.Columns), tile.Columns, used, columns);
            Advance(ref at, tile.Rows);
        }
    }

    private static void Advance(ref GemmCall call, nint rows)
    {
        call.Left += rows * call.LeftStride;
        call.Start += rows * call.StartStride;
        call.Output += rows * call.OutputStride;
        call.Residual += call.Residual == null ? 0 : rows * call.ResidualStride;
    }

    /// <summary>Copies sums that a whole tile could not read from the output; a bias it can, since panels are padded.</summary>
    private static void StartAside(ref GemmCall call, int stride, float* aside, int firstRow, int rows, int columns)
    {
        if (call.StartStride == 0)
        {
            return;
        }

        new Span<float>(aside, (firstRow + rows) * stride).Clear();
        for (int r = 0; r < rows; r++)
        {
            new Span<float>(call.Start + (r * call.StartStride), columns).CopyTo(new Span<float>(aside + ((firstRow + r) * stride), columns));
        }

        call.Start = aside;
        call.StartStride = stride;
    }

    /// <summary>Residual, bounds and output of sums that were computed aside.</summary>
    public static void Finish(in GemmCall call, float* sums, int stride, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            float* from = sums + (r * stride);
            float* to = call.Output + (r * call.OutputStride);
            float* skip = call.Residual == null ? null : call.Residual + (r * call.ResidualStride);
            int n = 0;
            for (; n <= columns - 8; n += 8)
            {
                Vector256<float> sum = Vector256.Load(from + n);
                sum = skip == null ? sum : sum + Vector256.Load(skip + n);
                sum = Vector256.ConditionalSelect(Vector256.LessThan(sum, Vector256.Create(call.Low)), Vector256.Create(call.Low), sum);
                Vector256.ConditionalSelect(Vector256.GreaterThan(sum, Vector256.Create(call.High)), Vector256.Create(call.High), sum).Store(to + n);
            }

            for (; n < columns; n++)
            {
                float sum = skip == null ? from[n] : from[n] + skip[n];
                to[n] = sum < call.Low ? call.Low : sum > call.High ? call.High : sum;
            }
        }
    }
}
