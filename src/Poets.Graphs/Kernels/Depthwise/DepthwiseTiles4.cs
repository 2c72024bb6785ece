using System.Runtime.CompilerServices;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Depthwise;

/// <summary>Depthwise windows over 4 output pixels at a time, for any register width. The scalar twin is <see cref="ScalarDepthwise"/>.</summary>
/// <remarks>
/// Pixel p sums Σ w[j] · column[p · s + j] over the taps j of each line; a0 … a3 are the sums of the pixels, c0, c1, … the columns. A
/// column is loaded once and serves all pixels that see it, here for 3 taps with stride 1 (2):
/// <code>
///         c0  c1  c2  c3  c4  c5          c0  c1  c2  c3  c4  c5  c6  c7  c8
///    a0   w0  w1  w2                      w0  w1  w2
///    a1       w0  w1  w2                          w0  w1  w2
///    a2           w0  w1  w2                              w0  w1  w2
///    a3               w0  w1  w2                                  w0  w1  w2
/// </code>
/// Written out, since sums in an array would not stay in registers. <c>at</c> moves on by three columns, so that an address is a
/// register and one or two steps.
/// Columns outside of the input exist at the two ends of a row only; the test for them is the same for all channels
/// of a call, and lines outside are left out of the call.
/// </remarks>
internal static unsafe class DepthwiseTiles4
{
    /// <summary>4 adjoining pixels of a 3×3 window, stride 1: each of the 6 columns is loaded once a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DepthwiseF32_3x3s1_4<V>(in DepthwiseCall call)
        where V : struct, ISimdVector<V>
    {
        nint step = call.PixelStride;
        V low = V.Of(call.Low), high = V.Of(call.High);
        int first = call.ColumnsBefore, last = call.ColumnsBehind;
        for (nint block = call.FirstBlock; block < call.EndBlock; block++)
        {
            nint channel = call.ChannelOf(block, V.Lanes);
            float* w = call.Weights + (block * 10 * V.Lanes);
            V a0 = V.Load(w), a1 = a0, a2 = a0, a3 = a0;
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
                a2 = V.MultiplyAdd(c4, w2, a2); a3 = V.MultiplyAdd(c4, w1, a3);
                if (last <= 0)
                {
                    V c = V.Load(at + (2 * step));
                    a3 = V.MultiplyAdd(c, w2, a3);
                }
            }

            float* y = call.Output + channel;
            V.Clamp(a0, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a1, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a2, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a3, low, high).Store(y);
        }
    }

    /// <summary>4 adjoining pixels of a 3×3 window, stride 2: each of the 9 columns is loaded once a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DepthwiseF32_3x3s2_4<V>(in DepthwiseCall call)
        where V : struct, ISimdVector<V>
    {
        nint step = call.PixelStride;
        V low = V.Of(call.Low), high = V.Of(call.High);
        int first = call.ColumnsBefore, last = call.ColumnsBehind;
        for (nint block = call.FirstBlock; block < call.EndBlock; block++)
        {
            nint channel = call.ChannelOf(block, V.Lanes);
            float* w = call.Weights + (block * 10 * V.Lanes);
            V a0 = V.Load(w), a1 = a0, a2 = a0, a3 = a0;
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
                if (last <= 0)
                {
                    V c = V.Load(at + (2 * step));
                    a3 = V.MultiplyAdd(c, w2, a3);
                }
            }

            float* y = call.Output + channel;
            V.Clamp(a0, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a1, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a2, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a3, low, high).Store(y);
        }
    }

    /// <summary>4 adjoining pixels of a 5×5 window, stride 1: each of the 8 columns is loaded once a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DepthwiseF32_5x5s1_4<V>(in DepthwiseCall call)
        where V : struct, ISimdVector<V>
    {
        nint step = call.PixelStride;
        V low = V.Of(call.Low), high = V.Of(call.High);
        int first = call.ColumnsBefore, last = call.ColumnsBehind;
        for (nint block = call.FirstBlock; block < call.EndBlock; block++)
        {
            nint channel = call.ChannelOf(block, V.Lanes);
            float* w = call.Weights + (block * 26 * V.Lanes);
            V a0 = V.Load(w), a1 = a0, a2 = a0, a3 = a0;
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
                a0 = V.MultiplyAdd(c4, w4, a0); a1 = V.MultiplyAdd(c4, w3, a1); a2 = V.MultiplyAdd(c4, w2, a2); a3 = V.MultiplyAdd(c4, w1, a3);
                V c5 = V.Load(at + (2 * step));
                a1 = V.MultiplyAdd(c5, w4, a1); a2 = V.MultiplyAdd(c5, w3, a2); a3 = V.MultiplyAdd(c5, w2, a3);
                at += 3 * step;
                if (last <= 1)
                {
                    V c = V.Load(at);
                    a2 = V.MultiplyAdd(c, w4, a2); a3 = V.MultiplyAdd(c, w3, a3);
                }

                if (last <= 0)
                {
                    V c = V.Load(at + step);
                    a3 = V.MultiplyAdd(c, w4, a3);
                }
            }

            float* y = call.Output + channel;
            V.Clamp(a0, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a1, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a2, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a3, low, high).Store(y);
        }
    }

    /// <summary>4 adjoining pixels of a 5×5 window, stride 2: each of the 11 columns is loaded once a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DepthwiseF32_5x5s2_4<V>(in DepthwiseCall call)
        where V : struct, ISimdVector<V>
    {
        nint step = call.PixelStride;
        V low = V.Of(call.Low), high = V.Of(call.High);
        int first = call.ColumnsBefore, last = call.ColumnsBehind;
        for (nint block = call.FirstBlock; block < call.EndBlock; block++)
        {
            nint channel = call.ChannelOf(block, V.Lanes);
            float* w = call.Weights + (block * 26 * V.Lanes);
            V a0 = V.Load(w), a1 = a0, a2 = a0, a3 = a0;
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
                a2 = V.MultiplyAdd(c8, w4, a2); a3 = V.MultiplyAdd(c8, w2, a3);
                at += 3 * step;
                if (last <= 1)
                {
                    V c = V.Load(at);
                    a3 = V.MultiplyAdd(c, w3, a3);
                }

                if (last <= 0)
                {
                    V c = V.Load(at + step);
                    a3 = V.MultiplyAdd(c, w4, a3);
                }
            }

            float* y = call.Output + channel;
            V.Clamp(a0, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a1, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a2, low, high).Store(y); y += call.OutputStride;
            V.Clamp(a3, low, high).Store(y);
        }
    }
}
