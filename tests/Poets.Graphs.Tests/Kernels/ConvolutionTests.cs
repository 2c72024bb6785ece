using FsCheck;
using FsCheck.Fluent;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Convolution;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>Every tier's convolution against the scalar twin.</summary>
public class ConvolutionTests
{
    [Fact]
    public void Any_geometry_agrees_with_the_scalar_twin_on_every_tier() =>
        Prop.ForAll(KernelCase.Any(depthwise: false), c => Agrees(c, 1e-5)).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Theory]
    [InlineData(7, 7, 32, 64, 1, 1)]
    [InlineData(7, 7, 64, 40, 3, 1)]
    [InlineData(28, 28, 24, 24, 1, 1)]
    [InlineData(12, 11, 48, 64, 5, 1)]
    [InlineData(9, 8, 32, 96, 7, 1)]
    [InlineData(33, 31, 3, 8, 3, 2)]
    [InlineData(15, 15, 3, 32, 3, 2)]
    [InlineData(64, 62, 3, 32, 3, 2)]
    [InlineData(37, 71, 3, 40, 7, 2)]
    [InlineData(9, 40, 1, 16, 5, 1)]
    [InlineData(32, 64, 3, 33, 16, 16)]
    [InlineData(5, 5, 1024, 160, 1, 1)]
    [InlineData(1, 1, 1024, 1001, 1, 1)]
    [InlineData(3, 3, 1040, 33, 1, 1)]
    [InlineData(5, 4, 200, 40, 3, 1)]
    [InlineData(4, 3, 2048, 161, 1, 1)]
    [InlineData(6, 7, 67, 50, 5, 2)]
    public void Layers_of_real_networks_agree(int height, int width, int inChannels, int outChannels, int kernel, int stride)
    {
        Window2D window = Window2D.Same(kernel, kernel, stride, stride, height, width);
        Agrees(new KernelCase(2, height, width, inChannels, outChannels, window, FusedActivation.Relu6, true, false, 0), 1e-5);
    }

    [Fact]
    public void A_residual_in_place_is_added_once()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            var c = new KernelCase(1, 9, 5, 24, 40, Window2D.Pointwise, FusedActivation.Relu, true, true, 0);
            ActivationView input = c.View(9, 5, 24, 1);
            ActivationView apart = c.View(9, 5, 40, 2);
            ActivationView skip = c.View(9, 5, 40, 3);
            ActivationView inPlace = c.View(9, 5, 40, 3);
            ConvolutionKernel kernel = ConvolutionKernel.Create(tier, KernelCase.Values(24 * 40, 4), 24, 40, c.Window, KernelCase.Values(40, 5), c.Activation, 1);
            kernel.Run(input, apart, skip, WorkerPool.Inline);
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
            foreach ((int size, int inChannels, int outChannels, int kernelSize) in new[] { (17, 768, 128, 3), (49, 64, 96, 1), (7, 256, 520, 1), (23, 24, 40, 3), (7, 64, 100, 3), (8, 130, 400, 3), (5, 1040, 260, 1), (61, 3, 24, 3) })
            {
                Window2D window = Window2D.Same(kernelSize, kernelSize, 1, 1, size, size);
                var c = new KernelCase(2, size, size, inChannels, outChannels, window, FusedActivation.None, true, false, 0);
                ConvolutionKernel kernel = Kernel(c, tier);
                ActivationView input = c.View(size, size, inChannels, 1);
                ActivationView one = c.View(size, size, outChannels, 2);
                ActivationView many = c.View(size, size, outChannels, 2);
                kernel.Run(input, one, WorkerPool.Inline);
                kernel.Run(input, many, workers);
                Close.Exact(KernelCase.Inside(one), KernelCase.Inside(many), $"{tier} {c}");
            }
        }
    }

    [Fact]
    public void Windows_read_where_they_lie_give_the_bits_of_copied_ones()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            foreach ((int height, int width, int channels, int kernelSize, int stride, int extra) in new[] { (31, 45, 3, 3, 2, 0), (30, 44, 3, 3, 1, 0), (12, 50, 4, 5, 3, 0), (12, 33, 3, 7, 2, 5) })
            {
                Window2D window = Window2D.Same(kernelSize, kernelSize, stride, stride, height, width);
                var c = new KernelCase(2, height, width, channels, 40, window, FusedActivation.Relu6, true, true, extra);
                ActivationView input = c.View(height, width, channels, 1);
                ActivationView skip = c.View(window.OutputHeight(height), window.OutputWidth(width), 40, 3);
                ActivationView direct = c.View(skip.Height, skip.Width, 40, 2);
                ActivationView copied = c.View(skip.Height, skip.Width, 40, 2);
                float[] filter = KernelCase.Values(kernelSize * kernelSize * channels * 40, 11);
                float[] bias = KernelCase.Values(40, 12);
                new ConvolutionLines(tier, filter, channels, 40, window, bias, c.Activation).Run(input, direct, skip, WorkerPool.Inline);
                new ConvolutionGemm(tier, filter, channels, 40, window, bias, c.Activation, 1).Run(input, copied, skip, WorkerPool.Inline);
                Close.Exact(KernelCase.Inside(copied), KernelCase.Inside(direct), $"{tier} {c}");
            }
        }
    }

    [Fact]
    public void NaN_passes_through_every_clamp()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            foreach (FusedActivation activation in new[] { FusedActivation.Relu, FusedActivation.Relu6 })
            {
                float[] input = KernelCase.Values(20 * 4, 1);
                input[(7 * 4) + 2] = float.NaN;
                ConvolutionKernel kernel = ConvolutionKernel.Create(tier, KernelCase.Values(4 * 33, 2), 4, 33, Window2D.Pointwise, default, activation, 1);
                var output = new ActivationView(new float[20 * 33], 1, 4, 5, 33);
                kernel.Run(new ActivationView(input, 1, 4, 5, 4), output, WorkerPool.Inline);
                for (int i = 0; i < output.Buffer.Length; i++)
                {
                    Assert.Equal(i / 33 == 7, float.IsNaN(output.Buffer[i]));
                }
            }
        }
    }

    [Fact]
    public void A_wrong_length_or_shape_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ConvolutionKernel.Create(new float[5], 2, 3, Window2D.Pointwise, default));
        Assert.Throws<ArgumentException>(() => ConvolutionKernel.Create(new float[6], 2, 3, Window2D.Pointwise, new float[2]));
        Assert.Throws<ArgumentException>(() => ConvolutionKernel.Create(new float[6], 3, 2, Window2D.Pointwise, default, groups: 2));
        ConvolutionKernel kernel = ConvolutionKernel.Create(new float[6], 2, 3, Window2D.Pointwise, default);
        Assert.Throws<ArgumentException>(() => kernel.Run(new ActivationView(new float[8], 1, 2, 2, 2), new ActivationView(new float[9], 1, 1, 3, 3), WorkerPool.Inline));
    }

    private static ConvolutionKernel Kernel(KernelCase c, KernelTier? tier)
    {
        float[] filter = KernelCase.Values(c.Window.KernelHeight * c.Window.KernelWidth * c.InChannels / c.Groups * c.OutChannels, 11);
        float[] bias = c.Bias ? KernelCase.Values(c.OutChannels, 12) : [];
        return tier is { } chosen
            ? ConvolutionKernel.Create(chosen, filter, c.InChannels, c.OutChannels, c.Window, bias, c.Activation, c.Groups)
            : new ScalarConvolution(filter, c.InChannels, c.OutChannels, c.Window, bias, c.Activation, c.Groups);
    }

    private static void Agrees(KernelCase c, double tolerance)
    {
        float[] expected = Outputs(c, null);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            Close.ToLargest(expected, Outputs(c, tier), tolerance, $"{tier} {c}");
        }
    }

    private static float[] Outputs(KernelCase c, KernelTier? tier)
    {
        ActivationView input = c.View(c.Height, c.Width, c.InChannels, 1);
        int height = c.Window.OutputHeight(c.Height);
        int width = c.Window.OutputWidth(c.Width);
        ActivationView output = c.View(height, width, c.OutChannels, 2);
        ConvolutionKernel kernel = Kernel(c, tier);
        if (c.Residual)
        {
            kernel.Run(input, output, c.View(height, width, c.OutChannels, 3), WorkerPool.Inline);
        }
        else
        {
            kernel.Run(input, output, WorkerPool.Inline);
        }

        return KernelCase.Inside(output);
    }
}
