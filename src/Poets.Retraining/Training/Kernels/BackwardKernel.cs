using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training.Kernels;

/// <summary>
/// The backward product of a softmax layer on tall inputs and few classes, weights transposed:
/// <para>g[k, d] += Σ_i c[i, k] · x[row_i, first + d]</para>
/// Rows of x and g are padded with zeros to 16 floats, so there are no column tails. Each output is summed in an order
/// that depends on the rows alone, never on how the work is cut for threads.
/// </summary>
internal static class BackwardKernel
{
    /// <summary>Values of g that are kept in the first-level cache while all rows pass.</summary>
    private const int FirstLevelValues = 4096;

    /// <summary>The formula, spelled out.</summary>
    public static void RunScalar(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first)
    {
        for (int k = 0; k < g.Rows; k++)
        {
            for (int d = 0; d < Math.Min(g.Columns, x.Columns - first); d++)
            {
                float sum = 0;
                for (int i = 0; i < rows.Length; i++)
                {
                    sum += coefficients[(i * g.Rows) + k] * x.Row(rows[i])[first + d];
                }

                g.Row(k)[d] += sum;
            }
        }
    }

    /// <summary>The same on the widest vectors of this machine; <paramref name="first"/> is a multiple of 16.</summary>
    // Not inlined, so that callers can be compiled ahead of time, which the question for the machine's vectors forbids.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first)
    {
        if (Simd512.IsBest)
        {
            Run<Simd512, Vector512<float>>(x, rows, coefficients, g, first);
        }
        else
        {
            Run<Simd256, Vector256<float>>(x, rows, coefficients, g, first);
        }
    }

    /// <summary>The same on a given width: tiles of 4 rows × 3 or 2 classes, whose coefficients stay in registers.</summary>
    public static void Run<TSimd, TVector>(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        Check(x, rows, coefficients, g, first);
        int classes = g.Rows;
        int block = Math.Clamp(FirstLevelValues / Math.Max(1, classes) / 16 * 16, 64, 512);
        Span<float> tile = stackalloc float[12];
        for (int d = 0; d < g.Stride; d += block)
        {
            int count = Math.Min(block, g.Stride - d);
            for (int i = 0; i < rows.Length; i += 4)
            {
                // The last rows stand in for those that a full tile lacks, times zero.
                int last = rows.Length - 1;
                ref float x0 = ref Unsafe.Add(ref x.RowStart(rows[i]), first + d);
                ref float x1 = ref Unsafe.Add(ref x.RowStart(rows[Math.Min(i + 1, last)]), first + d);
                ref float x2 = ref Unsafe.Add(ref x.RowStart(rows[Math.Min(i + 2, last)]), first + d);
                ref float x3 = ref Unsafe.Add(ref x.RowStart(rows[Math.Min(i + 3, last)]), first + d);
                int width;
                for (int k = 0; k < classes; k += width)
                {
                    width = DenseTiles.Classes(classes - k);
                    tile.Clear();
                    for (int row = i; row < Math.Min(i + 4, rows.Length); row++)
                    {
                        coefficients.Slice((row * classes) + k, width).CopyTo(tile[((row - i) * 3)..]);
                    }

                    ref float gradient = ref Unsafe.Add(ref g.RowStart(k), d);
                    if (width == 3)
                    {
                        Add4x3<TSimd, TVector>(ref x0, ref x1, ref x2, ref x3, tile, ref gradient, g.Stride, count);
                    }
                    else
                    {
                        Add4x2<TSimd, TVector>(ref x0, ref x1, ref x2, ref x3, tile, ref gradient, width == 1 ? 0 : g.Stride, count);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add4x3<TSimd, TVector>(ref float x0, ref float x1, ref float x2, ref float x3, ReadOnlySpan<float> c, ref float g0, nint stride, nint count)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector c00 = TSimd.Broadcast(c[0]), c01 = TSimd.Broadcast(c[1]), c02 = TSimd.Broadcast(c[2]);
        TVector c10 = TSimd.Broadcast(c[3]), c11 = TSimd.Broadcast(c[4]), c12 = TSimd.Broadcast(c[5]);
        TVector c20 = TSimd.Broadcast(c[6]), c21 = TSimd.Broadcast(c[7]), c22 = TSimd.Broadcast(c[8]);
        TVector c30 = TSimd.Broadcast(c[9]), c31 = TSimd.Broadcast(c[10]), c32 = TSimd.Broadcast(c[11]);
        ref float g1 = ref Unsafe.Add(ref g0, stride);
        ref float g2 = ref Unsafe.Add(ref g1, stride);
        for (nint d = 0; d < count; d += TSimd.Width)
        {
            TVector x = TSimd.Load(ref x0, d);
            TVector s0 = TSimd.MultiplyAdd(c00, x, TSimd.Load(ref g0, d));
            TVector s1 = TSimd.MultiplyAdd(c01, x, TSimd.Load(ref g1, d));
            TVector s2 = TSimd.MultiplyAdd(c02, x, TSimd.Load(ref g2, d));
            x = TSimd.Load(ref x1, d);
            s0 = TSimd.MultiplyAdd(c10, x, s0);
            s1 = TSimd.MultiplyAdd(c11, x, s1);
            s2 = TSimd.MultiplyAdd(c12, x, s2);
            x = TSimd.Load(ref x2, d);
            s0 = TSimd.MultiplyAdd(c20, x, s0);
            s1 = TSimd.MultiplyAdd(c21, x, s1);
            s2 = TSimd.MultiplyAdd(c22, x, s2);
            x = TSimd.Load(ref x3, d);
            TSimd.Store(TSimd.MultiplyAdd(c30, x, s0), ref g0, d);
            TSimd.Store(TSimd.MultiplyAdd(c31, x, s1), ref g1, d);
            TSimd.Store(TSimd.MultiplyAdd(c32, x, s2), ref g2, d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add4x2<TSimd, TVector>(ref float x0, ref float x1, ref float x2, ref float x3, ReadOnlySpan<float> c, ref float g0, nint toSecond, nint count)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        // Of a single class the second is the first, whose sum is stored last.
        TVector c00 = TSimd.Broadcast(c[0]), c01 = TSimd.Broadcast(c[1]), c10 = TSimd.Broadcast(c[3]), c11 = TSimd.Broadcast(c[4]);
        TVector c20 = TSimd.Broadcast(c[6]), c21 = TSimd.Broadcast(c[7]), c30 = TSimd.Broadcast(c[9]), c31 = TSimd.Broadcast(c[10]);
        ref float g1 = ref Unsafe.Add(ref g0, toSecond);
        for (nint d = 0; d < count; d += TSimd.Width)
        {
            TVector x = TSimd.Load(ref x0, d);
            TVector s0 = TSimd.MultiplyAdd(c00, x, TSimd.Load(ref g0, d));
            TVector s1 = TSimd.MultiplyAdd(c01, x, TSimd.Load(ref g1, d));
            x = TSimd.Load(ref x1, d);
            s0 = TSimd.MultiplyAdd(c10, x, s0);
            s1 = TSimd.MultiplyAdd(c11, x, s1);
            x = TSimd.Load(ref x2, d);
            s0 = TSimd.MultiplyAdd(c20, x, s0);
            s1 = TSimd.MultiplyAdd(c21, x, s1);
            x = TSimd.Load(ref x3, d);
            TSimd.Store(TSimd.MultiplyAdd(c31, x, s1), ref g1, d);
            TSimd.Store(TSimd.MultiplyAdd(c30, x, s0), ref g0, d);
        }
    }

    private static void Check(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first)
    {
        if (coefficients.Length < rows.Length * g.Rows || first < 0 || first % 16 != 0 || first > x.Stride - g.Stride)
        {
            throw new ArgumentException("The features, coefficients and gradient do not fit each other.");
        }

        x.RequireRows(rows);
    }
}
