using System.Numerics;
using System.Runtime.CompilerServices;
using V = System.Numerics.Vector<float>;

namespace Poets.Graphs.Kernels.Products;

/// <summary>Tiles of the packed product for any vector unit. The scalar twin is <see cref="GemmReference"/>.</summary>
internal static unsafe class PortableGemm
{
    /// <summary>8 sums, 2 weights, 1 pixel: fits the 16 registers of the smallest units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PortableGemmF32_4xV2(in GemmCall call)
    {
        int lanes = V.Count;
        nint step = call.LeftStride;
        float* panel = call.Panel;
        float* x0 = call.Left;
        float* start = call.Start;
        nint startStep = call.StartStride;
        V a0 = Load(start), b0 = Load(start + lanes); start += startStep;
        V a1 = Load(start), b1 = Load(start + lanes); start += startStep;
        V a2 = Load(start), b2 = Load(start + lanes); start += startStep;
        V a3 = Load(start), b3 = Load(start + lanes);
        for (nint runs = call.MoreRuns; runs >= 0; runs--, x0 += call.RunStep - call.Depth)
        {
            for (nint k = call.Depth; k > 0; k--)
            {
                panel += 2 * lanes;
                V w0 = Load(panel), w1 = Load(panel + lanes);
                var x = new V(*x0);
                a0 += x * w0; b0 += x * w1;
                x = new V(x0[step]);
                a1 += x * w0; b1 += x * w1;
                x = new V(x0[2 * step]);
                a2 += x * w0; b2 += x * w1;
                x = new V(x0[3 * step]);
                a3 += x * w0; b3 += x * w1;
                x0++;
            }
        }

        Finish(call, 0, a0); Finish(call, 1, a1); Finish(call, 2, a2); Finish(call, 3, a3);
        GemmCall right = call;
        right.Output += lanes;
        right.Residual = call.Residual == null ? null : call.Residual + lanes;
        Finish(right, 0, b0); Finish(right, 1, b1); Finish(right, 2, b2); Finish(right, 3, b3);
    }

    /// <summary>For the last panel where one vector of columns is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PortableGemmF32_8xV1(in GemmCall call)
    {
        nint step = call.LeftStride;
        float* panel = call.Panel;
        float* x0 = call.Left;
        float* x4 = call.Left + (4 * step);
        float* start = call.Start;
        nint startStep = call.StartStride;
        V a0 = Load(start), a1 = Load(start + startStep), a2 = Load(start + (2 * startStep)), a3 = Load(start + (3 * startStep));
        start += 4 * startStep;
        V a4 = Load(start), a5 = Load(start + startStep), a6 = Load(start + (2 * startStep)), a7 = Load(start + (3 * startStep));
        for (nint runs = call.MoreRuns; runs >= 0; runs--, x0 += call.RunStep - call.Depth, x4 += call.RunStep - call.Depth)
        {
            for (nint k = call.Depth; k > 0; k--)
            {
                panel += V.Count;
                V w = Load(panel);
                a0 += new V(*x0) * w; a1 += new V(x0[step]) * w; a2 += new V(x0[2 * step]) * w; a3 += new V(x0[3 * step]) * w;
                a4 += new V(*x4) * w; a5 += new V(x4[step]) * w; a6 += new V(x4[2 * step]) * w; a7 += new V(x4[3 * step]) * w;
                x0++; x4++;
            }
        }

        Finish(call, 0, a0); Finish(call, 1, a1); Finish(call, 2, a2); Finish(call, 3, a3);
        Finish(call, 4, a4); Finish(call, 5, a5); Finish(call, 6, a6); Finish(call, 7, a7);
    }

    private static void Finish(in GemmCall call, int row, V sum)
    {
        if (call.Residual != null)
        {
            sum += Load(call.Residual + (row * call.ResidualStride));
        }

        // The selections are false for NaN, so NaN passes through.
        var low = new V(call.Low);
        var high = new V(call.High);
        sum = Vector.ConditionalSelect(Vector.LessThan(sum, low), low, sum);
        sum = Vector.ConditionalSelect(Vector.GreaterThan(sum, high), high, sum);
        Unsafe.WriteUnaligned(call.Output + (row * call.OutputStride), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(float* source) => Unsafe.ReadUnaligned<V>(source);
}
