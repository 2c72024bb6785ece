using FsCheck;
using FsCheck.Fluent;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Depthwise;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>Every tier's depthwise convolution against the scalar twin.</summary>
public class DepthwiseTests
{
    [Fact]
    public void Any_geometry_agrees_with_the_scalar_twin_on_every_tier() =>
        Prop.ForAll(KernelCase.Any(depthwise: true), c => Agrees(c, 1)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    public void Every_width_agrees(int kernel, int stride)
    {
        foreach (int size in new[] { 4, 5, 6, 7, 8, 13, 14, 15, 18 })
        {
            foreach (int channels in new[] { 8, 16, 40 })
            {
                Window2D window = Window2D.Same(kernel, kernel, stride, stride, size, size + 1);
                Agrees(new KernelCase(2, size, size + 1, channels, channels, window, FusedActivation.Relu6, true, false, 0), 1);
            }
        }
    }

    [Fact]
    public void A_multiplier_gives_each_channel_several_outputs()
    {
        Window2D window = Window2D.Same(3, 3, 2, 2, 9, 8);
        Agrees(new KernelCase(1, 9, 8, 5, 15, window, FusedActivation.Relu, true, true, 3), 3);
    }

    [Fact]
    public void A_residual_in_place_is_added_once()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            var c = new KernelCase(1, 9, 5, 21, 21, Window2D.Same(3, 3, 1, 1, 9, 5), FusedActivation.Relu, true, true, 0);
            ActivationView input = c.View(9, 5, 21, 1);
            ActivationView apart = c.View(9, 5, 21, 2);
            ActivationView inPlace = c.View(9, 5, 21, 3);
            DepthwiseKernel kernel = Kernel(c, 1, tier);
            kernel.Run(input, apart, c.View(9, 5, 21, 3), WorkerPool.Inline);
            kernel.Run(input, inPlace, inPlace, WorkerPool.Inline);
            Close.Exact(KernelCase.Inside(apart), KernelCase.Inside(inPlace), tier.ToString());
        }
    }

    [Fact]
    public void Values_do_not_depend_on_the_number_of_threads()
    {
        using var workers = new WorkerPool(3);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            var c = new KernelCase(2, 29, 31, 72, 72, Window2D.Same(5, 5, 1, 1, 29, 31), FusedActivation.None, true, false, 0);
            ActivationView input = c.View(29, 31, 72, 1);
            ActivationView one = c.View(29, 31, 72, 2);
            ActivationView many = c.View(29, 31, 72, 2);
            Kernel(c, 1, tier).Run(input, one, WorkerPool.Inline);
            Kernel(c, 1, tier).Run(input, many, workers);
            Close.Exact(KernelCase.Inside(one), KernelCase.Inside(many), tier.ToString());
        }
    }

    private static DepthwiseKernel Kernel(KernelCase c, int multiplier, KernelTier? tier)
    {
        int outputs = c.InChannels * multiplier;
        float[] filter = KernelCase.Values(c.Window.KernelHeight * c.Window.KernelWidth * outputs, 11);
        float[] bias = c.Bias ? KernelCase.Values(outputs, 12) : [];
        return tier is { } chosen
            ? DepthwiseKernel.Create(chosen, filter, c.InChannels, multiplier, c.Window, bias, c.Activation)
            : new ScalarDepthwise(filter, c.InChannels, multiplier, c.Window, bias, c.Activation);
    }

    private static void Agrees(KernelCase c, int multiplier)
    {
        float[] expected = Outputs(c, multiplier, null);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            Close.ToLargest(expected, Outputs(c, multiplier, tier), 1e-5, $"{tier} {c}");
        }
    }

    private static float[] Outputs(KernelCase c, int multiplier, KernelTier? tier)
    {
        int outputs = c.InChannels * multiplier;
        ActivationView input = c.View(c.Height, c.Width, c.InChannels, 1);
        int height = c.Window.OutputHeight(c.Height);
        int width = c.Window.OutputWidth(c.Width);
        ActivationView output = c.View(height, width, outputs, 2);
        DepthwiseKernel kernel = Kernel(c, multiplier, tier);
        if (c.Residual)
        {
            kernel.Run(input, output, c.View(height, width, outputs, 3), WorkerPool.Inline);
        }
        else
        {
            kernel.Run(input, output, WorkerPool.Inline);
        }

        return KernelCase.Inside(output);
    }
}
