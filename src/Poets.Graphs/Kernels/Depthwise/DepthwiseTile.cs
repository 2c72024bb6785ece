using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Depthwise;

/// <summary>One depthwise kernel: <see cref="Pixels"/> output pixels of one row at a time.</summary>
internal sealed unsafe class DepthwiseTile(int pixels, int margin, delegate*<in DepthwiseCall, void> kernel)
{
    public int Pixels { get; } = pixels;

    /// <summary>The most columns that may be missing at an end.</summary>
    public int Margin { get; } = margin;

    public void Run(in DepthwiseCall call) => kernel(call);

    /// <summary>The tiles of four and of seven pixels for a window, or none where only the general form fits.</summary>
    public static (DepthwiseTile? Four, DepthwiseTile? Seven) For<V>(in Window2D w)
        where V : struct, ISimdVector<V>
    {
        if (w.KernelHeight != w.KernelWidth || w.StrideHeight != w.StrideWidth || w.DilationHeight != 1 || w.DilationWidth != 1)
        {
            return default;
        }

        return (w.KernelWidth, w.StrideWidth) switch
        {
            (3, 1) => (new(4, 1, &DepthwiseTiles4.DepthwiseF32_3x3s1_4<V>), new(7, 1, &DepthwiseTiles7.DepthwiseF32_3x3s1_7<V>)),
            (3, 2) => (new(4, 1, &DepthwiseTiles4.DepthwiseF32_3x3s2_4<V>), new(7, 1, &DepthwiseTiles7.DepthwiseF32_3x3s2_7<V>)),
            (5, 1) => (new(4, 2, &DepthwiseTiles4.DepthwiseF32_5x5s1_4<V>), new(7, 2, &DepthwiseTiles7.DepthwiseF32_5x5s1_7<V>)),
            (5, 2) => (new(4, 2, &DepthwiseTiles4.DepthwiseF32_5x5s2_4<V>), new(7, 2, &DepthwiseTiles7.DepthwiseF32_5x5s2_7<V>)),
            _ => default((DepthwiseTile?, DepthwiseTile?)),
        };
    }
}
