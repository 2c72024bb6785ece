using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Convolution;
using Poets.Graphs.Kernels.Depthwise;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>Joined kernels against the same kernels one after the other: equal bit for bit.</summary>
public class SeparableTests
{
    public static TheoryData<int, int, int, int, bool, int> Blocks()
    {
        var blocks = new TheoryData<int, int, int, int, bool, int>();
        foreach (int kernel in new[] { 3, 5 })
        {
            foreach (int stride in new[] { 1, 2 })
            {
                foreach ((int height, int width) in new[] { (28, 28), (9, 31), (57, 5), (2, 3), (40, 112) })
                {
                    blocks.Add(kernel, stride, height, width, true, stride == 1 ? 24 : 40);
                    blocks.Add(kernel, stride, height, width, false, 40);
                }
            }
        }

        return blocks;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_is_its_stages(int kernel, int stride, int height, int width, bool expands, int outChannels)
    {
        using var workers = new WorkerPool(3);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            int inChannels = expands ? 24 : 72;
            Window2D window = Window2D.Same(kernel, kernel, stride, stride, height, width);
            var c = new KernelCase(2, height, width, inChannels, outChannels, window, FusedActivation.Relu6, true, false, 3);
            ConvolutionKernel? expand = expands
                ? ConvolutionKernel.Create(tier, KernelCase.Values(24 * 72, 1), 24, 72, Window2D.Pointwise, KernelCase.Values(72, 2), FusedActivation.Relu6, 1)
                : null;
            DepthwiseKernel depthwise = DepthwiseKernel.Create(tier, KernelCase.Values(kernel * kernel * 72, 3), 72, 1, window, KernelCase.Values(72, 4), FusedActivation.Relu6);
            ConvolutionKernel project = ConvolutionKernel.Create(
                tier, KernelCase.Values(72 * outChannels, 5), 72, outChannels, Window2D.Pointwise, KernelCase.Values(outChannels, 6), FusedActivation.None, 1);
            ActivationView input = c.View(height, width, inChannels, 7);
            ActivationView between = input;
            if (expand is not null)
            {
                between = c.View(height, width, 72, 8);
                expand.Run(input, between, WorkerPool.Inline);
            }

            int outHeight = window.OutputHeight(height);
            int outWidth = window.OutputWidth(width);
            ActivationView filtered = c.View(outHeight, outWidth, 72, 8);
            depthwise.Run(between, filtered, WorkerPool.Inline);
            ActivationView expected = c.View(outHeight, outWidth, outChannels, 9);
            ActivationView? residual = inChannels == outChannels ? input : null;
            if (residual is { } skip)
            {
                project.Run(filtered, expected, skip, WorkerPool.Inline);
            }
            else
            {
                project.Run(filtered, expected, WorkerPool.Inline);
            }

            SeparableKernel joined = SeparableKernel.TryJoin(expand, depthwise, project)!;
            foreach (WorkerPool pool in new[] { WorkerPool.Inline, workers })
            {
                ActivationView actual = c.View(outHeight, outWidth, outChannels, 10);
                joined.Run(input, actual, residual, pool);
                Close.Exact(KernelCase.Inside(expected), KernelCase.Inside(actual), $"{tier}, {pool.Threads} threads");
            }
        }
    }

    [Fact]
    public void Only_what_gains_from_it_is_joined()
    {
        Window2D window = Window2D.Same(3, 3, 1, 1, 112, 112);
        DepthwiseKernel depthwise = DepthwiseKernel.Create(new float[9 * 32], 32, 1, window, default);
        ConvolutionKernel project = ConvolutionKernel.Create(new float[32 * 16], 32, 16, Window2D.Pointwise, default);
        ConvolutionKernel wide = ConvolutionKernel.Create(new float[9 * 32 * 16], 32, 16, Window2D.Same(3, 3, 1, 1, 112, 112), default);
        Assert.NotNull(SeparableKernel.TryCreate(null, depthwise, project, 112, 112));
        Assert.Null(SeparableKernel.TryCreate(null, depthwise, project, 14, 14));
        Assert.Null(SeparableKernel.TryCreate(null, depthwise, wide, 112, 112));
        Assert.Null(SeparableKernel.TryCreate(project, depthwise, project, 112, 112));
    }
}
