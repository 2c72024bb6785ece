using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Poets.Imaging.Jpeg.Kernels;

/// <content>
/// Four blocks of which only few rows are looked at: the columns two blocks at a time as ever, then those rows of all four
/// at once.
/// </content>
internal static unsafe partial class FastIdct
{
    /// <summary>What <see cref="Columns"/> makes of two blocks: eight rows of eight values of each.</summary>
    internal const int ColumnsOfTwo = 2 * 64;

    private const int RowOfTwo = 2 * 8;

    /// <summary>The first pass over two blocks.</summary>
    internal static void Columns(short* left, short* right, short* multipliers, short* work)
    {
        FirstPass(left, right, multipliers, out var r0, out var r1, out var r2, out var r3, out var r4, out var r5, out var r6, out var r7);
        StoreRows(work, r0, r1, r2, r3, r4, r5, r6, r7);
    }

    /// <summary>The same for blocks that have coefficients only in their upper left quarter.</summary>
    internal static void SmallColumns(short* left, short* right, short* multipliers, short* work)
    {
        FirstPassSmall(left, right, multipliers, out var r0, out var r1, out var r2, out var r3, out var r4, out var r5, out var r6, out var r7);
        StoreRows(work, r0, r1, r2, r3, r4, r5, r6, r7);
    }

    /// <summary>The second pass over some rows of four blocks.</summary>
    /// <param name="work">What the first pass made of two blocks, then of two others.</param>
    /// <param name="rows">Which rows; the others are left as they are.</param>
    /// <param name="small">Whether the blocks had coefficients only in their upper left quarter.</param>
    /// <param name="first">Where the samples of the first block go.</param>
    /// <param name="second">Where those of the second one go.</param>
    /// <param name="third">Where those of the third one go.</param>
    /// <param name="fourth">Where those of the fourth one go.</param>
    /// <param name="stride">Samples from row to row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Rows(short* work, FewRows rows, bool small, byte* first, byte* second, byte* third, byte* fourth, nint stride)
    {
        short* others = work + ColumnsOfTwo;
        var r0 = Vector256.Load(work + (rows.First * RowOfTwo));
        var r1 = Vector256.Load(work + (rows.Second * RowOfTwo));
        var r2 = Vector256.Load(work + (rows.Third * RowOfTwo));
        var r3 = Vector256.Load(work + (rows.Fourth * RowOfTwo));
        var r4 = Vector256.Load(others + (rows.First * RowOfTwo));
        var r5 = Vector256.Load(others + (rows.Second * RowOfTwo));
        var r6 = Vector256.Load(others + (rows.Third * RowOfTwo));
        var r7 = Vector256.Load(others + (rows.Fourth * RowOfTwo));
        if (small)
        {
            TransposeLeft(ref r0, ref r1, ref r2, ref r3, r4, r5, r6, r7);
            TransformSmall(ref r0, ref r1, ref r2, ref r3, out r4, out r5, out r6, out r7);
        }
        else
        {
            Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
            Transform(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        }

        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        nint upper = rows.First * stride;
        nint lower = rows.Third * stride;
        nint upperStep = (rows.Second * stride) - upper;
        nint lowerStep = (rows.Fourth * stride) - lower;
        Store(r0, r1, first + upper, second + upper, upperStep);
        Store(r2, r3, first + lower, second + lower, lowerStep);
        Store(r4, r5, third + upper, fourth + upper, upperStep);
        Store(r6, r7, third + lower, fourth + lower, lowerStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(
        short* work,
        Vector256<short> r0,
        Vector256<short> r1,
        Vector256<short> r2,
        Vector256<short> r3,
        Vector256<short> r4,
        Vector256<short> r5,
        Vector256<short> r6,
        Vector256<short> r7)
    {
        r0.Store(work);
        r1.Store(work + RowOfTwo);
        r2.Store(work + (2 * RowOfTwo));
        r3.Store(work + (3 * RowOfTwo));
        r4.Store(work + (4 * RowOfTwo));
        r5.Store(work + (5 * RowOfTwo));
        r6.Store(work + (6 * RowOfTwo));
        r7.Store(work + (7 * RowOfTwo));
    }
}
