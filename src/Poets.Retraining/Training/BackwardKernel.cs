using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Poets.Retraining.Training;

/// <summary>
/// The backward product of a softmax layer on tall inputs and few classes, weights transposed:
/// <para>g[k, d] += Σ_i c[i, k] · x[row_i, d]</para>
/// Rows of x and g are padded with zeros to 16 floats, so there are no column tails. Each output is summed in an order
/// that depends on the rows alone, never on how the work is cut for threads.
/// </summary>
internal static class BackwardKernel
{
    /// <summary>The formula, spelled out, for the columns from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public static void RunScalar(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first, int end)
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

    /// <summary>The same on the widest vectors of this machine; <paramref name="first"/> and <paramref name="end"/> are multiples of 16.</summary>
    // Not inlined, so that callers can be compiled ahead of time, which the question for the machine's vectors forbids.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first, int end)
    {
        if (Simd512.IsBest)
        {
            Run<Simd512, Vector512<float>>(x, rows, coefficients, g, first, end);
        }
        else
        {
            Run<Simd256, Vector256<float>>(x, rows, coefficients, g, first, end);
        }
    }

    /// <summary>The same on a given width: tiles of 4 vectors of columns × 3 or 2 classes.</summary>
    public static void Run<TSimd, TVector>(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first, int end)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        Check(x, rows, coefficients, g, first, end);
        int classes = g.Rows;
        int d = first;
        for (; d + (4 * TSimd.Width) <= end; d += 4 * TSimd.Width)
        {
            // All classes of a block of columns before the next block, which is meanwhile fetched.
            int width;
            for (int k = 0; k < classes; k += width)
            {
                width = DenseTiles.Classes(classes - k);
                ref float gradient = ref g.RowStart(k);
                if (width == 3)
                {
                    Outer4x3<TSimd, TVector>(x, rows, coefficients[k..], classes, d, ref gradient, g.Stride);
                }
                else
                {
                    Outer4x2<TSimd, TVector>(x, rows, coefficients[k..], classes, d, ref gradient, g.Stride, width);
                }
            }
        }

        for (; d < end; d += TSimd.Width)
        {
            for (int k = 0; k < classes; k++)
            {
                Outer1x1<TSimd, TVector>(x, rows, coefficients[k..], classes, d, ref g.RowStart(k));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer4x3<TSimd, TVector>(FeatureMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, int classes, int d, ref float g0, int stride)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default;
        TVector s12 = default, s13 = default, s20 = default, s21 = default, s22 = default, s23 = default;
        ref float values = ref Unsafe.Add(ref matrix.Start, (nint)d);
        ref float coefficient = ref MemoryMarshal.GetReference(coefficients);
        for (int i = 0; i < rows.Length; i++)
        {
            ref float x = ref Unsafe.Add(ref values, (nint)rows[i] * matrix.Stride);
            TSimd.Prefetch(ref x, 4 * TSimd.Width, 4 * TSimd.Width);
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
        ref float values = ref Unsafe.Add(ref matrix.Start, (nint)d);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer1x1<TSimd, TVector>(FeatureMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, int classes, int d, ref float g)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector sum = default;
        for (int i = 0; i < rows.Length; i++)
        {
            sum = TSimd.MultiplyAdd(TSimd.Broadcast(coefficients[i * classes]), TSimd.Load(ref matrix.RowStart(rows[i]), d), sum);
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

    private static void Check(FeatureMatrix x, ReadOnlySpan<int> rows, ReadOnlySpan<float> coefficients, FeatureMatrix g, int first, int end)
    {
        if (x.Stride != g.Stride || coefficients.Length < rows.Length * g.Rows || first < 0 || first % 16 != 0 || end % 16 != 0 || end > g.Stride)
        {
            throw new ArgumentException("The features, coefficients and gradient do not fit each other.");
        }

        x.RequireRows(rows);
    }
}
