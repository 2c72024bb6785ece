using System.Numerics;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Products;

/// <summary>The tiles of one tier. Panels are as wide as <see cref="Tall"/>; the last one is narrow where that suffices.</summary>
/// <remarks>
/// Every tile sums over k in the same order, one fused multiply-add (portable: multiply, add) at a time, starting from the bias.
/// So a value does not depend on the tile that computes it, nor on how rows and panels are shared among threads.
/// </remarks>
internal sealed unsafe class GemmTier
{
    private static readonly GemmTier s_portable = new(
        new("PortableGemmF32_4xV2", 4, 2 * Vector<float>.Count, &PortableGemm.PortableGemmF32_4xV2),
        new("PortableGemmF32_4xV2", 4, 2 * Vector<float>.Count, &PortableGemm.PortableGemmF32_4xV2),
        new("PortableGemmF32_8xV1", 8, Vector<float>.Count, &PortableGemm.PortableGemmF32_8xV1),
        &GemmRow<SimdAny>.Run);

    private static readonly GemmTier s_avx2 = new(
        new(nameof(Avx2Gemm.Avx2GemmF32_6x16), 6, 16, &Avx2Gemm.Avx2GemmF32_6x16),
        new(nameof(Avx2Gemm.Avx2GemmF32_4x16), 4, 16, &Avx2Gemm.Avx2GemmF32_4x16),
        new(nameof(Avx2Gemm.Avx2GemmF32_12x8), 12, 8, &Avx2Gemm.Avx2GemmF32_12x8),
        &GemmRow<Simd256>.Run);

    private static readonly GemmTier s_avx512 = new(
        new(nameof(Avx512Gemm.Avx512GemmF32_14x32), 14, 32, &Avx512Gemm.Avx512GemmF32_14x32),
        new(nameof(Avx512Gemm.Avx512GemmF32_8x32), 8, 32, &Avx512Gemm.Avx512GemmF32_8x32),
        new(nameof(Avx512Gemm.Avx512GemmF32_14x16), 14, 16, &Avx512Gemm.Avx512GemmF32_14x16),
        &GemmRow<Simd512>.Run);

    private readonly delegate*<GemmWeights, in GemmCall, int, int, int, int, int, void> _rows;

    private GemmTier(GemmTile tall, GemmTile low, GemmTile narrow, delegate*<GemmWeights, in GemmCall, int, int, int, int, int, void> rows)
    {
        _rows = rows;
        Tall = tall;
        Low = low;
        Narrow = narrow;
    }

    /// <summary>The tile with the most sums in registers.</summary>
    public GemmTile Tall { get; }

    /// <summary>A tile of the same width and fewer rows, for what <see cref="Tall"/> does not divide.</summary>
    public GemmTile Low { get; }

    /// <summary>The tile of the last panel where few columns are left.</summary>
    public GemmTile Narrow { get; }

    /// <summary>The tiles of a tier for a product of so many columns: for few, half a register would be computed for nothing.</summary>
    public static GemmTier Of(KernelTier tier, int columns) =>
        tier == KernelTier.Avx512 && columns <= s_avx2.Narrow.Columns ? s_avx2 : Of(tier);

    public static GemmTier Of(KernelTier tier) => tier switch
    {
        KernelTier.Avx512 => s_avx512,
        KernelTier.Avx2 => s_avx2,
        _ => s_portable,
    };

    /// <summary>As <see cref="Gemm.Run(GemmWeights, in GemmCall, int, int, int, int, int)"/> for fewer rows than a tile has.</summary>
    public void RunRows(GemmWeights weights, in GemmCall whole, int rows, int firstPanel, int endPanel, int firstDepth, int depth) =>
        _rows(weights, whole, rows, firstPanel, endPanel, firstDepth, depth);

    /// <summary>How many tall tiles to use so that tall and low tiles together cover <paramref name="rows"/> with the least waste.</summary>
    public int TallTilesFor(int rows)
    {
        int best = 0;
        int leastRows = int.MaxValue;
        int most = (rows + Tall.Rows - 1) / Tall.Rows;
        for (int tall = most; tall >= Math.Max(0, most - Low.Rows); tall--)
        {
            int left = Math.Max(0, rows - (tall * Tall.Rows));
            int covered = (tall * Tall.Rows) + ((left + Low.Rows - 1) / Low.Rows * Low.Rows);
            if (covered < leastRows)
            {
                (best, leastRows) = (tall, covered);
            }
        }

        return best;
    }
}
