using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Kernels.Convolution;

/// <summary>The scalar twin of every convolution: the formula, nothing else.</summary>
internal sealed class ScalarConvolution : ConvolutionKernel
{
    private readonly float[] _filter;
    private readonly float[] _bias;

    public ScalarConvolution(
        ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation, int groups)
        : this(filterHwio.ToArray(), inChannels, outChannels, window, bias.IsEmpty ? new float[outChannels] : bias.ToArray(), activation, groups)
    {
    }

    private ScalarConvolution(float[] filter, int inChannels, int outChannels, in Window2D window, float[] bias, FusedActivation activation, int groups)
        : base(inChannels, outChannels, window, activation, groups)
    {
        _filter = filter;
        _bias = bias;
    }

    public override string Name => "ScalarConvolutionF32";

    public override ConvolutionKernel WithWindow(in Window2D window) =>
        new ScalarConvolution(_filter, InChannels, OutChannels, window, _bias, Activation, Groups);

    private protected override void RunCore(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers)
    {
        Window2D w = Window;
        int groupIn = InChannels / Groups;
        int groupOut = OutChannels / Groups;
        Span<float> sums = new float[OutChannels];
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
                            for (int c = 0; c < groupIn; c++)
                            {
                                ReadOnlySpan<float> weights = _filter.AsSpan((((i * w.KernelWidth) + j) * groupIn + c) * OutChannels, OutChannels);
                                for (int o = 0; o < OutChannels; o++)
                                {
                                    sums[o] += pixel[((o / groupOut) * groupIn) + c] * weights[o];
                                }
                            }
                        }
                    }

                    ReadOnlySpan<float> skip = residual is { } view ? view.Pixel(n, y, x) : default;
                    Span<float> target = output.Pixel(n, y, x);
                    for (int o = 0; o < OutChannels; o++)
                    {
                        target[o] = SimdActivation.Apply(Activation, sums[o] + (skip.IsEmpty ? 0 : skip[o]));
                    }
                }
            }
        }
    }
}
