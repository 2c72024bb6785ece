using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Pooling;

/// <summary>Pooling over spatial windows; pixels outside of the input are left out of maximum and mean.</summary>
public static class PoolKernel
{
    /// <summary>out[n, y, x, c] = the largest of the window's pixels (TensorFlow's MaxPool); NaN wins.</summary>
    /// <exception cref="ArgumentException">The output's shape is not that of the window over the input.</exception>
    public static void Max(in ActivationView input, in ActivationView output, in Window2D window, WorkerPool workers) =>
        Run<PoolWalk.Largest>(KernelTiers.Current, input, output, window, workers);

    /// <summary>out[n, y, x, c] = the mean of those pixels of the window that lie inside the input (TensorFlow's AvgPool).</summary>
    /// <exception cref="ArgumentException">The output's shape is not that of the window over the input.</exception>
    public static void Average(in ActivationView input, in ActivationView output, in Window2D window, WorkerPool workers) =>
        Run<PoolWalk.Mean>(KernelTiers.Current, input, output, window, workers);

    /// <summary>output [N, 1, 1, C] = the mean over height and width.</summary>
    /// <exception cref="ArgumentException">The output's shape is another one.</exception>
    public static void GlobalMean(in ActivationView input, in ActivationView output, WorkerPool workers) =>
        Average(input, output, Window2D.Valid(input.Height, input.Width, 1, 1), workers);

    internal static void Run<P>(KernelTier tier, in ActivationView input, in ActivationView output, in Window2D window, WorkerPool workers)
        where P : struct, IPool
    {
        output.RequireShape(input.Batch, window.OutputHeight(input.Height), window.OutputWidth(input.Width), input.Channels, "pool's output");
        switch (tier)
        {
            case KernelTier.Avx512 when input.Channels >= Simd512.Lanes:
                PoolWalk.Run<P, Simd512>(input, output, window, workers);
                break;
            case KernelTier.Avx512 or KernelTier.Avx2 when input.Channels >= Simd256.Lanes:
                PoolWalk.Run<P, Simd256>(input, output, window, workers);
                break;
            case KernelTier.Portable when input.Channels >= SimdAny.Lanes:
                PoolWalk.Run<P, SimdAny>(input, output, window, workers);
                break;
            default:
                PoolWalk.Run<P, SimdOne>(input, output, window, workers);
                break;
        }
    }
}
