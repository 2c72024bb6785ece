using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Kernels.Depthwise;

/// <summary>The scalar twin of every depthwise convolution: the formula, nothing else.</summary>
internal sealed class ScalarDepthwise : DepthwiseKernel
{
    private readonly float[] _filter;
    private readonly float[] _bias;

    public ScalarDepthwise(
        ReadOnlySpan<float> filterHwcm, int channels, int multiplier, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation)
        : this(filterHwcm.ToArray(), channels, multiplier, window, bias.IsEmpty ? new float[channels * multiplier] : bias.ToArray(), activation)
    {
    }

    private ScalarDepthwise(float[] filter, int channels, int multiplier, in Window2D window, float[] bias, FusedActivation activation)
        : base(channels, multiplier, window, activation)
    {
        _filter = filter;
        _bias = bias;
    }

    public override string Name => "ScalarDepthwiseF32";

    public override DepthwiseKernel WithWindow(in Window2D window) =>
        new ScalarDepthwise(_filter, Channels, Multiplier, window, _bias, Activation);

    /// <inheritdoc/>
    internal override unsafe void RunRows(float* input, PixelGrid inputShape, float* output, PixelGrid outputShape, int firstRow, int endRow) =>
        throw new NotSupportedException("The scalar twin computes whole images only.");

    private protected override void RunCore(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers)
    {
        Window2D w = Window;
        int outputs = Channels * Multiplier;
        Span<float> sums = new float[outputs];
        for (int n = 0; n < output.Batch; n++)
        {
            for (int y = 0; y < output.Height; y++)
            {
                for (int x = 0; x < output.Width; x++)
                {
                    _bias.CopyTo(sums);
                    for (int i = 0; i < w.KernelHeight; i++)
                    {
                        int row = (y * w.StrideHeight) - w.PadTop + (i * w.DilationHeight);
                        for (int j = 0; j < w.KernelWidth; j++)
                        {
                            int column = (x * w.StrideWidth) - w.PadLeft + (j * w.DilationWidth);
                            if (row < 0 || row >= input.Height || column < 0 || column >= input.Width)
                            {
                                continue;
                            }

                            ReadOnlySpan<float> pixel = input.Pixel(n, row, column);
                            ReadOnlySpan<float> weights = _filter.AsSpan(((i * w.KernelWidth) + j) * outputs, outputs);
                            for (int o = 0; o < outputs; o++)
                            {
                                sums[o] += pixel[o / Multiplier] * weights[o];
                            }
                        }
                    }

                    ReadOnlySpan<float> skip = residual is { } view ? view.Pixel(n, y, x) : default;
                    Span<float> target = output.Pixel(n, y, x);
                    for (int o = 0; o < outputs; o++)
                    {
                        target[o] = SimdActivation.Apply(Activation, sums[o] + (skip.IsEmpty ? 0 : skip[o]));
                    }
                }
            }
        }
    }
}
