using FsCheck;
using FsCheck.Fluent;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>Every tier's pools against the scalar twins.</summary>
public class PoolTests
{
    [Fact]
    public void Any_geometry_agrees_with_the_scalar_twin_on_every_tier() =>
        Prop.ForAll(KernelCase.Any(depthwise: true), Agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void The_global_mean_is_shared_among_threads_without_changing()
    {
        using var workers = new WorkerPool(3);
        var input = new ActivationView(KernelCase.Values(2 * 7 * 7 * 1280, 1), 2, 7, 7, 1280);
        var expected = new ActivationView(new float[2 * 1280], 2, 1, 1, 1280);
        var one = new ActivationView(new float[2 * 1280], 2, 1, 1, 1280);
        var many = new ActivationView(new float[2 * 1280], 2, 1, 1, 1280);
        ScalarPool.Average(input, expected, Window2D.Valid(7, 7, 1, 1));
        PoolKernel.GlobalMean(input, one, WorkerPool.Inline);
        PoolKernel.GlobalMean(input, many, workers);
        Close.ToLargest(expected.Buffer, one.Buffer, 1e-6);
        Close.Exact(one.Buffer, many.Buffer);
    }

    [Fact]
    public void The_largest_keeps_NaN_and_infinity()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            float[] values = new float[4 * 17];
            values.AsSpan(0, 17).Fill(float.NaN);
            values.AsSpan(17).Fill(float.PositiveInfinity);
            foreach (bool reversed in new[] { false, true })
            {
                var output = new ActivationView(new float[17], 1, 1, 1, 17);
                PoolKernel.Run<PoolWalk.Largest>(tier, new ActivationView(values, 1, 2, 2, 17), output, Window2D.Valid(2, 2, 1, 1), WorkerPool.Inline);
                Assert.All(output.Buffer, value => Assert.True(float.IsNaN(value), $"{tier}, {(reversed ? "last" : "first")}: {value}"));
                Array.Reverse(values);
            }
        }
    }

    private static void Agrees(KernelCase c)
    {
        using var workers = new WorkerPool(2);
        int height = c.Window.OutputHeight(c.Height);
        int width = c.Window.OutputWidth(c.Width);
        foreach (bool average in new[] { false, true })
        {
            ActivationView input = c.View(c.Height, c.Width, c.InChannels, 1);
            ActivationView expected = c.View(height, width, c.InChannels, 2);
            if (average)
            {
                ScalarPool.Average(input, expected, c.Window);
            }
            else
            {
                ScalarPool.Max(input, expected, c.Window);
            }

            foreach (KernelTier tier in KernelCase.Tiers)
            {
                ActivationView actual = c.View(height, width, c.InChannels, 2);
                if (average)
                {
                    PoolKernel.Run<PoolWalk.Mean>(tier, input, actual, c.Window, workers);
                }
                else
                {
                    PoolKernel.Run<PoolWalk.Largest>(tier, input, actual, c.Window, workers);
                }

                Close.ToLargest(KernelCase.Inside(expected), KernelCase.Inside(actual), 1e-6, $"{tier} {average} {c}");
            }
        }
    }
}
