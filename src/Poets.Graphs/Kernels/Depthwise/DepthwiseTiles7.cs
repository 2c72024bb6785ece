using System.Runtime.CompilerServices;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Depthwise;

/// <summary>Depthwise windows over 7 output pixels at a time, for any register width. The scalar twin is <see cref="ScalarDepthwise"/>.</summary>
/// <remarks>
/// As in <see cref="DepthwiseTiles4"/>, where a picture shows which column serves which pixel, with the sums a0 … a6.
/// Columns outside of the input exist at the two ends of a row only; the test for them is the same for all channels
/// of a call, and lines outside are left out of the call.
/// </remarks>
internal static unsafe class DepthwiseTiles7
{
    /// <summary>7 adjoining pixels of a 3×3 window, stride 1: each of the 9 columns is loaded once a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DepthwiseF32_3x3s1_7<V>(in DepthwiseCall call)
        where V : struct, ISimdVector<V>
    {
        nint step = call.PixelStride;
        V low = V.Of(call.Low), high = V.Of(call.High);
        int first = call.ColumnsBefore, last = call.ColumnsBehind;
        for (nint block = call.FirstBlock; block < call.EndBlock; block++)
        {
            nint channel = call.ChannelOf(block, V.Lanes);
            float* w = call.Weights + (block * 10 * V.Lanes);
            V a0 = V.Load(w), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
            w += ((call.FirstLine * 3) + 1) * V.Lanes;
            float* x = call.Input + channel;
            for (nint line = call.Lines; line > 0; line--, x += call.LineStride, w += 3 * V.Lanes)
            {
                V w0 = V.Load(w), w1 = V.Load(w + V.Lanes), w2 = V.Load(w + (2 * V.Lanes));
                float* at = x;
                if (first <= 0)
                {
                    V c = V.Load(at);
                    a0 = V.MultiplyAdd(c, w0, a0);
                }

                V c1 = V.Load(at + step);
                a0 = V.MultiplyAdd(c1, w1, a0); a1 = V.MultiplyAdd(c1, w0, a1);
                V c2 = V.Load(at + (2 * step));
                a0 = V.MultiplyAdd(c2, w2, a0); a1 = V.MultiplyAdd(c2, w1, a1); a2 = V.MultiplyAdd(c2, w0, a2);
                at += 3 * step;
                V c3 = V.Load(at);
                a1 = V.MultiplyAdd(c3, w2, a1); a2 = V.MultiplyAdd(c3, w1, a2); a3 = V.MultiplyAdd(c3, w0, a3);
                V c4 = V.Load(at + step);
                a2 = V.MultiplyAdd(c4, w2, a2); a3 = V.MultiplyAdd(c4, w1, a3); a4 = V.MultiplyAdd(c4, w0, a4);
                V c5 = V.Load(at + (2 * step));
                a3 = V.MultiplyAdd(c5, w2, a3); a4 = V.MultiplyAdd(c5, w1, a4); a5 = V.MultiplyAdd(c5, w0, a5);
                at += 3 * step;
                V c6 = V.Load(at);
                a4 = V.MultiplyAdd(c6, w2, a4); a5 = V.MultiplyAdd(c6, w1, a5); a6 = V.MultiplyAdd(c6, w0, a6);
                V c7 = V.Load(at + step);
                a5 = V.MultiplyAdd(c7, w2, a5); a6 = V.MultiplyAdd(c7, w1, a6);
                if (last <= 0)
                {
                    V c = V.Load(at + (2 * step));
                    a6 = V.MultiplyAdd(c, w2, a6);
                }
            }

            float* y = call.Output + channel;
            V.Clamp(a0, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a1, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a2, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a3, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a4, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a5, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a6, low, high).Store(y);
        }
    }

    /// <summary>7 adjoining pixels of a 3×3 window, stride 2: each of the 15 columns is loaded once a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DepthwiseF32_3x3s2_7<V>(in DepthwiseCall call)
        where V : struct, ISimdVector<V>
    {
        nint step = call.PixelStride;
        V low = V.Of(call.Low), high = V.Of(call.High);
        int first = call.ColumnsBefore, last = call.ColumnsBehind;
        for (nint block = call.FirstBlock; block < call.EndBlock; block++)
        {
            nint channel = call.ChannelOf(block, V.Lanes);
            float* w = call.Weights + (block * 10 * V.Lanes);
            V a0 = V.Load(w), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
            w += ((call.FirstLine * 3) + 1) * V.Lanes;
            float* x = call.Input + channel;
            for (nint line = call.Lines; line > 0; line--, x += call.LineStride, w += 3 * V.Lanes)
            {
                V w0 = V.Load(w), w1 = V.Load(w + V.Lanes), w2 = V.Load(w + (2 * V.Lanes));
                float* at = x;
                if (first <= 0)
                {
                    V c = V.Load(at);
                    a0 = V.MultiplyAdd(c, w0, a0);
                }

                V c1 = V.Load(at + step);
                a0 = V.MultiplyAdd(c1, w1, a0);
                V c2 = V.Load(at + (2 * step));
                a0 = V.MultiplyAdd(c2, w2, a0); a1 = V.MultiplyAdd(c2, w0, a1);
                at += 3 * step;
                V c3 = V.Load(at);
                a1 = V.MultiplyAdd(c3, w1, a1);
                V c4 = V.Load(at + step);
                a1 = V.MultiplyAdd(c4, w2, a1); a2 = V.MultiplyAdd(c4, w0, a2);
                V c5 = V.Load(at + (2 * step));
                a2 = V.MultiplyAdd(c5, w1, a2);
                at += 3 * step;
                V c6 = V.Load(at);
                a2 = V.MultiplyAdd(c6, w2, a2); a3 = V.MultiplyAdd(c6, w0, a3);
                V c7 = V.Load(at + step);
                a3 = V.MultiplyAdd(c7, w1, a3);
                V c8 = V.Load(at + (2 * step));
                a3 = V.MultiplyAdd(c8, w2, a3); a4 = V.MultiplyAdd(c8, w0, a4);
                at += 3 * step;
                V c9 = V.Load(at);
                a4 = V.MultiplyAdd(c9, w1, a4);
                V c10 = V.Load(at + step);
                a4 = V.MultiplyAdd(c10, w2, a4); a5 = V.MultiplyAdd(c10, w0, a5);
                V c11 = V.Load(at + (2 * step));
                a5 = V.MultiplyAdd(c11, w1, a5);
                at += 3 * step;
                V c12 = V.Load(at);
                a5 = V.MultiplyAdd(c12, w2, a5); a6 = V.MultiplyAdd(c12, w0, a6);
                V c13 = V.Load(at + step);
                a6 = V.MultiplyAdd(c13, w1, a6);
                if (last <= 0)
                {
                    V c = V.Load(at + (2 * step));
                    a6 = V.MultiplyAdd(c, w2, a6);
                }
            }

            float* y = call.Output + channel;
            V.Clamp(a0, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a1, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a2, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a3, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a4, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a5, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a6, low, high).Store(y);
        }
    }

    /// <summary>7 adjoining pixels of a 5×5 window, stride 1: each of the 11 columns is loaded once a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DepthwiseF32_5x5s1_7<V>(in DepthwiseCall call)
        where V : struct, ISimdVector<V>
    {
        nint step = call.PixelStride;
        V low = V.Of(call.Low), high = V.Of(call.High);
        int first = call.ColumnsBefore, last = call.ColumnsBehind;
        for (nint block = call.FirstBlock; block < call.EndBlock; block++)
        {
            nint channel = call.ChannelOf(block, V.Lanes);
            float* w = call.Weights + (block * 26 * V.Lanes);
            V a0 = V.Load(w), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
            w += ((call.FirstLine * 5) + 1) * V.Lanes;
            float* x = call.Input + channel;
            for (nint line = call.Lines; line > 0; line--, x += call.LineStride, w += 5 * V.Lanes)
            {
                V w0 = V.Load(w), w1 = V.Load(w + V.Lanes), w2 = V.Load(w + (2 * V.Lanes)), w3 = V.Load(w + (3 * V.Lanes)), w4 = V.Load(w + (4 * V.Lanes));
                float* at = x;
                if (first <= 0)
                {
                    V c = V.Load(at);
                    a0 = V.MultiplyAdd(c, w0, a0);
                }

                if (first <= 1)
                {
                    V c = V.Load(at + step);
                    a0 = V.MultiplyAdd(c, w1, a0); a1 = V.MultiplyAdd(c, w0, a1);
                }

                V c2 = V.Load(at + (2 * step));
                a0 = V.MultiplyAdd(c2, w2, a0); a1 = V.MultiplyAdd(c2, w1, a1); a2 = V.MultiplyAdd(c2, w0, a2);
                at += 3 * step;
                V c3 = V.Load(at);
                a0 = V.MultiplyAdd(c3, w3, a0); a1 = V.MultiplyAdd(c3, w2, a1); a2 = V.MultiplyAdd(c3, w1, a2); a3 = V.MultiplyAdd(c3, w0, a3);
                V c4 = V.Load(at + step);
                a0 = V.MultiplyAdd(c4, w4, a0); a1 = V.MultiplyAdd(c4, w3, a1); a2 = V.MultiplyAdd(c4, w2, a2); a3 = V.MultiplyAdd(c4, w1, a3); a4 = V.MultiplyAdd(c4, w0, a4);
                V c5 = V.Load(at + (2 * step));
                a1 = V.MultiplyAdd(c5, w4, a1); a2 = V.MultiplyAdd(c5, w3, a2); a3 = V.MultiplyAdd(c5, w2, a3); a4 = V.MultiplyAdd(c5, w1, a4); a5 = V.MultiplyAdd(c5, w0, a5);
                at += 3 * step;
                V c6 = V.Load(at);
                a2 = V.MultiplyAdd(c6, w4, a2); a3 = V.MultiplyAdd(c6, w3, a3); a4 = V.MultiplyAdd(c6, w2, a4); a5 = V.MultiplyAdd(c6, w1, a5); a6 = V.MultiplyAdd(c6, w0, a6);
                V c7 = V.Load(at + step);
                a3 = V.MultiplyAdd(c7, w4, a3); a4 = V.MultiplyAdd(c7, w3, a4); a5 = V.MultiplyAdd(c7, w2, a5); a6 = V.MultiplyAdd(c7, w1, a6);
                V c8 = V.Load(at + (2 * step));
                a4 = V.MultiplyAdd(c8, w4, a4); a5 = V.MultiplyAdd(c8, w3, a5); a6 = V.MultiplyAdd(c8, w2, a6);
                at += 3 * step;
                if (last <= 1)
                {
                    V c = V.Load(at);
                    a5 = V.MultiplyAdd(c, w4, a5); a6 = V.MultiplyAdd(c, w3, a6);
                }

                if (last <= 0)
                {
                    V c = V.Load(at + step);
                    a6 = V.MultiplyAdd(c, w4, a6);
                }
            }

            float* y = call.Output + channel;
            V.Clamp(a0, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a1, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a2, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a3, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a4, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a5, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a6, low, high).Store(y);
        }
    }

    /// <summary>7 adjoining pixels of a 5×5 window, stride 2: each of the 17 columns is loaded once a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DepthwiseF32_5x5s2_7<V>(in DepthwiseCall call)
        where V : struct, ISimdVector<V>
    {
        nint step = call.PixelStride;
        V low = V.Of(call.Low), high = V.Of(call.High);
        int first = call.ColumnsBefore, last = call.ColumnsBehind;
        for (nint block = call.FirstBlock; block < call.EndBlock; block++)
        {
            nint channel = call.ChannelOf(block, V.Lanes);
            float* w = call.Weights + (block * 26 * V.Lanes);
            V a0 = V.Load(w), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
            w += ((call.FirstLine * 5) + 1) * V.Lanes;
            float* x = call.Input + channel;
            for (nint line = call.Lines; line > 0; line--, x += call.LineStride, w += 5 * V.Lanes)
            {
                V w0 = V.Load(w), w1 = V.Load(w + V.Lanes), w2 = V.Load(w + (2 * V.Lanes)), w3 = V.Load(w + (3 * V.Lanes)), w4 = V.Load(w + (4 * V.Lanes));
                float* at = x;
                if (first <= 0)
                {
                    V c = V.Load(at);
                    a0 = V.MultiplyAdd(c, w0, a0);
                }

                if (first <= 1)
                {
                    V c = V.Load(at + step);
                    a0 = V.MultiplyAdd(c, w1, a0);
                }

                V c2 = V.Load(at + (2 * step));
                a0 = V.MultiplyAdd(c2, w2, a0); a1 = V.MultiplyAdd(c2, w0, a1);
                at += 3 * step;
                V c3 = V.Load(at);
                a0 = V.MultiplyAdd(c3, w3, a0); a1 = V.MultiplyAdd(c3, w1, a1);
                V c4 = V.Load(at + step);
                a0 = V.MultiplyAdd(c4, w4, a0); a1 = V.MultiplyAdd(c4, w2, a1); a2 = V.MultiplyAdd(c4, w0, a2);
                V c5 = V.Load(at + (2 * step));
                a1 = V.MultiplyAdd(c5, w3, a1); a2 = V.MultiplyAdd(c5, w1, a2);
                at += 3 * step;
                V c6 = V.Load(at);
                a1 = V.MultiplyAdd(c6, w4, a1); a2 = V.MultiplyAdd(c6, w2, a2); a3 = V.MultiplyAdd(c6, w0, a3);
                V c7 = V.Load(at + step);
                a2 = V.MultiplyAdd(c7, w3, a2); a3 = V.MultiplyAdd(c7, w1, a3);
                V c8 = V.Load(at + (2 * step));
                a2 = V.MultiplyAdd(c8, w4, a2); a3 = V.MultiplyAdd(c8, w2, a3); a4 = V.MultiplyAdd(c8, w0, a4);
                at += 3 * step;
                V c9 = V.Load(at);
                a3 = V.MultiplyAdd(c9, w3, a3); a4 = V.MultiplyAdd(c9, w1, a4);
                V c10 = V.Load(at + step);
                a3 = V.MultiplyAdd(c10, w4, a3); a4 = V.MultiplyAdd(c10, w2, a4); a5 = V.MultiplyAdd(c10, w0, a5);
                V c11 = V.Load(at + (2 * step));
                a4 = V.MultiplyAdd(c11, w3, a4); a5 = V.MultiplyAdd(c11, w1, a5);
                at += 3 * step;
                V c12 = V.Load(at);
                a4 = V.MultiplyAdd(c12, w4, a4); a5 = V.MultiplyAdd(c12, w2, a5); a6 = V.MultiplyAdd(c12, w0, a6);
                V c13 = V.Load(at + step);
                a5 = V.MultiplyAdd(c13, w3, a5); a6 = V.MultiplyAdd(c13, w1, a6);
                V c14 = V.Load(at + (2 * step));
                a5 = V.MultiplyAdd(c14, w4, a5); a6 = V.MultiplyAdd(c14, w2, a6);
                at += 3 * step;
                if (last <= 1)
                {
                    V c = V.Load(at);
                    a6 = V.MultiplyAdd(c, w3, a6);
                }

                if (last <= 0)
                {
                    V c = V.Load(at + step);
                    a6 = V.MultiplyAdd(c, w4, a6);
                }
            }

            float* y = call.Output + channel;
            V.Clamp(a0, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a1, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a2, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a3, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a4, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a5, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a6, low, high).Store(y);
        }
    }
}
