using System.Buffers;
using Poets.Graphs.Execution;

namespace Poets.Graphs.Kernels;

/// <summary>
/// A convolution as a packed product: output pixels × taps times taps × output channels. A pointwise one reads its input
/// where it lies; any other copies the taps of some dozens of pixels at a time into a buffer that stays in the cache.
/// </summary>
internal sealed unsafe class ConvolutionGemm : ConvolutionKernel
{
    // A pixel stride of whole pages puts all rows of a tile into one set of the first-level cache.
    private const int ConflictingStride = 1024;

    private readonly GemmWeights[] _weights;
    private readonly GemmTier _tier;
    private readonly bool _gathers;

    public ConvolutionGemm(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias,
        FusedActivation activation, int groups)
        : this(GemmTier.Of(tier), new GemmWeights[groups], inChannels, outChannels, window, activation)
    {
        int depth = window.KernelHeight * window.KernelWidth * (inChannels / groups);
        int columns = outChannels / groups;
        for (int g = 0; g < groups; g++)
        {
            _weights[g] = new GemmWeights(_tier, depth, columns);
            _weights[g].Pack(filterHwio[(g * columns)..], outChannels, 1, bias.IsEmpty ? bias : bias.Slice(g * columns, columns));
        }
    }

    private ConvolutionGemm(GemmTier tier, GemmWeights[] weights, int inChannels, int outChannels, in Window2D window, FusedActivation activation)
        : base(inChannels, outChannels, window, activation, weights.Length)
    {
        _tier = tier;
        _weights = weights;
        _gathers = !window.IsPointwise;
    }

    /// <inheritdoc/>
    public override string Name => (_gathers ? "Gather+" : string.Empty) + _tier.Tall.Name;

    /// <inheritdoc/>
    public override ConvolutionKernel WithWindow(in Window2D window) =>
        new ConvolutionGemm(_tier, _weights, InChannels, OutChannels, window, Activation);

    /// <summary>Whether pixels can be computed one run at a time, without a window.</summary>
    internal bool IsPlain => !_gathers && Groups == 1 && SimdActivation.IsClamp(Activation);

    /// <summary>Bytes of the packed weights.</summary>
    internal long WeightBytes => (long)_weights[0].Depth * _weights[0].Columns * sizeof(float);

    /// <summary>Some pixels that follow each other, of a plain convolution; a null residual is none.</summary>
    internal void RunPixels(float* input, nint inputStride, float* output, nint outputStride, float* residual, nint residualStride, int pixels)
    {
        (float low, float high) = SimdActivation.Bounds(Activation);
        var call = new GemmCall
        {
            Left = input,
            LeftStride = inputStride,
            Output = output,
            OutputStride = outputStride,
            Residual = residual,
            ResidualStride = residualStride,
            Low = low,
            High = high,
        };
        Gemm.Run(_weights[0], call, pixels, 0, _weights[0].Panels);
    }

    private protected override void RunCore(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers)
    {
        if (output.Pixels == 0 || OutChannels == 0)
        {
            return;
        }

        GemmWeights weights = _weights[0];
        bool gathers = _gathers || (input.PixelStride % ConflictingStride == 0 && weights.Panels > 4);
        GemmDivision division = GemmDivision.Of(weights, output.Pixels, workers.Threads, gathers);
        fixed (float* x = input.Span, y = output.Span, z = residual is { } skip ? skip.Span : default)
        {
            (float low, float high) = SimdActivation.Bounds(Activation);
            var call = new GemmCall
            {
                Left = x,
                LeftStride = input.PixelStride,
                Output = y,
                OutputStride = output.PixelStride,
                Residual = z,
                ResidualStride = residual?.PixelStride ?? 0,
                Low = low,
                High = high,
            };
            var job = new Job(this, call, division, output.Pixels, gathers ? new ConvolutionGather(input, output, Window, InChannels / Groups) : null);
            workers.For(Groups * division.Tasks, ref job);
        }
    }

    private readonly struct Job(ConvolutionGemm kernel, GemmCall whole, GemmDivision division, int pixels, ConvolutionGather? gather) : IParallelBody
    {
        public void Invoke(int index)
        {
            (int group, int task) = Math.DivRem(index, division.Tasks);
            GemmWeights weights = kernel._weights[group];
            (int first, int rows, int firstPanel, int endPanel) = division.Task(task, pixels, weights.Panels);
            GemmCall call = whole;
            call.Output += (first * whole.OutputStride) + (group * weights.Columns);
            call.Residual = whole.Residual == null ? null : whole.Residual + (first * whole.ResidualStride) + (group * weights.Columns);
            if (gather is not { } taps)
            {
                call.Left += (first * whole.LeftStride) + (group * (kernel.InChannels / kernel.Groups));
                Gemm.Run(weights, call, rows, firstPanel, endPanel);
            }
            else
            {
                float[] buffer = ArrayPool<float>.Shared.Rent(taps.Size(rows));
                fixed (float* left = buffer)
                {
                    int channel = group * (kernel.InChannels / kernel.Groups);
                    taps.Run(whole.Left + channel, channel, first, rows, left);
                    call.Left = left;
                    call.LeftStride = taps.Stride;
                    Gemm.Run(weights, call, rows, firstPanel, endPanel);
                }

                ArrayPool<float>.Shared.Return(buffer);
            }

            if (!SimdActivation.IsClamp(kernel.Activation))
            {
                int column = firstPanel * weights.Tier.Tall.Columns;
                int columns = Math.Min(weights.Columns, endPanel * weights.Tier.Tall.Columns) - column;
                for (int r = 0; r < rows; r++)
                {
                    var pixel = new Span<float>(call.Output + (r * call.OutputStride) + column, columns);
                    ActivationKernel.Apply(kernel.Activation, pixel, pixel);
                }
            }
        }
    }
}
