using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Products;

/// <summary>
/// A packed product of so few rows that they fill no tile, such as the last layer's for one image: row by row, as fast as memory
/// delivers the right matrix. The scalar twin is <see cref="GemmReference"/>.
/// </summary>
/// <remarks>Each sum takes the same steps in the same order as in a tile, so that a value does not depend on which of them computes it.</remarks>
internal static unsafe class GemmRow<V>
    where V : struct, ISimdVector<V>
{
    // Panels that are read side by side: memory serves several streams faster than one.
    private const int Streams = 4;
    private const int MostLanes = 16;

    // Floats between what is asked for and what is multiplied.
    private const int Soon = 256;

    /// <summary>As <see cref="Gemm.Run(GemmWeights, in GemmCall, int, int, int, int, int)"/>.</summary>
    [SkipLocalsInit]
    public static void Run(GemmWeights weights, in GemmCall whole, int rows, int firstPanel, int endPanel, int firstDepth, int depth)
    {
        float* sums = stackalloc float[Streams * 2 * MostLanes];
        float** panels = stackalloc float*[Streams];
        GemmCall call = whole;
        call.Depth = depth / (whole.MoreRuns + 1);
        for (int panel = firstPanel; panel < endPanel;)
        {
            bool isNarrow = weights.IsNarrow(panel);
            int width = weights.Width(panel);
            int used = isNarrow ? 1 : Math.Min(Streams, endPanel - panel - (weights.IsNarrow(endPanel - 1) ? 1 : 0));
            int column = panel * 2 * V.Lanes;
            int columns = Math.Min(used * width, weights.Columns - column);
            for (int p = 0; p < Streams; p++)
            {
                // Where panels are missing, the last one is computed again.
                panels[p] = weights.Above(panel + Math.Min(p, used - 1), firstDepth + 1);
            }

            // Of a narrow panel as many rows at a time as there are streams else: one sum alone would wait for itself.
            int together = isNarrow ? Streams : 1;
            for (int r = 0; r < rows; r += together)
            {
                int count = Math.Min(together, rows - r);
                call.Left = whole.Left + (r * whole.LeftStride);
                call.Output = whole.Output + (r * whole.OutputStride) + column;
                call.Residual = whole.Residual == null ? null : whole.Residual + (r * whole.ResidualStride) + column;
                for (int s = 0; s < Math.Max(used, count); s++)
                {
                    (int row, int p) = isNarrow ? (s, 0) : (0, s);
                    float* start = firstDepth == 0 ? weights.Panel(panel + p) : call.Output + (row * whole.OutputStride) + (p * width);
                    new Span<float>(start, Math.Min(width, columns - (p * width))).CopyTo(new Span<float>(sums + (s * width), width));
                }

                if (isNarrow)
                {
                    Narrow(call, count, panels[0], sums);
                }
                else
                {
                    Wide(call, panels[0], panels[1], panels[2], panels[3], sums);
                }

                Gemm.Finish(call, sums, isNarrow ? width : columns, count, columns);
            }

            panel += used;
        }
    }

    /// <summary>A row, and four panels that are two registers wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide(in GemmCall call, float* p0, float* p1, float* p2, float* p3, float* sums)
    {
        nint lanes = V.Lanes;
        V a0 = V.Load(sums), b0 = V.Load(sums + lanes), a1 = V.Load(sums + (2 * lanes)), b1 = V.Load(sums + (3 * lanes));
        V a2 = V.Load(sums + (4 * lanes)), b2 = V.Load(sums + (5 * lanes)), a3 = V.Load(sums + (6 * lanes)), b3 = V.Load(sums + (7 * lanes));
        float* x = call.Left;
        for (nint runs = call.MoreRuns; runs >= 0; runs--, x += call.RunStep - call.Depth)
        {
            for (nint k = call.Depth; k > 0; k--)
            {
                V v = V.Of(*x);
                x++;
                a0 = V.MultiplyAdd(v, V.Load(p0), a0); b0 = V.MultiplyAdd(v, V.Load(p0 + lanes), b0);
                a1 = V.MultiplyAdd(v, V.Load(p1), a1); b1 = V.MultiplyAdd(v, V.Load(p1 + lanes), b1);
                a2 = V.MultiplyAdd(v, V.Load(p2), a2); b2 = V.MultiplyAdd(v, V.Load(p2 + lanes), b2);
                a3 = V.MultiplyAdd(v, V.Load(p3), a3); b3 = V.MultiplyAdd(v, V.Load(p3 + lanes), b3);
                Fetch(p0); Fetch(p1); Fetch(p2); Fetch(p3);
                p0 += 2 * lanes; p1 += 2 * lanes; p2 += 2 * lanes; p3 += 2 * lanes;
            }
        }

        a0.Store(sums); b0.Store(sums + lanes); a1.Store(sums + (2 * lanes)); b1.Store(sums + (3 * lanes));
        a2.Store(sums + (4 * lanes)); b2.Store(sums + (5 * lanes)); a3.Store(sums + (6 * lanes)); b3.Store(sums + (7 * lanes));
    }

    /// <summary>Up to four rows, and a panel that is one register wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(in GemmCall call, int rows, float* panel, float* sums)
    {
        V a0 = V.Load(sums), a1 = V.Load(sums + V.Lanes), a2 = V.Load(sums + (2 * V.Lanes)), a3 = V.Load(sums + (3 * V.Lanes));
        nint row1 = Math.Min(1, rows - 1) * call.LeftStride, row2 = Math.Min(2, rows - 1) * call.LeftStride, row3 = (rows - 1) * call.LeftStride;
        float* x = call.Left;
        for (nint runs = call.MoreRuns; runs >= 0; runs--, x += call.RunStep - call.Depth)
        {
            for (nint k = call.Depth; k > 0; k--, x++, panel += V.Lanes)
            {
                V w = V.Load(panel);
                a0 = V.MultiplyAdd(V.Of(*x), w, a0); a1 = V.MultiplyAdd(V.Of(x[row1]), w, a1);
                a2 = V.MultiplyAdd(V.Of(x[row2]), w, a2); a3 = V.MultiplyAdd(V.Of(x[row3]), w, a3);
            }
        }

        a0.Store(sums); a1.Store(sums + V.Lanes); a2.Store(sums + (2 * V.Lanes)); a3.Store(sums + (3 * V.Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* panel)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(panel + Soon);
            if (V.Lanes == MostLanes)
            {
                Sse.Prefetch0(panel + Soon + AlignedFloats.CacheLine);
            }
        }
    }
}
