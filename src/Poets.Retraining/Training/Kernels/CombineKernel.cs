using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Poets.Retraining.Training.Kernels;

/// <summary>
/// Linear combinations of a matrix's rows, in float64:
/// <para>c[k, i] += scale · Σ_j a[k, j] · b[j, i]</para>
/// Rows of c are padded to the 16 columns of a panel of b, so there are no column tails. Each output is summed in the order
/// of the rows of b, however the work is cut for threads.
/// </summary>
internal static class CombineKernel
{
    /// <summary>The formula, spelled out.</summary>
    /// <param name="scale">A factor of all sums.</param>
    /// <param name="a">Coefficients, [K, J], whose rows start a stride apart.</param>
    /// <param name="aStride">That stride.</param>
    /// <param name="b">The rows to combine, [J, I].</param>
    /// <param name="c">The sums, [K, I], whose rows start a stride of b apart.</param>
    public static void RunScalar(double scale, ReadOnlySpan<double> a, int aStride, WideMatrix b, Span<double> c)
    {
        for (int k = 0; k < c.Length / b.Stride; k++)
        {
            for (int i = 0; i < b.Columns; i++)
            {
                double sum = 0;
                for (int j = 0; j < b.Rows; j++)
                {
                    sum += a[(k * aStride) + j] * b[j, i];
                }

                c[(k * b.Stride) + i] += scale * sum;
            }
        }
    }

    /// <summary>a · b.</summary>
    public static WideMatrix Product(WideMatrix a, RowPanels b, int threads)
    {
        var product = new WideMatrix(a.Rows, b.Columns);
        Run(1, a.Values, a.Stride, b, product.Values, threads);
        return product;
    }

    /// <summary>The same on the widest vectors of this machine, on several threads.</summary>
    public static void Run(double scale, Memory<double> a, int aStride, RowPanels b, Memory<double> c, int threads)
    {
        int rows = c.Length / b.Stride;
        if (rows * (long)b.Stride != c.Length || (rows > 0 && a.Length < ((rows - 1) * aStride) + b.Rows))
        {
            throw new ArgumentException("The coefficients, rows and sums do not fit each other.");
        }

        Work.ForColumns(b.Stride, (long)rows * b.Rows * b.Stride, threads, (first, end) =>
        {
            if (Simd512.IsBest)
            {
                Run<WideSimd512, Vector512<double>>(scale, a.Span, aStride, b, c.Span, first, end);
            }
            else
            {
                Run<WideSimd256, Vector256<double>>(scale, a.Span, aStride, b, c.Span, first, end);
            }
        });
    }

    /// <summary>The same on a given width, for the columns from <paramref name="first"/> to before <paramref name="end"/>, multiples of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector>(double scale, ReadOnlySpan<double> a, int aStride, RowPanels b, Span<double> c, int first, int end)
        where TSimd : IWideSimd<TVector>
        where TVector : struct
    {
        int rows = c.Length / b.Stride;
        for (int i = first; i < end; i += 2 * TSimd.Width)
        {
            ref double source = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(b.Values), ((nint)(i / RowPanels.Width) * RowPanels.Width * b.Rows) + (i % RowPanels.Width));
            for (int k = 0; k < rows; k += 5)
            {
                ref double sums = ref Unsafe.Add(ref MemoryMarshal.GetReference(c), (nint)k * b.Stride + i);
                ref double coefficients = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), (nint)k * aStride);
                if (rows - k >= 4)
                {
                    Five<TSimd, TVector>(scale, ref coefficients, aStride, ref source, b.Rows, ref sums, b.Stride, rows - k);
                }
                else
                {
                    Three<TSimd, TVector>(scale, ref coefficients, aStride, ref source, b.Rows, ref sums, b.Stride, rows - k);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Five<TSimd, TVector>(double scale, ref double a0, nint aStride, ref double b, nint rows, ref double c, nint stride, int count)
        where TSimd : IWideSimd<TVector>
        where TVector : struct
    {
        // Of four, the last is summed twice and added once.
        nint width = TSimd.Width;
        ref double a4 = ref Unsafe.Add(ref a0, Math.Min(count - 1, 4) * aStride);
        TVector s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default, s40 = default, s41 = default;
        for (nint j = 0; j < rows; j++)
        {
            TVector p = TSimd.Load(ref b, 0);
            TVector q = TSimd.Load(ref b, width);
            TVector a = TSimd.Broadcast(Unsafe.Add(ref a0, j));
            s00 = TSimd.MultiplyAdd(a, p, s00);
            s01 = TSimd.MultiplyAdd(a, q, s01);
            a = TSimd.Broadcast(Unsafe.Add(ref a0, aStride + j));
            s10 = TSimd.MultiplyAdd(a, p, s10);
            s11 = TSimd.MultiplyAdd(a, q, s11);
            a = TSimd.Broadcast(Unsafe.Add(ref a0, (2 * aStride) + j));
            s20 = TSimd.MultiplyAdd(a, p, s20);
            s21 = TSimd.MultiplyAdd(a, q, s21);
            a = TSimd.Broadcast(Unsafe.Add(ref a0, (3 * aStride) + j));
            s30 = TSimd.MultiplyAdd(a, p, s30);
            s31 = TSimd.MultiplyAdd(a, q, s31);
            a = TSimd.Broadcast(Unsafe.Add(ref a4, j));
            s40 = TSimd.MultiplyAdd(a, p, s40);
            s41 = TSimd.MultiplyAdd(a, q, s41);
            b = ref Unsafe.Add(ref b, RowPanels.Width);
        }

        AddTwo<TSimd, TVector>(scale, s00, s01, ref c);
        AddTwo<TSimd, TVector>(scale, s10, s11, ref Unsafe.Add(ref c, stride));
        AddTwo<TSimd, TVector>(scale, s20, s21, ref Unsafe.Add(ref c, 2 * stride));
        AddTwo<TSimd, TVector>(scale, s30, s31, ref Unsafe.Add(ref c, 3 * stride));
        if (count > 4)
        {
            AddTwo<TSimd, TVector>(scale, s40, s41, ref Unsafe.Add(ref c, 4 * stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three<TSimd, TVector>(double scale, ref double a0, nint aStride, ref double b, nint rows, ref double c, nint stride, int count)
        where TSimd : IWideSimd<TVector>
        where TVector : struct
    {
        nint width = TSimd.Width;
        ref double a1 = ref Unsafe.Add(ref a0, Math.Min(count - 1, 1) * aStride);
        ref double a2 = ref Unsafe.Add(ref a0, Math.Min(count - 1, 2) * aStride);
        TVector s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default;
        for (nint j = 0; j < rows; j++)
        {
            TVector p = TSimd.Load(ref b, 0);
            TVector q = TSimd.Load(ref b, width);
            TVector a = TSimd.Broadcast(Unsafe.Add(ref a0, j));
            s00 = TSimd.MultiplyAdd(a, p, s00);
            s01 = TSimd.MultiplyAdd(a, q, s01);
            a = TSimd.Broadcast(Unsafe.Add(ref a1, j));
            s10 = TSimd.MultiplyAdd(a, p, s10);
            s11 = TSimd.MultiplyAdd(a, q, s11);
            a = TSimd.Broadcast(Unsafe.Add(ref a2, j));
            s20 = TSimd.MultiplyAdd(a, p, s20);
            s21 = TSimd.MultiplyAdd(a, q, s21);
            b = ref Unsafe.Add(ref b, RowPanels.Width);
        }

        AddTwo<TSimd, TVector>(scale, s00, s01, ref c);
        if (count > 1)
        {
            AddTwo<TSimd, TVector>(scale, s10, s11, ref Unsafe.Add(ref c, stride));
        }

        if (count > 2)
        {
            AddTwo<TSimd, TVector>(scale, s20, s21, ref Unsafe.Add(ref c, 2 * stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTwo<TSimd, TVector>(double scale, TVector s0, TVector s1, ref double c)
        where TSimd : IWideSimd<TVector>
        where TVector : struct
    {
        TVector factor = TSimd.Broadcast(scale);
        TSimd.Store(TSimd.MultiplyAdd(factor, s0, TSimd.Load(ref c, 0)), ref c, 0);
        TSimd.Store(TSimd.MultiplyAdd(factor, s1, TSimd.Load(ref c, TSimd.Width)), ref c, TSimd.Width);
    }
}
