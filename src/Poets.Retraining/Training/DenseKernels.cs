using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Poets.Retraining.Training;

/// <summary>
/// The two matrix products of a softmax layer on tall inputs and few classes, weights transposed:
/// <para>forward: logits[i, k] = Σ_d x[row_i, d] · w[k, d]</para>
/// <para>backward: g[k, d] += Σ_i c[i, k] · x[row_i, d]</para>
/// Rows of x, w and g are padded with zeros to 16 floats, so there are no column tails. Each output is summed in an
/// order that depends on the columns (forward) or rows (backward) alone, never on how the work is cut for threads.
/// </summary>
internal static class DenseKernels
{
    /// <summary>The forward formula, spelled out; <paramref name="logits"/> is [rows, K].</summary>
    public static void ForwardScalar(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, Span<float> logits)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < w.Rows; k++)
            {
                float sum = 0;
                for (int d = 0; d < x.Columns; d++)
                {
                    sum += x.Row(rows[i])[d] * w.Row(k)[d];
                }

                logits[(i * w.Rows) + k] = sum;
            }
        }
    }

    /// <summary>The backward formula, spelled out, for the columns from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public static void BackwardScalar(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first, int end)
    {
        for (int k = 0; k < g.Rows; k++)
        {
            for (int d = first; d < Math.Min(end, g.Columns); d++)
            {
                float sum = 0;
                for (int i = 0; i < rows.Length; i++)
                {
                    sum += coefficients[(i * g.Rows) + k] * x.Row(rows[i])[d];
                }

                g.Row(k)[d] += sum;
            }
        }
    }

    /// <summary>Forward on the widest vectors of this machine.</summary>
    public static void Forward(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, Span<float> logits)
    {
        if (Simd512.IsBest)
        {
            Forward<Simd512, Vector512<float>>(x, rows, w, logits);
        }
        else
        {
            Forward<Simd256, Vector256<float>>(x, rows, w, logits);
        }
    }

    /// <summary>Backward on the widest vectors of this machine; <paramref name="first"/> and <paramref name="end"/> are multiples of 16.</summary>
    public static void Backward(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first, int end)
    {
        if (Simd512.IsBest)
        {
            Backward<Simd512, Vector512<float>>(x, rows, coefficients, g, first, end);
        }
        else
        {
            Backward<Simd256, Vector256<float>>(x, rows, coefficients, g, first, end);
        }
    }

    /// <summary>Forward on a given width: tiles of 4 rows × 3 or 2 classes, 12 or 8 sums in registers.</summary>
    public static void Forward<TSimd, TVector>(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, Span<float> logits)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        CheckForward(x, rows, w, logits);
        int classes = w.Rows;
        ref float weights = ref MemoryMarshal.GetArrayDataReference(w.Values);
        Span<float> tile = stackalloc float[12];
        for (int i = 0; i < rows.Length; i += 4)
        {
            // The last rows stand in for those that a full tile lacks; their sums are dropped.
            int last = rows.Length - 1;
            ref float x0 = ref RowOf(x, rows[i]);
            ref float x1 = ref RowOf(x, rows[Math.Min(i + 1, last)]);
            ref float x2 = ref RowOf(x, rows[Math.Min(i + 2, last)]);
            ref float x3 = ref RowOf(x, rows[Math.Min(i + 3, last)]);
            int width;
            for (int k = 0; k < classes; k += width)
            {
                width = ClassTile(classes - k);
                ref float w0 = ref Unsafe.Add(ref weights, (nint)k * w.Stride);
                if (width == 3)
                {
                    Dots4x3<TSimd, TVector>(ref x0, ref x1, ref x2, ref x3, ref w0, w.Stride, tile);
                }
                else
                {
                    Dots4x2<TSimd, TVector>(ref x0, ref x1, ref x2, ref x3, ref w0, width == 1 ? 0 : w.Stride, w.Stride, tile);
                }

                int step = width == 3 ? 3 : 2;
                for (int row = i; row < Math.Min(i + 4, rows.Length); row++)
                {
                    tile.Slice((row - i) * step, width).CopyTo(logits[((row * classes) + k)..]);
                }
            }
        }
    }

    /// <summary>Backward on a given width: tiles of 4 vectors of columns × 3 or 2 classes.</summary>
    public static void Backward<TSimd, TVector>(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first, int end)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        CheckBackward(x, rows, coefficients, g, first, end);
        int classes = g.Rows;
        int width;
        for (int k = 0; k < classes; k += width)
        {
            width = ClassTile(classes - k);
            ref float g0 = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(g.Values), (nint)k * g.Stride);
            int d = first;
            for (; d + (4 * TSimd.Width) <= end; d += 4 * TSimd.Width)
            {
                if (width == 3)
                {
                    Outer4x3<TSimd, TVector>(x, rows, coefficients[k..], classes, d, ref g0, g.Stride);
                }
                else
                {
                    Outer4x2<TSimd, TVector>(x, rows, coefficients[k..], classes, d, ref g0, g.Stride, width);
                }
            }

            for (; d < end; d += TSimd.Width)
            {
                for (int c = 0; c < width; c++)
                {
                    Outer1x1<TSimd, TVector>(x, rows, coefficients[(k + c)..], classes, d, ref Unsafe.Add(ref g0, (nint)c * g.Stride));
                }
            }
        }
    }

    /// <summary>3 classes at a time, but 2 + 2 rather than 3 + 1.</summary>
    private static int ClassTile(int remaining) => remaining is 4 or 2 ? 2 : Math.Min(remaining, 3);

    private static ref float RowOf(FeatureMatrix x, int row) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(x.Values), (nint)row * x.Stride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots4x3<TSimd, TVector>(ref float x0, ref float x1, ref float x2, ref float x3, ref float w0, int length, Span<float> tile)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        ref float w1 = ref Unsafe.Add(ref w0, (nint)length);
        ref float w2 = ref Unsafe.Add(ref w1, (nint)length);
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
    private static void Dots4x2<TSimd, TVector>(ref float x0, ref float x1, ref float x2, ref float x3, ref float w0, int toSecond, int length, Span<float> tile)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        ref float w1 = ref Unsafe.Add(ref w0, (nint)toSecond);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer4x3<TSimd, TVector>(FeatureMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, int classes, int d, ref float g0, int stride)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default;
        TVector s12 = default, s13 = default, s20 = default, s21 = default, s22 = default, s23 = default;
        ref float values = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(matrix.Values), (nint)d);
        ref float coefficient = ref MemoryMarshal.GetReference(coefficients);
        for (int i = 0; i < rows.Length; i++)
        {
            ref float x = ref Unsafe.Add(ref values, (nint)rows[i] * matrix.Stride);
            TVector a = TSimd.Broadcast(coefficient);
            TVector b = TSimd.Broadcast(Unsafe.Add(ref coefficient, 1));
            TVector c = TSimd.Broadcast(Unsafe.Add(ref coefficient, 2));
            coefficient = ref Unsafe.Add(ref coefficient, classes);
            TVector v = TSimd.Load(ref x, 0);
            s00 = TSimd.MultiplyAdd(a, v, s00);
            s10 = TSimd.MultiplyAdd(b, v, s10);
            s20 = TSimd.MultiplyAdd(c, v, s20);
            v = TSimd.Load(ref x, TSimd.Width);
            s01 = TSimd.MultiplyAdd(a, v, s01);
            s11 = TSimd.MultiplyAdd(b, v, s11);
            s21 = TSimd.MultiplyAdd(c, v, s21);
            v = TSimd.Load(ref x, 2 * TSimd.Width);
            s02 = TSimd.MultiplyAdd(a, v, s02);
            s12 = TSimd.MultiplyAdd(b, v, s12);
            s22 = TSimd.MultiplyAdd(c, v, s22);
            v = TSimd.Load(ref x, 3 * TSimd.Width);
            s03 = TSimd.MultiplyAdd(a, v, s03);
            s13 = TSimd.MultiplyAdd(b, v, s13);
            s23 = TSimd.MultiplyAdd(c, v, s23);
        }

        AddFour<TSimd, TVector>(ref Unsafe.Add(ref g0, (nint)d), s00, s01, s02, s03);
        AddFour<TSimd, TVector>(ref Unsafe.Add(ref g0, (nint)stride + d), s10, s11, s12, s13);
        AddFour<TSimd, TVector>(ref Unsafe.Add(ref g0, ((nint)2 * stride) + d), s20, s21, s22, s23);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer4x2<TSimd, TVector>(FeatureMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, int classes, int d, ref float g0, int stride, int width)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector s00 = default, s01 = default, s02 = default, s03 = default;
        TVector s10 = default, s11 = default, s12 = default, s13 = default;
        ref float values = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(matrix.Values), (nint)d);
        ref float coefficient = ref MemoryMarshal.GetReference(coefficients);
        for (int i = 0; i < rows.Length; i++)
        {
            ref float x = ref Unsafe.Add(ref values, (nint)rows[i] * matrix.Stride);
            TVector a = TSimd.Broadcast(coefficient);
            TVector b = TSimd.Broadcast(Unsafe.Add(ref coefficient, width - 1));
            coefficient = ref Unsafe.Add(ref coefficient, classes);
            TVector v = TSimd.Load(ref x, 0);
            s00 = TSimd.MultiplyAdd(a, v, s00);
            s10 = TSimd.MultiplyAdd(b, v, s10);
            v = TSimd.Load(ref x, TSimd.Width);
            s01 = TSimd.MultiplyAdd(a, v, s01);
            s11 = TSimd.MultiplyAdd(b, v, s11);
            v = TSimd.Load(ref x, 2 * TSimd.Width);
            s02 = TSimd.MultiplyAdd(a, v, s02);
            s12 = TSimd.MultiplyAdd(b, v, s12);
            v = TSimd.Load(ref x, 3 * TSimd.Width);
            s03 = TSimd.MultiplyAdd(a, v, s03);
            s13 = TSimd.MultiplyAdd(b, v, s13);
        }

        AddFour<TSimd, TVector>(ref Unsafe.Add(ref g0, (nint)d), s00, s01, s02, s03);
        if (width == 2)
        {
            AddFour<TSimd, TVector>(ref Unsafe.Add(ref g0, (nint)stride + d), s10, s11, s12, s13);
        }
    }

    private static void Outer1x1<TSimd, TVector>(FeatureMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, int classes, int d, ref float g)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector sum = default;
        for (int i = 0; i < rows.Length; i++)
        {
            sum = TSimd.MultiplyAdd(TSimd.Broadcast(coefficients[i * classes]), TSimd.Load(ref RowOf(matrix, rows[i]), d), sum);
        }

        TSimd.Store(TSimd.Add(TSimd.Load(ref g, d), sum), ref g, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour<TSimd, TVector>(ref float g, TVector s0, TVector s1, TVector s2, TVector s3)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        int width = TSimd.Width;
        TSimd.Store(TSimd.Add(TSimd.Load(ref g, 0), s0), ref g, 0);
        TSimd.Store(TSimd.Add(TSimd.Load(ref g, width), s1), ref g, width);
        TSimd.Store(TSimd.Add(TSimd.Load(ref g, 2 * width), s2), ref g, 2 * width);
        TSimd.Store(TSimd.Add(TSimd.Load(ref g, 3 * width), s3), ref g, 3 * width);
    }

    private static void CheckForward(FeatureMatrix x, ReadOnlySpan<int> rows, FeatureMatrix w, Span<float> logits)
    {
        if (x.Stride != w.Stride || logits.Length < rows.Length * w.Rows)
        {
            throw new ArgumentException("The features, weights and logits do not fit each other.");
        }

        CheckRows(x, rows);
    }

    private static void CheckBackward(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first, int end)
    {
        if (x.Stride != g.Stride || coefficients.Length < rows.Length * g.Rows || first < 0 || first % 16 != 0 || end % 16 != 0 || end > g.Stride)
        {
            throw new ArgumentException("The features, coefficients and gradient do not fit each other.");
        }

        CheckRows(x, rows);
    }

    private static void CheckRows(FeatureMatrix x, ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)x.Rows)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"The matrix has {x.Rows} rows.");
            }
        }
    }
}
