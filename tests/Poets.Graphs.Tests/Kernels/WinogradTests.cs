using FsCheck;
using FsCheck.Fluent;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Convolution;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>Convolutions with fewer multiplications against the scalar twin of every convolution.</summary>
public sealed class WinogradTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly (int Height, int Width)[] s_kernels = [(3, 3), (5, 5), (1, 7), (7, 1)];

    /// <summary>Kernel sizes that are transformed.</summary>
    public static TheoryData<int, int> Kernels
    {
        get
        {
            var kernels = new TheoryData<int, int>();
            foreach ((int height, int width) in s_kernels)
            {
                kernels.Add(height, width);
            }

            return kernels;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_small_map_agrees_under_every_padding(int kernelHeight, int kernelWidth)
    {
        for (int size = 1; size <= 9; size++)
        {
            int other = 10 - size;
            Window2D same = Window2D.Same(kernelHeight, kernelWidth, 1, 1, size, other);
            Window2D lopsided = Window2D.Valid(kernelHeight, kernelWidth, 1, 1) with { PadTop = 4, PadBottom = 2, PadLeft = 3, PadRight = 5 };
            Agrees(new KernelCase(2, size, other, 33, 40, same, FusedActivation.Relu, true, false, 0));
            Agrees(new KernelCase(1, size, other, 34, 47, lopsided, FusedActivation.None, false, true, 7));
            int height = Math.Max(size, kernelHeight);
            int width = Math.Max(other, kernelWidth);
            Agrees(new KernelCase(1, height, width, 48, 32, Window2D.Valid(kernelHeight, kernelWidth, 1, 1), FusedActivation.Relu6, true, false, 3));
        }
    }

    [Theory]
    [InlineData(35, 33, 64, 96, 3, 3)]
    [InlineData(30, 31, 32, 32, 3, 3)]
    [InlineData(19, 18, 48, 64, 5, 5)]
    [InlineData(17, 17, 160, 192, 1, 7)]
    [InlineData(17, 17, 128, 160, 7, 1)]
    public void Layers_of_inception_agree(int height, int width, int inChannels, int outChannels, int kernelHeight, int kernelWidth) =>
        Agrees(new KernelCase(
            1, height, width, inChannels, outChannels, Window2D.Same(kernelHeight, kernelWidth, 1, 1, height, width), FusedActivation.Relu, true, false, 0));

    [Fact]
    public void Any_geometry_agrees_on_every_tier() => Prop.ForAll(Any(), Agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_activation_is_applied_after_bias_and_residual(int kernelHeight, int kernelWidth)
    {
        foreach (FusedActivation activation in Enum.GetValues<FusedActivation>())
        {
            Agrees(new KernelCase(1, 9, 7, 32, 41, Window2D.Same(kernelHeight, kernelWidth, 1, 1, 9, 7), activation, true, true, 2));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_residual_in_place_is_added_once(int kernelHeight, int kernelWidth)
    {
        var c = new KernelCase(1, 9, 6, 32, 43, Window2D.Same(kernelHeight, kernelWidth, 1, 1, 9, 6), FusedActivation.Relu, true, true, 4);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            ConvolutionKernel kernel = Kernel(c, tier);
            ActivationView input = c.View(9, 6, 32, 1);
            ActivationView apart = c.View(9, 6, 43, 2);
            ActivationView inPlace = c.View(9, 6, 43, 3);
            kernel.Run(input, apart, c.View(9, 6, 43, 3), WorkerPool.Inline);
            kernel.Run(input, inPlace, inPlace, WorkerPool.Inline);
            Close.Exact(KernelCase.Inside(apart), KernelCase.Inside(inPlace), tier.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Values_depend_neither_on_threads_nor_on_the_batch(int kernelHeight, int kernelWidth)
    {
        using var two = new WorkerPool(2);
        using var three = new WorkerPool(3);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            foreach ((int size, int inChannels, int outChannels) in new[] { (8, 40, 100), (17, 64, 65), (37, 33, 32) })
            {
                Window2D window = Window2D.Same(kernelHeight, kernelWidth, 1, 1, size, size);
                var c = new KernelCase(3, size, size, inChannels, outChannels, window, FusedActivation.Relu, true, false, 0);
                ConvolutionKernel kernel = Kernel(c, tier);
                ActivationView input = c.View(size, size, inChannels, 1);
                ActivationView expected = c.View(size, size, outChannels, 2);
                kernel.Run(input, expected, WorkerPool.Inline);
                foreach (WorkerPool workers in new[] { two, three })
                {
                    ActivationView shared = c.View(size, size, outChannels, 3);
                    kernel.Run(input, shared, workers);
                    Close.Exact(KernelCase.Inside(expected), KernelCase.Inside(shared), $"{tier}, {workers.Threads} threads, {c}");
                }

                ActivationView alone = c.View(size, size, outChannels, 4);
                for (int n = 0; n < c.Batch; n++)
                {
                    kernel.Run(Image(input, n), Image(alone, n), WorkerPool.Inline);
                }

                Close.Exact(KernelCase.Inside(expected), KernelCase.Inside(alone), $"{tier}, image by image, {c}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void The_same_weights_serve_another_window(int kernelHeight, int kernelWidth)
    {
        var first = new KernelCase(1, 9, 9, 32, 32, Window2D.Same(kernelHeight, kernelWidth, 1, 1, 9, 9), FusedActivation.Relu6, true, false, 0);
        KernelCase second = first with { Height = 12, Width = 14, Window = Window2D.Valid(kernelHeight, kernelWidth, 1, 1) };
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            Close.Exact(Outputs(second, Kernel(second, tier)), Outputs(second, Kernel(first, tier).WithWindow(second.Window)), tier.ToString());
        }
    }

    /// <summary>The figures in <see cref="WinogradRule"/>, with a margin: transforms that lose digits must not be chosen.</summary>
    [Theory]
    [InlineData(3, 3, 2)]
    [InlineData(5, 5, 3)]
    [InlineData(1, 7, 3)]
    [InlineData(7, 1, 3)]
    public void The_error_is_that_of_the_formula_within_a_small_factor(int kernelHeight, int kernelWidth, double factor)
    {
        var c = new KernelCase(1, 16, 16, 128, 64, Window2D.Same(kernelHeight, kernelWidth, 1, 1, 16, 16), FusedActivation.None, true, false, 0);
        double[] exact = InDoublePrecision(c);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            (float[] filter, float[] bias) = Weights(c);
            double direct = Error(exact, Outputs(c, new ConvolutionGemm(tier, filter, c.InChannels, c.OutChannels, c.Window, bias, c.Activation, 1)));
            double transformed = Error(exact, Outputs(c, Kernel(c, tier)));
            output.WriteLine($"{tier} {kernelHeight}x{kernelWidth}: direct {direct:G3}, transformed {transformed:G3}, {transformed / direct:F2}");
            Assert.True(transformed <= factor * direct, $"{tier}: {transformed:G3} is {transformed / direct:F2} times {direct:G3}");
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void What_is_not_finite_reaches_every_pixel_that_sees_it_and_none_beyond_its_tile(int kernelHeight, int kernelWidth)
    {
        const int Size = 21;
        const int Reach = 8;
        var c = new KernelCase(1, Size, Size, 32, 32, Window2D.Same(kernelHeight, kernelWidth, 1, 1, Size, Size), FusedActivation.Relu, true, false, 0);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            ActivationView input = c.View(Size, Size, 32, 1);
            input.Pixel(0, 10, 10)[5] = float.NaN;
            ActivationView view = c.View(Size, Size, 32, 2);
            Kernel(c, tier).Run(input, view, WorkerPool.Inline);
            for (int y = 0; y < Size; y++)
            {
                for (int x = 0; x < Size; x++)
                {
                    bool sees = Math.Abs(y - 10) <= kernelHeight / 2 && Math.Abs(x - 10) <= kernelWidth / 2;
                    bool near = Math.Abs(y - 10) < Reach && Math.Abs(x - 10) < Reach;
                    if (sees || !near)
                    {
                        Assert.Equal(sees, float.IsNaN(view.Pixel(0, y, x)[3]));
                    }
                }
            }
        }
    }

    [Fact]
    public void Other_convolutions_keep_the_formula()
    {
        Window2D dense = Window2D.Valid(3, 3, 1, 1);
        Assert.StartsWith("Winograd", Name(dense, 32, 32, 1), StringComparison.Ordinal);
        foreach (string name in new[]
        {
            Name(dense with { StrideWidth = 2 }, 32, 32, 1),
            Name(dense with { DilationHeight = 2 }, 32, 32, 1),
            Name(dense, 32, 32, 2),
            Name(dense, 15, 32, 1),
            Name(dense, 32, 15, 1),
            Name(Window2D.Valid(1, 7, 1, 1), 16, 16, 1),
            Name(Window2D.Valid(2, 3, 1, 1), 32, 32, 1),
            Name(Window2D.Pointwise, 32, 32, 1),
        })
        {
            Assert.DoesNotContain("Winograd", name, StringComparison.Ordinal);
        }
    }

    /// <summary>Kernel, channels, side of the maps, and whether that is better transformed. 7×7 and 8×8 pixels are 8 tiles of 2×4, 10×10 are 15.</summary>
    public static TheoryData<int, int, int, int, bool> Maps => new()
    {
        { 3, 3, 64, 4, false },
        { 3, 3, 64, 7, true },
        { 3, 3, 192, 7, false },
        { 3, 3, 256, 7, false },
        { 3, 3, 192, 10, true },
        { 3, 3, 512, 8, false },
        { 3, 3, 512, 14, true },
        { 1, 7, 128, 4, true },
        { 1, 7, 128, 3, false },
        { 5, 5, 64, 7, true },
    };

    [Theory]
    [MemberData(nameof(Maps))]
    public void Small_maps_keep_the_formula_where_the_filter_costs_more_than_it_spares(int kernelHeight, int kernelWidth, int channels, int size, bool pays)
    {
        Window2D window = Window2D.Same(kernelHeight, kernelWidth, 1, 1, size, size);
        Assert.Equal(pays, WinogradRule.Pays(window, channels, channels, 1, size, size, runsOnce: false));
    }

    /// <summary>Kernel, side of the maps, and whether a filter is worth transforming for them alone.</summary>
    [Theory]
    [InlineData(3, 3, 28, false)]
    [InlineData(3, 3, 56, true)]
    [InlineData(5, 5, 28, false)]
    [InlineData(5, 5, 70, true)]
    [InlineData(1, 7, 17, false)]
    [InlineData(7, 1, 34, true)]
    public void A_filter_of_one_run_wants_larger_maps(int kernelHeight, int kernelWidth, int size, bool pays)
    {
        Window2D window = Window2D.Same(kernelHeight, kernelWidth, 1, 1, size, size);
        Assert.Equal(pays, WinogradRule.Pays(window, 64, 64, 1, size, size, runsOnce: true));
        Assert.True(WinogradRule.Pays(window, 64, 64, 1, size, size, runsOnce: false));
    }

    private static string Name(Window2D window, int inChannels, int outChannels, int groups) =>
        ConvolutionKernel.Create(new float[window.KernelHeight * window.KernelWidth * inChannels / groups * outChannels], inChannels, outChannels, window, default, groups: groups).Name;

    private static Arbitrary<KernelCase> Any() => Arb.From(
        from kernel in Gen.Elements(s_kernels)
        from batch in Gen.Choose(1, 2)
        from height in Gen.Choose(1, 19)
        from width in Gen.Choose(1, 23)
        from top in Gen.Choose(0, 6)
        from bottom in Gen.Choose(0, 6)
        from left in Gen.Choose(0, 6)
        from right in Gen.Choose(0, 6)
        from inChannels in Gen.Elements(32, 33, 39, 48, 50)
        from outChannels in Gen.Elements(32, 35, 48, 63, 64, 65)
        from activation in Gen.Elements(Enum.GetValues<FusedActivation>())
        from bias in Gen.Elements(true, false)
        from residual in Gen.Elements(true, false)
        from extra in Gen.Elements(0, 5, 16)
        let window = Window2D.Valid(kernel.Height, kernel.Width, 1, 1) with { PadTop = top, PadBottom = bottom, PadLeft = left, PadRight = right }
        select new KernelCase(
            batch, Math.Max(height, kernel.Height), Math.Max(width, kernel.Width), inChannels, outChannels, window, activation, bias, residual, extra));

    private static void Agrees(KernelCase c)
    {
        (float[] filter, float[] bias) = Weights(c);
        float[] expected = Outputs(c, new ScalarConvolution(filter, c.InChannels, c.OutChannels, c.Window, bias, c.Activation, 1));
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            Close.ToLargest(expected, Outputs(c, Kernel(c, tier)), 1e-5, $"{tier} {c}");
        }
    }

    /// <summary>Weights as a trained layer has them: sums are of the size of the pixels, so that a sigmoid's outputs and its inputs allow the same error.</summary>
    private static (float[] Filter, float[] Bias) Weights(KernelCase c)
    {
        int terms = c.Window.KernelHeight * c.Window.KernelWidth * c.InChannels;
        float scale = 3 / MathF.Sqrt(terms);
        return (Array.ConvertAll(KernelCase.Values(terms * c.OutChannels, 11), value => value * scale), c.Bias ? KernelCase.Values(c.OutChannels, 12) : []);
    }

    private static ConvolutionKernel Kernel(KernelCase c, KernelTier tier)
    {
        (float[] filter, float[] bias) = Weights(c);
        ConvolutionKernel kernel = ConvolutionKernel.Create(tier, filter, c.InChannels, c.OutChannels, c.Window, bias, c.Activation, 1);
        Assert.StartsWith("Winograd", kernel.Name, StringComparison.Ordinal);
        return kernel;
    }

    private static float[] Outputs(KernelCase c, ConvolutionKernel kernel)
    {
        ActivationView input = c.View(c.Height, c.Width, c.InChannels, 1);
        int height = c.Window.OutputHeight(c.Height);
        int width = c.Window.OutputWidth(c.Width);
        ActivationView output = c.View(height, width, c.OutChannels, 2);
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

    private static ActivationView Image(in ActivationView batch, int index) =>
        new(batch.Buffer, batch.Offset + (index * batch.Height * batch.Width * batch.PixelStride), 1, batch.Height, batch.Width, batch.Channels, batch.PixelStride);

    private static double[] InDoublePrecision(KernelCase c)
    {
        (float[] filter, float[] bias) = Weights(c);
        ActivationView input = c.View(c.Height, c.Width, c.InChannels, 1);
        Window2D w = c.Window;
        double[] sums = new double[w.OutputHeight(c.Height) * w.OutputWidth(c.Width) * c.OutChannels];
        for (int n = 0; n < sums.Length; n++)
        {
            (int pixel, int o) = Math.DivRem(n, c.OutChannels);
            (int y, int x) = Math.DivRem(pixel, w.OutputWidth(c.Width));
            sums[n] = bias[o];
            for (int tap = 0; tap < w.KernelHeight * w.KernelWidth; tap++)
            {
                int row = y - w.PadTop + (tap / w.KernelWidth);
                int column = x - w.PadLeft + (tap % w.KernelWidth);
                if ((uint)row < (uint)c.Height && (uint)column < (uint)c.Width)
                {
                    ReadOnlySpan<float> channels = input.Pixel(0, row, column);
                    for (int k = 0; k < channels.Length; k++)
                    {
                        sums[n] += (double)channels[k] * filter[(((tap * c.InChannels) + k) * c.OutChannels) + o];
                    }
                }
            }
        }

        return sums;
    }

    private static double Error(double[] exact, float[] values)
    {
        double sum = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            sum += (values[i] - exact[i]) * (values[i] - exact[i]);
        }

        return Math.Sqrt(sum / exact.Length);
    }
}
