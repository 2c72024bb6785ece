using FsCheck;
using FsCheck.Fluent;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Pooling;

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

    [Theory]
    [InlineData(35, 192, 3, 1)]
    [InlineData(17, 83, 3, 2)]
    [InlineData(8, 40, 3, 1)]
    [InlineData(9, 33, 5, 1)]
    [InlineData(7, 64, 7, 1)]
    public void The_mean_is_the_sum_divided_to_the_last_bit(int size, int channels, int kernel, int stride)
    {
        Window2D window = Window2D.Same(kernel, kernel, stride, stride, size, size);
        var c = new KernelCase(1, size, size, channels, channels, window, FusedActivation.None, false, false, 3);
        ActivationView input = c.View(size, size, channels, 1);
        ActivationView expected = c.View(window.OutputHeight(size), window.OutputWidth(size), channels, 2);
        ScalarPool.Average(input, expected, window);

        // The portable tier has no fused multiply-add, and may be off by one bit.
        foreach (KernelTier tier in KernelCase.Tiers.Where(tier => tier != KernelTier.Portable))
        {
            ActivationView actual = c.View(expected.Height, expected.Width, channels, 3);
            PoolKernel.Run<PoolWalk.Mean>(tier, input, actual, window, WorkerPool.Inline);
            Close.Exact(KernelCase.Inside(expected), KernelCase.Inside(actual), tier.ToString());
        }
    }

    [Fact]
    public void The_mean_keeps_NaN_and_infinity()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            foreach (float special in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                float[] values = new float[9 * 17];
                values.AsSpan(4 * 17, 17).Fill(special);
                var output = new ActivationView(new float[17], 1, 1, 1, 17);
                PoolKernel.Run<PoolWalk.Mean>(tier, new ActivationView(values, 1, 3, 3, 17), output, Window2D.Valid(3, 3, 1, 1), WorkerPool.Inline);
                Assert.All(output.Buffer, value => Assert.Equal(special, value));
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
