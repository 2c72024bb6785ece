using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Poets.Graphs.Kernels.Simd;
using static Poets.Graphs.Kernels.Products.Avx512Rows;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace Poets.Graphs.Kernels.Products;

/// <summary>Tiles of the packed product for 512-bit registers. The scalar twin is <see cref="GemmReference"/>.</summary>
/// <remarks>
/// The loop is bound by the processor's front end as much as by its two multipliers: four steps a turn, addresses that
/// need no arithmetic and nothing else in it bring 90 to 99 % of the multipliers' peak. So rows are handled four at a time by
/// functions that are inlined with their sums by reference, which stay in registers; written over <see cref="ISimdVector{T}"/>
/// the same code exceeds what the compiler is ready to inline.
/// </remarks>
internal static unsafe class Avx512Gemm
{
    /// <summary>28 sums, 2 weights, 1 pixel: 31 of the 32 registers; 14 divides the maps of 224-pixel networks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512GemmF32_14x32(in GemmCall call)
    {
        nint step = call.LeftStride, step3 = 3 * step, skip = call.RunStep - call.Depth;
        float* x0 = call.Left, x4 = x0 + (4 * step), x8 = x4 + (4 * step), x12 = x8 + (4 * step);
        float* panel = call.Panel + 32, soon = panel + (Soon * 32);
        byte* ahead = call.Ahead;
        nint aheadStep = call.AheadStep;
        Start4(call, 0, out V a0, out V b0, out V a1, out V b1, out V a2, out V b2, out V a3, out V b3);
        Start4(call, 4, out V a4, out V b4, out V a5, out V b5, out V a6, out V b6, out V a7, out V b7);
        Start4(call, 8, out V a8, out V b8, out V a9, out V b9, out V a10, out V b10, out V a11, out V b11);
        Start2(call, 12, out V a12, out V b12, out V a13, out V b13);
        V w0, w1;
        for (nint runs = call.MoreRuns; runs >= 0; runs--)
        {
            nint k = call.Depth;
            for (; k >= 4; k -= 4)
            {
                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector512.Load(panel); w1 = Vector512.Load(panel + 16);
                Add4(x0, 0, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 0, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
                Add4(x8, 0, step, step3, w0, w1, ref a8, ref b8, ref a9, ref b9, ref a10, ref b10, ref a11, ref b11);
                Add2(x12, 0, step, w0, w1, ref a12, ref b12, ref a13, ref b13);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector512.Load(panel + 32); w1 = Vector512.Load(panel + 48);
                Add4(x0, 1, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 1, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
                Add4(x8, 1, step, step3, w0, w1, ref a8, ref b8, ref a9, ref b9, ref a10, ref b10, ref a11, ref b11);
                Add2(x12, 1, step, w0, w1, ref a12, ref b12, ref a13, ref b13);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector512.Load(panel + 64); w1 = Vector512.Load(panel + 80);
                Add4(x0, 2, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 2, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
                Add4(x8, 2, step, step3, w0, w1, ref a8, ref b8, ref a9, ref b9, ref a10, ref b10, ref a11, ref b11);
                Add2(x12, 2, step, w0, w1, ref a12, ref b12, ref a13, ref b13);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector512.Load(panel + 96); w1 = Vector512.Load(panel + 112);
                Add4(x0, 3, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 3, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
                Add4(x8, 3, step, step3, w0, w1, ref a8, ref b8, ref a9, ref b9, ref a10, ref b10, ref a11, ref b11);
                Add2(x12, 3, step, w0, w1, ref a12, ref b12, ref a13, ref b13);
                x0 += 4; x4 += 4; x8 += 4; x12 += 4; panel += 128;
            }

            for (; k > 0; k--)
            {
                w0 = Vector512.Load(panel); w1 = Vector512.Load(panel + 16);
                Add4(x0, 0, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 0, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
                Add4(x8, 0, step, step3, w0, w1, ref a8, ref b8, ref a9, ref b9, ref a10, ref b10, ref a11, ref b11);
                Add2(x12, 0, step, w0, w1, ref a12, ref b12, ref a13, ref b13);
                x0++; x4++; x8++; x12++; panel += 32;
            }

            x0 += skip; x4 += skip; x8 += skip; x12 += skip;
        }

        if (call.Residual != null)
        {
            Join4(call, 0, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
            Join4(call, 4, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
            Join4(call, 8, ref a8, ref b8, ref a9, ref b9, ref a10, ref b10, ref a11, ref b11);
            Join2(call, 12, ref a12, ref b12, ref a13, ref b13);
        }

        Finish4(call, 0, a0, b0, a1, b1, a2, b2, a3, b3);
        Finish4(call, 4, a4, b4, a5, b5, a6, b6, a7, b7);
        Finish4(call, 8, a8, b8, a9, b9, a10, b10, a11, b11);
        Finish2(call, 12, a12, b12, a13, b13);
    }

    /// <summary>For the rows that 14 does not divide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512GemmF32_8x32(in GemmCall call)
    {
        nint step = call.LeftStride, step3 = 3 * step, skip = call.RunStep - call.Depth;
        float* x0 = call.Left, x4 = x0 + (4 * step);
        float* panel = call.Panel + 32, soon = panel + (Soon * 32);
        byte* ahead = call.Ahead;
        nint aheadStep = call.AheadStep;
        Start4(call, 0, out V a0, out V b0, out V a1, out V b1, out V a2, out V b2, out V a3, out V b3);
        Start4(call, 4, out V a4, out V b4, out V a5, out V b5, out V a6, out V b6, out V a7, out V b7);
        V w0, w1;
        for (nint runs = call.MoreRuns; runs >= 0; runs--)
        {
            nint k = call.Depth;
            for (; k >= 4; k -= 4)
            {
                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector512.Load(panel); w1 = Vector512.Load(panel + 16);
                Add4(x0, 0, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 0, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector512.Load(panel + 32); w1 = Vector512.Load(panel + 48);
                Add4(x0, 1, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 1, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector512.Load(panel + 64); w1 = Vector512.Load(panel + 80);
                Add4(x0, 2, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 2, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector512.Load(panel + 96); w1 = Vector512.Load(panel + 112);
                Add4(x0, 3, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 3, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
                x0 += 4; x4 += 4; panel += 128;
            }

            for (; k > 0; k--)
            {
                w0 = Vector512.Load(panel); w1 = Vector512.Load(panel + 16);
                Add4(x0, 0, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add4(x4, 0, step, step3, w0, w1, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
                x0++; x4++; panel += 32;
            }

            x0 += skip; x4 += skip;
        }

        if (call.Residual != null)
        {
            Join4(call, 0, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
            Join4(call, 4, ref a4, ref b4, ref a5, ref b5, ref a6, ref b6, ref a7, ref b7);
        }

        Finish4(call, 0, a0, b0, a1, b1, a2, b2, a3, b3);
        Finish4(call, 4, a4, b4, a5, b5, a6, b6, a7, b7);
    }

    /// <summary>For the last 16 columns or fewer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512GemmF32_14x16(in GemmCall call)
    {
        nint step = call.LeftStride, step3 = 3 * step, skip = call.RunStep - call.Depth;
        float* x0 = call.Left, x4 = x0 + (4 * step), x8 = x4 + (4 * step), x12 = x8 + (4 * step);
        float* panel = call.Panel + 16, soon = panel + (Soon * 16);
        Start4(call, 0, out V a0, out V a1, out V a2, out V a3);
        Start4(call, 4, out V a4, out V a5, out V a6, out V a7);
        Start4(call, 8, out V a8, out V a9, out V a10, out V a11);
        Start2(call, 12, out V a12, out V a13);
        V w;
        for (nint runs = call.MoreRuns; runs >= 0; runs--)
        {
            nint k = call.Depth;
            for (; k >= 4; k -= 4)
            {
                Fetch(ref soon);
                w = Vector512.Load(panel);
                Add4(x0, 0, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 0, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 0, step, step3, w, ref a8, ref a9, ref a10, ref a11);
                Add2(x12, 0, step, w, ref a12, ref a13);

                Fetch(ref soon);
                w = Vector512.Load(panel + 16);
                Add4(x0, 1, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 1, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 1, step, step3, w, ref a8, ref a9, ref a10, ref a11);
                Add2(x12, 1, step, w, ref a12, ref a13);

                Fetch(ref soon);
                w = Vector512.Load(panel + 32);
                Add4(x0, 2, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 2, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 2, step, step3, w, ref a8, ref a9, ref a10, ref a11);
                Add2(x12, 2, step, w, ref a12, ref a13);

                Fetch(ref soon);
                w = Vector512.Load(panel + 48);
                Add4(x0, 3, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 3, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 3, step, step3, w, ref a8, ref a9, ref a10, ref a11);
                Add2(x12, 3, step, w, ref a12, ref a13);
                x0 += 4; x4 += 4; x8 += 4; x12 += 4; panel += 64;
            }

            for (; k > 0; k--)
            {
                w = Vector512.Load(panel);
                Add4(x0, 0, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 0, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 0, step, step3, w, ref a8, ref a9, ref a10, ref a11);
                Add2(x12, 0, step, w, ref a12, ref a13);
                x0++; x4++; x8++; x12++; panel += 16;
            }

            x0 += skip; x4 += skip; x8 += skip; x12 += skip;
        }

        if (call.Residual != null)
        {
            Join4(call, 0, ref a0, ref a1, ref a2, ref a3);
            Join4(call, 4, ref a4, ref a5, ref a6, ref a7);
            Join4(call, 8, ref a8, ref a9, ref a10, ref a11);
            Join2(call, 12, ref a12, ref a13);
        }

        Finish4(call, 0, a0, a1, a2, a3);
        Finish4(call, 4, a4, a5, a6, a7);
        Finish4(call, 8, a8, a9, a10, a11);
        Finish2(call, 12, a12, a13);
    }
}
