using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Poets.Graphs.Kernels.Products.Avx2Rows;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Poets.Graphs.Kernels.Products;

/// <summary>Tiles of the packed product for 256-bit registers with fused multiply-add. The scalar twin is <see cref="GemmReference"/>.</summary>
/// <remarks>Built like <see cref="Avx512Gemm"/>, which says why.</remarks>
internal static unsafe class Avx2Gemm
{
    /// <summary>12 sums, 2 weights, 1 pixel: 15 of the 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2GemmF32_6x16(in GemmCall call)
    {
        nint step = call.LeftStride, step3 = 3 * step, skip = call.RunStep - call.Depth;
        float* x0 = call.Left, x4 = x0 + (4 * step);
        float* panel = call.Panel + 16, soon = panel + (Soon * 16);
        byte* ahead = call.Ahead;
        nint aheadStep = call.AheadStep;
        Start4(call, 0, out V a0, out V b0, out V a1, out V b1, out V a2, out V b2, out V a3, out V b3);
        Start2(call, 4, out V a4, out V b4, out V a5, out V b5);
        V w0, w1;
        for (nint runs = call.MoreRuns; runs >= 0; runs--)
        {
            nint k = call.Depth;
            for (; k >= 4; k -= 4)
            {
                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector256.Load(panel); w1 = Vector256.Load(panel + 8);
                Add4(x0, 0, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add2(x4, 0, step, w0, w1, ref a4, ref b4, ref a5, ref b5);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector256.Load(panel + 16); w1 = Vector256.Load(panel + 24);
                Add4(x0, 1, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add2(x4, 1, step, w0, w1, ref a4, ref b4, ref a5, ref b5);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector256.Load(panel + 32); w1 = Vector256.Load(panel + 40);
                Add4(x0, 2, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add2(x4, 2, step, w0, w1, ref a4, ref b4, ref a5, ref b5);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector256.Load(panel + 48); w1 = Vector256.Load(panel + 56);
                Add4(x0, 3, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add2(x4, 3, step, w0, w1, ref a4, ref b4, ref a5, ref b5);
                x0 += 4; x4 += 4; panel += 64;
            }

            for (; k > 0; k--)
            {
                w0 = Vector256.Load(panel); w1 = Vector256.Load(panel + 8);
                Add4(x0, 0, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                Add2(x4, 0, step, w0, w1, ref a4, ref b4, ref a5, ref b5);
                x0++; x4++; panel += 16;
            }

            x0 += skip; x4 += skip;
        }

        if (call.Residual != null)
        {
            Join4(call, 0, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
            Join2(call, 4, ref a4, ref b4, ref a5, ref b5);
        }

        Finish4(call, 0, a0, b0, a1, b1, a2, b2, a3, b3);
        Finish2(call, 4, a4, b4, a5, b5);
    }

    /// <summary>For the rows that 6 does not divide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2GemmF32_4x16(in GemmCall call)
    {
        nint step = call.LeftStride, step3 = 3 * step, skip = call.RunStep - call.Depth;
        float* x0 = call.Left;
        float* panel = call.Panel + 16, soon = panel + (Soon * 16);
        byte* ahead = call.Ahead;
        nint aheadStep = call.AheadStep;
        Start4(call, 0, out V a0, out V b0, out V a1, out V b1, out V a2, out V b2, out V a3, out V b3);
        V w0, w1;
        for (nint runs = call.MoreRuns; runs >= 0; runs--)
        {
            nint k = call.Depth;
            for (; k >= 4; k -= 4)
            {
                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector256.Load(panel); w1 = Vector256.Load(panel + 8);
                Add4(x0, 0, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector256.Load(panel + 16); w1 = Vector256.Load(panel + 24);
                Add4(x0, 1, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector256.Load(panel + 32); w1 = Vector256.Load(panel + 40);
                Add4(x0, 2, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);

                Fetch(ref soon, ref ahead, aheadStep);
                w0 = Vector256.Load(panel + 48); w1 = Vector256.Load(panel + 56);
                Add4(x0, 3, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                x0 += 4; panel += 64;
            }

            for (; k > 0; k--)
            {
                w0 = Vector256.Load(panel); w1 = Vector256.Load(panel + 8);
                Add4(x0, 0, step, step3, w0, w1, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
                x0++; panel += 16;
            }

            x0 += skip;
        }

        if (call.Residual != null)
        {
            Join4(call, 0, ref a0, ref b0, ref a1, ref b1, ref a2, ref b2, ref a3, ref b3);
        }

        Finish4(call, 0, a0, b0, a1, b1, a2, b2, a3, b3);
    }

    /// <summary>For the last 8 columns or fewer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2GemmF32_12x8(in GemmCall call)
    {
        nint step = call.LeftStride, step3 = 3 * step, skip = call.RunStep - call.Depth;
        float* x0 = call.Left, x4 = x0 + (4 * step), x8 = x4 + (4 * step);
        float* panel = call.Panel + 8;
        Start4(call, 0, out V a0, out V a1, out V a2, out V a3);
        Start4(call, 4, out V a4, out V a5, out V a6, out V a7);
        Start4(call, 8, out V a8, out V a9, out V a10, out V a11);
        V w;
        for (nint runs = call.MoreRuns; runs >= 0; runs--)
        {
            nint k = call.Depth;
            for (; k >= 4; k -= 4)
            {
                w = Vector256.Load(panel);
                Add4(x0, 0, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 0, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 0, step, step3, w, ref a8, ref a9, ref a10, ref a11);

                w = Vector256.Load(panel + 8);
                Add4(x0, 1, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 1, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 1, step, step3, w, ref a8, ref a9, ref a10, ref a11);

                w = Vector256.Load(panel + 16);
                Add4(x0, 2, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 2, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 2, step, step3, w, ref a8, ref a9, ref a10, ref a11);

                w = Vector256.Load(panel + 24);
                Add4(x0, 3, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 3, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 3, step, step3, w, ref a8, ref a9, ref a10, ref a11);
                x0 += 4; x4 += 4; x8 += 4; panel += 32;
            }

            for (; k > 0; k--)
            {
                w = Vector256.Load(panel);
                Add4(x0, 0, step, step3, w, ref a0, ref a1, ref a2, ref a3);
                Add4(x4, 0, step, step3, w, ref a4, ref a5, ref a6, ref a7);
                Add4(x8, 0, step, step3, w, ref a8, ref a9, ref a10, ref a11);
                x0++; x4++; x8++; panel += 8;
            }

            x0 += skip; x4 += skip; x8 += skip;
        }

        if (call.Residual != null)
        {
            Join4(call, 0, ref a0, ref a1, ref a2, ref a3);
            Join4(call, 4, ref a4, ref a5, ref a6, ref a7);
            Join4(call, 8, ref a8, ref a9, ref a10, ref a11);
        }

        Finish4(call, 0, a0, a1, a2, a3);
        Finish4(call, 4, a4, a5, a6, a7);
        Finish4(call, 8, a8, a9, a10, a11);
    }
}
