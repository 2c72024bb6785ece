using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training.Kernels;

/// <summary>
/// G[i, j] = Σ_d x[i, d] · x[j, d], summed in float64: rounding must stay below the smallest eigenvalues that matter.
/// Rows of x are padded with zeros to 16 floats, so there are no column tails.
/// </summary>
internal static class GramKernel
{
    /// <summary>Columns of a block whose part of every row stays in the second-level cache.</summary>
    private const int BlockColumns = 256;

    /// <summary>The formula, spelled out; [N, N].</summary>
    public static WideMatrix RunScalar(FeatureMatrix x)
    {
        var gram = new WideMatrix(x.Rows, x.Rows);
        for (int i = 0; i < x.Rows; i++)
        {
            for (int j = 0; j < x.Rows; j++)
            {
                for (int d = 0; d < x.Columns; d++)
                {
                    gram[i, j] += (double)x.Row(i)[d] * x.Row(j)[d];
                }
            }
        }

        return gram;
    }

    /// <summary>The same on the widest vectors of this machine, on several threads; the sums do not depend on how many.</summary>
    // Not inlined, so that callers can be compiled ahead of time, which the question for the machine's vectors forbids.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static WideMatrix Run(FeatureMatrix x, int threads) =>
        Simd512.IsBest ? Run<WideSimd512, Vector512<double>>(x, threads) : Run<WideSimd256, Vector256<double>>(x, threads);

    /// <summary>The same on a given width: tiles of 4 × 4 sums in registers, one triangle of them.</summary>
    public static WideMatrix Run<TSimd, TVector>(FeatureMatrix x, int threads)
        where TSimd : IWideSimd<TVector>
        where TVector : struct
    {
        var gram = new WideMatrix(x.Rows, x.Rows);
        int tiles = (x.Rows + 3) / 4;

        // Every so manyth row of tiles, since they grow longer towards the end.
        Work.ForParts((long)x.Rows * x.Rows / 2 * x.Columns, threads, (part, parts) =>
        {
            for (int block = 0; block < x.Stride; block += BlockColumns)
            {
                for (int tile = part; tile < tiles; tile += parts)
                {
                    AddRowOfTiles<TSimd, TVector>(x, tile * 4, block, Math.Min(BlockColumns, x.Stride - block), gram);
                }
            }
        });
        for (int i = 0; i < x.Rows; i++)
        {
            for (int j = 0; j < i; j++)
            {
                gram[j, i] = gram[i, j];
            }
        }

        return gram;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRowOfTiles<TSimd, TVector>(FeatureMatrix x, int i, int block, int length, WideMatrix gram)
        where TSimd : IWideSimd<TVector>
        where TVector : struct
    {
        Span<double> tile = stackalloc double[16];
        for (int j = 0; j <= i; j += 4)
        {
            Dots4x4<TSimd, TVector>(x, i, j, block, length, tile);
            for (int row = i; row < Math.Min(i + 4, x.Rows); row++)
            {
                for (int column = j; column < Math.Min(j + 4, x.Rows); column++)
                {
                    gram[row, column] += tile[((row - i) * 4) + column - j];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots4x4<TSimd, TVector>(FeatureMatrix x, int i, int j, int block, int length, Span<double> tile)
        where TSimd : IWideSimd<TVector>
        where TVector : struct
    {
        // The last row stands in for those that a full tile lacks; their sums are dropped.
        int last = x.Rows - 1;
        ref float a0 = ref Unsafe.Add(ref x.RowStart(i), block);
        ref float a1 = ref Unsafe.Add(ref x.RowStart(Math.Min(i + 1, last)), block);
        ref float a2 = ref Unsafe.Add(ref x.RowStart(Math.Min(i + 2, last)), block);
        ref float a3 = ref Unsafe.Add(ref x.RowStart(Math.Min(i + 3, last)), block);
        ref float b0 = ref Unsafe.Add(ref x.RowStart(j), block);
        ref float b1 = ref Unsafe.Add(ref x.RowStart(Math.Min(j + 1, last)), block);
        ref float b2 = ref Unsafe.Add(ref x.RowStart(Math.Min(j + 2, last)), block);
        ref float b3 = ref Unsafe.Add(ref x.RowStart(Math.Min(j + 3, last)), block);
        TVector s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        TVector s20 = default, s21 = default, s22 = default, s23 = default, s30 = default, s31 = default, s32 = default, s33 = default;
        for (nint d = 0; d < length; d += TSimd.Width)
        {
            TVector p = TSimd.Load(ref b0, d);
            TVector q = TSimd.Load(ref b1, d);
            TVector r = TSimd.Load(ref b2, d);
            TVector s = TSimd.Load(ref b3, d);
            TVector a = TSimd.Load(ref a0, d);
            s00 = TSimd.MultiplyAdd(a, p, s00);
            s01 = TSimd.MultiplyAdd(a, q, s01);
            s02 = TSimd.MultiplyAdd(a, r, s02);
            s03 = TSimd.MultiplyAdd(a, s, s03);
            a = TSimd.Load(ref a1, d);
            s10 = TSimd.MultiplyAdd(a, p, s10);
            s11 = TSimd.MultiplyAdd(a, q, s11);
            s12 = TSimd.MultiplyAdd(a, r, s12);
            s13 = TSimd.MultiplyAdd(a, s, s13);
            a = TSimd.Load(ref a2, d);
            s20 = TSimd.MultiplyAdd(a, p, s20);
            s21 = TSimd.MultiplyAdd(a, q, s21);
            s22 = TSimd.MultiplyAdd(a, r, s22);
            s23 = TSimd.MultiplyAdd(a, s, s23);
            a = TSimd.Load(ref a3, d);
            s30 = TSimd.MultiplyAdd(a, p, s30);
            s31 = TSimd.MultiplyAdd(a, q, s31);
            s32 = TSimd.MultiplyAdd(a, r, s32);
            s33 = TSimd.MultiplyAdd(a, s, s33);
        }

        tile[15] = TSimd.Sum(s33);
        (tile[0], tile[1], tile[2], tile[3]) = (TSimd.Sum(s00), TSimd.Sum(s01), TSimd.Sum(s02), TSimd.Sum(s03));
        (tile[4], tile[5], tile[6], tile[7]) = (TSimd.Sum(s10), TSimd.Sum(s11), TSimd.Sum(s12), TSimd.Sum(s13));
        (tile[8], tile[9], tile[10], tile[11]) = (TSimd.Sum(s20), TSimd.Sum(s21), TSimd.Sum(s22), TSimd.Sum(s23));
        (tile[12], tile[13], tile[14]) = (TSimd.Sum(s30), TSimd.Sum(s31), TSimd.Sum(s32));
    }
}
