using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training.Kernels;

/// <summary>
/// The forward product of a softmax layer on tall inputs and few classes, weights transposed:
/// <para>logits[i, k] = Σ_d x[row_i, d] · w[k, d]</para>
/// Rows of x and w are padded with zeros to 16 floats, so there are no column tails. Each output is summed in an order
/// that depends on the columns alone, never on how the work is cut for threads.
/// </summary>
internal static class ForwardKernel
{
    /// <summary>The formula, spelled out, for the columns from <paramref name="first"/> to before <paramref name="end"/>; <paramref name="logits"/> is [rows, K].</summary>
    public static void RunScalar(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, int first, int end, Span<float> logits)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < w.Rows; k++)
            {
                float sum = 0;
                for (int d = first; d < Math.Min(end, x.Columns); d++)
                {
                    sum += x.Row(rows[i])[d] * w.Row(k)[d];
                }

                logits[(i * w.Rows) + k] = sum;
            }
        }
    }

    /// <summary>All columns on the widest vectors of this machine.</summary>
    public static void Run(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, Span<float> logits) => Run(x, rows, w, 0, w.Stride, logits);

    /// <summary>Some columns on the widest vectors of this machine; <paramref name="first"/> and <paramref name="end"/> are multiples of 16.</summary>
    // Not inlined, so that callers can be compiled ahead of time, which the question for the machine's vectors forbids.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, int first, int end, Span<float> logits)
    {
        if (Simd512.IsBest)
        {
            Run<Simd512, Vector512<float>>(x, rows, w, first, end, logits);
        }
        else
        {
            Run<Simd256, Vector256<float>>(x, rows, w, first, end, logits);
        }
    }

    /// <summary>The same on a given width: tiles of 4 rows × 3 or 2 classes, 12 or 8 sums in registers.</summary>
    public static void Run<TSimd, TVector>(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, int first, int end, Span<float> logits)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        Check(x, rows, w, first, end, logits);
        int classes = w.Rows;
        nint length = end - first;
        ref float weights = ref Unsafe.Add(ref w.Start, first);
        Span<float> tile = stackalloc float[12];
        for (int i = 0; i < rows.Length; i += 4)
        {
            // The last rows stand in for those that a full tile lacks; their sums are dropped.
            int last = rows.Length - 1;
            ref float x0 = ref Unsafe.Add(ref x.RowStart(rows[i]), first);
            ref float x1 = ref Unsafe.Add(ref x.RowStart(rows[Math.Min(i + 1, last)]), first);
            ref float x2 = ref Unsafe.Add(ref x.RowStart(rows[Math.Min(i + 2, last)]), first);
            ref float x3 = ref Unsafe.Add(ref x.RowStart(rows[Math.Min(i + 3, last)]), first);
            int width;
            for (int k = 0; k < classes; k += width)
            {
                width = DenseTiles.Classes(classes - k);
                ref float w0 = ref Unsafe.Add(ref weights, (nint)k * w.Stride);
                if (width == 3)
                {
                    Dots4x3<TSimd, TVector>(ref x0, ref x1, ref x2, ref x3, ref w0, w.Stride, length, tile);
                }
                else
                {
                    Dots4x2<TSimd, TVector>(ref x0, ref x1, ref x2, ref x3, ref w0, width == 1 ? 0 : w.Stride, length, tile);
                }

                int step = width == 3 ? 3 : 2;
                for (int row = i; row < Math.Min(i + 4, rows.Length); row++)
                {
                    tile.Slice((row - i) * step, width).CopyTo(logits[((row * classes) + k)..]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots4x3<TSimd, TVector>(ref float x0, ref float x1, ref float x2, ref float x3, ref float w0, nint stride, nint length, Span<float> tile)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        ref float w1 = ref Unsafe.Add(ref w0, stride);
        ref float w2 = ref Unsafe.Add(ref w1, stride);
        TVector s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        TVector s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        for (nint d = 0; d < length; d += TSimd.Width)
        {
            TVector a = TSimd.Load(ref w0, d);
            TVector b = TSimd.Load(ref w1, d);
            TVector c = TSimd.Load(ref w2, d);
            TVector x = TSimd.Load(ref x0, d);
            s00 = TSimd.MultiplyAdd(x, a, s00);
            s01 = TSimd.MultiplyAdd(x, b, s01);
            s02 = TSimd.MultiplyAdd(x, c, s02);
            x = TSimd.Load(ref x1, d);
            s10 = TSimd.MultiplyAdd(x, a, s10);
            s11 = TSimd.MultiplyAdd(x, b, s11);
            s12 = TSimd.MultiplyAdd(x, c, s12);
            x = TSimd.Load(ref x2, d);
            s20 = TSimd.MultiplyAdd(x, a, s20);
            s21 = TSimd.MultiplyAdd(x, b, s21);
            s22 = TSimd.MultiplyAdd(x, c, s22);
            x = TSimd.Load(ref x3, d);
            s30 = TSimd.MultiplyAdd(x, a, s30);
            s31 = TSimd.MultiplyAdd(x, b, s31);
            s32 = TSimd.MultiplyAdd(x, c, s32);
        }

        tile[11] = TSimd.Sum(s32);
        (tile[0], tile[1], tile[2]) = (TSimd.Sum(s00), TSimd.Sum(s01), TSimd.Sum(s02));
        (tile[3], tile[4], tile[5]) = (TSimd.Sum(s10), TSimd.Sum(s11), TSimd.Sum(s12));
        (tile[6], tile[7], tile[8]) = (TSimd.Sum(s20), TSimd.Sum(s21), TSimd.Sum(s22));
        (tile[9], tile[10]) = (TSimd.Sum(s30), TSimd.Sum(s31));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots4x2<TSimd, TVector>(ref float x0, ref float x1, ref float x2, ref float x3, ref float w0, nint toSecond, nint length, Span<float> tile)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        ref float w1 = ref Unsafe.Add(ref w0, toSecond);
        TVector s00 = default, s01 = default, s10 = default, s11 = default;
        TVector s20 = default, s21 = default, s30 = default, s31 = default;
        for (nint d = 0; d < length; d += TSimd.Width)
        {
            TVector a = TSimd.Load(ref w0, d);
            TVector b = TSimd.Load(ref w1, d);
            TVector x = TSimd.Load(ref x0, d);
            s00 = TSimd.MultiplyAdd(x, a, s00);
            s01 = TSimd.MultiplyAdd(x, b, s01);
            x = TSimd.Load(ref x1, d);
            s10 = TSimd.MultiplyAdd(x, a, s10);
            s11 = TSimd.MultiplyAdd(x, b, s11);
            x = TSimd.Load(ref x2, d);
            s20 = TSimd.MultiplyAdd(x, a, s20);
            s21 = TSimd.MultiplyAdd(x, b, s21);
            x = TSimd.Load(ref x3, d);
            s30 = TSimd.MultiplyAdd(x, a, s30);
            s31 = TSimd.MultiplyAdd(x, b, s31);
        }

        tile[7] = TSimd.Sum(s31);
        (tile[0], tile[1], tile[2]) = (TSimd.Sum(s00), TSimd.Sum(s01), TSimd.Sum(s10));
        (tile[3], tile[4], tile[5], tile[6]) = (TSimd.Sum(s11), TSimd.Sum(s20), TSimd.Sum(s21), TSimd.Sum(s30));
    }

    private static void Check(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, int first, int end, Span<float> logits)
    {
        if (x.Stride != w.Stride || logits.Length < rows.Length * w.Rows || first < 0 || first % 16 != 0 || end % 16 != 0 || end < first || end > w.Stride)
        {
            throw new ArgumentException("The features, weights and logits do not fit each other.");
        }

        x.RequireRows(rows);
    }
}
