using Poets.Graphs.Execution;

namespace Poets.Graphs.Kernels;

/// <summary>Pooling over spatial windows; pixels outside of the input are left out of maximum and mean.</summary>
public static class PoolKernel
{
    /// <summary>out[n, y, x, c] = the largest of the window's pixels (TensorFlow's MaxPool); NaN wins.</summary>
    public static void Max(in ActivationView input, in ActivationView output, in Window2D window, WorkerPool workers) =>
        ScalarPool.Max(input, output, window);

    /// <summary>out[n, y, x, c] = the mean of those pixels of the window that lie inside the input (TensorFlow's AvgPool).</summary>
    public static void Average(in ActivationView input, in ActivationView output, in Window2D window, WorkerPool workers) =>
        ScalarPool.Average(input, output, window);

    /// <summary>output [N, 1, 1, C] = the mean over height and width.</summary>
    public static void GlobalMean(in ActivationView input, in ActivationView output, WorkerPool workers) =>
        ScalarPool.Average(input, output, Window2D.Valid(input.Height, input.Width, 1, 1));
}
