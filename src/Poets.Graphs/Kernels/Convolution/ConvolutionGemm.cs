using System.Buffers;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Kernels.Convolution;

/// <summary>
/// A convolution as a packed product: output pixels × taps times taps × output channels. A pointwise one reads its input
/// where it lies; any other copies the taps of some dozens of pixels at a time into a buffer that stays in the cache.
/// </summary>
internal sealed unsafe class ConvolutionGemm : ConvolutionKernel
{
    // A pixel stride of whole pages puts all rows of a tile into one set of the first-level cache.
    private const int ConflictingStride = 1024;

    // Rows of the right matrix that are multiplied before the next ones are looked at: 64 kB of a panel, and the pixels' share
    // of them, stay in the caches while all panels and pixels of a block go by.
    private const int DepthBlock = 512;

    private readonly GemmWeights[] _weights;
    private readonly GemmTier _tier;
    private readonly bool _gathers;

    public ConvolutionGemm(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias,
        FusedActivation activation, int groups)
        : this(GemmTier.Of(tier, outChannels / groups), new GemmWeights[groups], inChannels, outChannels, window, activation)
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

    /// <summary>As <see cref="Gemm.FetchesOutput"/>, for an output of so many elements.</summary>
    internal bool FetchesOutput(long outputSize) => Gemm.FetchesOutput(_weights[0], outputSize);

    /// <summary>Bytes of the packed weights.</summary>
    internal long WeightBytes => (long)_weights[0].Depth * _weights[0].Columns * sizeof(float);

    /// <summary>Some pixels that follow each other, of a plain convolution; a null residual is none.</summary>
    internal void RunPixels(float* input, nint inputStride, float* output, nint outputStride, float* residual, nint residualStride, int pixels, bool fetchesOutput)
    {
        (float low, float high) = SimdActivation.Bounds(Activation);
        var call = new GemmCall
        {
            Left = input,
            LeftStride = inputStride,
            Output = output,
            OutputStride = outputStride,
            FetchesOutput = fetchesOutput,
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

        // A residual may lie in the output, where sums would wait for the next rows of the right matrix.
        int parts = residual is null ? Math.Max(1, (weights.Depth + DepthBlock - 1) / DepthBlock) : 1;
        int depth = ((weights.Depth + parts - 1) / parts + 15) / 16 * 16;
        GemmDivision division = GemmDivision.Of(weights, output.Pixels, workers.Threads, gathers, Math.Min(depth, weights.Depth));
        fixed (float* x = input.Span, y = output.Span, z = residual is { } skip ? skip.Span : default)
        {
            (float low, float high) = SimdActivation.Bounds(Activation);
            var call = new GemmCall
            {
                Left = x,
                LeftStride = input.PixelStride,
                Output = y,
                OutputStride = output.PixelStride,
                FetchesOutput = Gemm.FetchesOutput(weights, (long)output.Pixels * output.PixelStride),
                Residual = z,
                ResidualStride = residual?.PixelStride ?? 0,
                Low = low,
                High = high,
            };
            var job = new Job(this, call, division, output.Pixels, depth, gathers ? new ConvolutionGather(input, output, Window, InChannels / Groups, depth) : null);
            workers.For(Groups * division.Tasks, ref job);
        }
    }

    private readonly struct Job(ConvolutionGemm kernel, GemmCall whole, GemmDivision division, int pixels, int depth, ConvolutionGather? gather) : IParallelBody
    {
        public void Invoke(int index)
        {
            (int group, int task) = Math.DivRem(index, division.Tasks);
            GemmWeights weights = kernel._weights[group];
            (int first, int rows, int firstPanel, int endPanel) = division.Task(task, pixels, weights.Panels);
            int channel = group * (kernel.InChannels / kernel.Groups);
            GemmCall call = whole;
            call.Output += (first * whole.OutputStride) + (group * weights.Columns);
            float[]? buffer = gather is { } sized ? ArrayPool<float>.Shared.Rent(sized.Size(rows) + AlignedFloats.CacheLine) : null;
            fixed (float* start = buffer)
            {
                float* left = AlignedFloats.Align(start);
                for (int k = 0; k < weights.Depth; k += depth)
                {
                    int end = Math.Min(weights.Depth, k + depth);
                    bool isLast = end == weights.Depth;
                    call.Residual = !isLast || whole.Residual == null ? null : whole.Residual + (first * whole.ResidualStride) + (group * weights.Columns);
                    (call.Low, call.High) = isLast ? (whole.Low, whole.High) : (float.NegativeInfinity, float.PositiveInfinity);
                    if (gather is { } taps)
                    {
                        taps.Run(whole.Left + channel, channel, first, rows, k, end, left);
                        call.Left = left;
                        call.LeftStride = taps.Stride;
                    }
                    else
                    {
                        call.Left = whole.Left + (first * whole.LeftStride) + channel + k;
                    }

                    Gemm.Run(weights, call, rows, firstPanel, endPanel, k, end - k);
                }
            }

            if (buffer is not null)
            {
                ArrayPool<float>.Shared.Return(buffer);
            }

            if (!SimdActivation.IsClamp(kernel.Activation))
            {
                int column = firstPanel * weights.Tier.Tall.Columns;
                int columns = Math.Min(weights.Columns, endPanel * weights.Tier.Tall.Columns) - column;
                ActivationKernel.ApplyToPixels(kernel.Activation, call.Output + column, rows, call.OutputStride, columns);
            }
        }
    }
}
