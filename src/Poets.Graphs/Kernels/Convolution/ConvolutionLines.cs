using System.Buffers;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Kernels.Convolution;

/// <summary>
/// A convolution over few channels, such as a network's first layer, as a packed product that reads its windows where they lie: a
/// line of a window is one run of elements, and windows of one output row begin a stride apart.
/// </summary>
/// <remarks>
/// Where windows reach over the edge, the lines under them are copied to where zeros surround them. Taps are added in the order of
/// <see cref="ConvolutionGemm"/>, so both give the same bits; copying each window, as that does, takes longer than multiplying it.
/// </remarks>
internal sealed unsafe class ConvolutionLines : ConvolutionKernel
{
    private const int MostChannels = 4;

    private const int BandsPerThread = 4;

    private readonly GemmWeights _weights;

    public ConvolutionLines(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias,
        FusedActivation activation)
        : this(new GemmWeights(GemmTier.Of(tier, outChannels), window.KernelHeight * window.KernelWidth * inChannels, outChannels), inChannels, outChannels, window, activation) =>
        _weights.Pack(filterHwio, outChannels, 1, bias);

    private ConvolutionLines(GemmWeights weights, int inChannels, int outChannels, in Window2D window, FusedActivation activation)
        : base(inChannels, outChannels, window, activation, 1) => _weights = weights;

    /// <inheritdoc/>
    public override string Name => "Lines+" + _weights.Tier.Tall.Name;

    /// <summary>Whether a convolution is better done this way.</summary>
    public static bool Fits(int inChannels, in Window2D window, int groups) =>
        groups == 1 && inChannels <= MostChannels && window.DilationWidth == 1 && !window.IsPointwise;

    /// <inheritdoc/>
    public override ConvolutionKernel WithWindow(in Window2D window) => new ConvolutionLines(_weights, InChannels, OutChannels, window, Activation);

    private protected override void RunCore(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers)
    {
        if (output.Pixels == 0 || OutChannels == 0)
        {
            return;
        }

        int rows = output.Batch * output.Height;
        bool shares = workers.Threads > 1 && (long)output.Pixels * _weights.Depth * OutChannels >= GemmDivision.WorthSharing;
        int bands = shares ? Math.Min(rows, BandsPerThread * workers.Threads) : 1;
        fixed (float* x = input.Span, y = output.Span, z = residual is { } skip ? skip.Span : default)
        {
            (float low, float high) = SimdActivation.Bounds(Activation);
            var call = new GemmCall
            {
                Left = x,
                LeftStride = Window.StrideWidth * InChannels,
                MoreRuns = Window.KernelHeight - 1,
                Output = y,
                OutputStride = output.PixelStride,
                FetchesOutput = Gemm.FetchesOutput(_weights, (long)output.Pixels * output.PixelStride),
                Residual = z,
                ResidualStride = residual?.PixelStride ?? 0,
                Low = low,
                High = high,
            };
            var job = new Job(this, call, new PixelGrid(input), new PixelGrid(output), rows, bands);
            workers.For(bands, ref job);
        }
    }

    private readonly struct Job(ConvolutionLines kernel, GemmCall whole, PixelGrid input, PixelGrid output, int rows, int bands) : IParallelBody
    {
        private int TileRows => kernel._weights.IsNarrow(0) ? kernel._weights.Tier.Narrow.Rows : kernel._weights.Tier.Tall.Rows;

        public void Invoke(int index)
        {
            Window2D w = kernel.Window;
            int lineLength = (((output.Width - 1) * w.StrideWidth) + w.KernelWidth) * kernel.InChannels;
            float[] aside = ArrayPool<float>.Shared.Rent(checked(w.KernelHeight * lineLength));
            fixed (float* lines = aside)
            {
                for (int row = (int)((long)rows * index / bands); row < (int)((long)rows * (index + 1) / bands); row++)
                {
                    Row(row, lines);
                }
            }

            ArrayPool<float>.Shared.Return(aside);
        }

        /// <summary>One output row, counted through the batch.</summary>
        private void Row(int row, float* lines)
        {
            Window2D w = kernel.Window;
            (int image, int y) = Math.DivRem(row, output.Height);
            int top = (y * w.StrideHeight) - w.PadTop;
            float* source = whole.Left + (image * input.Height * input.RowStride);
            int first = 0;
            int end = 0;
            if (input.PixelStride == kernel.InChannels && top >= 0 && top + w.ExtentHeight <= input.Height && input.Width >= w.KernelWidth)
            {
                first = Math.Min(output.Width, (w.PadLeft + w.StrideWidth - 1) / w.StrideWidth);
                end = Math.Clamp(((input.Width - w.KernelWidth + w.PadLeft) / w.StrideWidth) + 1, first, output.Width);

                // What whole tiles leave over is done with the pixels at the edge.
                end -= end < output.Width ? (end - first) % TileRows : 0;
                GemmCall call = whole;
                call.Left = source + (top * input.RowStride) + (((first * w.StrideWidth) - w.PadLeft) * kernel.InChannels);
                call.RunStep = w.DilationHeight * input.RowStride;
                Pixels(call, row, first, end);
                if (first > 0)
                {
                    PixelsAside(row, source, top, 0, first, lines);
                }
            }

            if (end < output.Width)
            {
                // A whole tile, of which some pixels are there already, takes less time than parts of one; a residual may be gone by then.
                end = whole.Residual == null ? Math.Min(end, Math.Max(0, output.Width - TileRows)) : end;
                PixelsAside(row, source, top, end, output.Width, lines);
            }

            if (!SimdActivation.IsClamp(kernel.Activation))
            {
                ActivationKernel.ApplyToPixels(
                    kernel.Activation, whole.Output + ((nint)row * output.Width * whole.OutputStride), output.Width, whole.OutputStride, kernel.OutChannels);
            }
        }

        /// <summary>Pixels [first, end) of a row, whose windows' lines are copied to where zeros stand for what is outside.</summary>
        private void PixelsAside(int row, float* source, int top, int first, int end, float* lines)
        {
            Window2D w = kernel.Window;
            int channels = kernel.InChannels;
            int left = (first * w.StrideWidth) - w.PadLeft;
            int length = (((end - first - 1) * w.StrideWidth) + w.KernelWidth) * channels;
            float* target = lines;
            for (int i = 0; i < w.KernelHeight; i++, target += length)
            {
                new Span<float>(target, length).Clear();
                int y = top + (i * w.DilationHeight);
                int inside = Math.Max(0, left);
                int behind = Math.Min(input.Width, left + (length / channels));
                if ((uint)y >= (uint)input.Height || inside >= behind)
                {
                    continue;
                }

                float* from = source + (y * input.RowStride) + ((nint)inside * input.PixelStride);
                float* to = target + ((inside - left) * channels);
                if (input.PixelStride == channels)
                {
                    new Span<float>(from, (behind - inside) * channels).CopyTo(new Span<float>(to, length));
                    continue;
                }

                for (int x = inside; x < behind; x++, from += input.PixelStride, to += channels)
                {
                    new Span<float>(from, channels).CopyTo(new Span<float>(to, channels));
                }
            }

            GemmCall call = whole;
            call.Left = lines;
            call.RunStep = length;
            Pixels(call, row, first, end);
        }

        private void Pixels(GemmCall call, int row, int first, int end)
        {
            if (first == end)
            {
                return;
            }

            nint pixel = ((nint)row * output.Width) + first;
            call.Output += pixel * call.OutputStride;
            call.Residual = call.Residual == null ? null : call.Residual + (pixel * call.ResidualStride);
            Gemm.Run(kernel._weights, call, end - first, 0, kernel._weights.Panels);
        }
    }
}
