using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Depthwise;

/// <summary>A depthwise convolution of multiplier 1 over registers of type <typeparamref name="V"/>; needs at least as many channels as lanes.</summary>
internal sealed unsafe class DepthwisePacked<V> : DepthwiseKernel
    where V : struct, ISimdVector<V>
{
    // The weights of the channels that are walked together stay in the first-level cache.
    private const int WeightBytes = 12 * 1024;
    private const int MostLanes = 16;

    // What it takes to hand work to another thread is worth about this many multiply-adds: a microsecond or two.
    private const long WorthSharing = 60_000;

    private readonly AlignedFloats _weights;
    private readonly int _blocks;
    private readonly DepthwiseTile? _four;
    private readonly DepthwiseTile? _seven;

    public DepthwisePacked(ReadOnlySpan<float> filter, int channels, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation)
        : this(Pack(filter, bias, channels, window.KernelHeight * window.KernelWidth), channels, window, activation)
    {
    }

    private DepthwisePacked(AlignedFloats weights, int channels, in Window2D window, FusedActivation activation)
        : base(channels, 1, window, activation)
    {
        _weights = weights;
        _blocks = (channels + V.Lanes - 1) / V.Lanes;
        (_four, _seven) = DepthwiseTile.For<V>(window);
    }

    /// <inheritdoc/>
    public override string Name => $"{typeof(V).Name}DepthwiseF32_{Window.KernelHeight}x{Window.KernelWidth}s{Window.StrideHeight}{(_four is null ? "_any" : string.Empty)}";

    private int Taps => Window.KernelHeight * Window.KernelWidth;

    /// <inheritdoc/>
    public override DepthwiseKernel WithWindow(in Window2D window) => new DepthwisePacked<V>(_weights, Channels, window, Activation);

    private protected override void RunCore(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers)
    {
        if (output.Pixels == 0)
        {
            return;
        }

        int chunk = Math.Clamp(WeightBytes / ((Taps + 1) * V.Lanes * sizeof(float)), 1, _blocks);
        long work = (long)output.Pixels * Channels * Taps;
        int shares = workers.Threads == 1 || work < WorthSharing ? 1 : work < 8 * WorthSharing ? workers.Threads : 4 * workers.Threads;
        int bands = Math.Clamp((shares + output.Batch - 1) / output.Batch, 1, output.Height);
        int chunks = (_blocks + chunk - 1) / chunk;
        fixed (float* x = input.Span, y = output.Span, z = residual is { } skip ? skip.Span : default)
        {
            var job = new Job
            {
                Kernel = this,
                Input = x,
                Output = y,
                Residual = z,
                InputShape = new PixelGrid(input),
                OutputShape = new PixelGrid(output),
                ResidualStride = residual?.PixelStride ?? 0,
                Tile = residual is null ? ChooseTile(output.Width) : null,
                Bands = bands,
                Chunks = chunks,
            };
            workers.For(output.Batch * bands * chunks, ref job);
        }
    }

    /// <inheritdoc/>
    internal override void RunRows(float* input, PixelGrid inputShape, float* output, PixelGrid outputShape, int firstRow, int endRow)
    {
        var job = new Job { Kernel = this, Input = input, Output = output, InputShape = inputShape, OutputShape = outputShape, Tile = ChooseTile(outputShape.Width) };
        int chunk = Math.Clamp(WeightBytes / ((Taps + 1) * V.Lanes * sizeof(float)), 1, _blocks);
        for (int block = 0; block < _blocks; block += chunk)
        {
            for (int row = firstRow; row < endRow; row++)
            {
                job.Row(0, row, block, Math.Min(_blocks, block + chunk));
            }
        }
    }

    private static AlignedFloats Pack(ReadOnlySpan<float> filter, ReadOnlySpan<float> bias, int channels, int taps)
    {
        int blocks = (channels + V.Lanes - 1) / V.Lanes;
        var packed = new AlignedFloats((long)blocks * (taps + 1) * V.Lanes);
        Span<float> target = packed.Span;
        for (int block = 0; block < blocks; block++)
        {
            int channel = Math.Min(block * V.Lanes, channels - V.Lanes);
            if (!bias.IsEmpty)
            {
                bias.Slice(channel, V.Lanes).CopyTo(target);
            }

            target = target[V.Lanes..];
            for (int tap = 0; tap < taps; tap++, target = target[V.Lanes..])
            {
                filter.Slice((tap * channels) + channel, V.Lanes).CopyTo(target);
            }
        }

        return packed;
    }

    /// <summary>The tile that covers a row of this width with the least waste.</summary>
    private DepthwiseTile? ChooseTile(int width)
    {
        int fours = width < 4 ? int.MaxValue : (width + 3) / 4 * 4;
        int sevens = width < 7 ? int.MaxValue : (width + 6) / 7 * 7;
        return fours == int.MaxValue ? null : sevens < fours ? _seven : _four;
    }

    private struct Job : IParallelBody
    {
        public DepthwisePacked<V> Kernel;
        public float* Input;
        public float* Output;
        public float* Residual;
        public PixelGrid InputShape;
        public PixelGrid OutputShape;
        public nint ResidualStride;
        public DepthwiseTile? Tile;
        public int Bands;
        public int Chunks;

        public void Invoke(int index)
        {
            (int rest, int chunk) = Math.DivRem(index, Chunks);
            (int image, int band) = Math.DivRem(rest, Bands);
            int endRow = (int)((long)OutputShape.Height * (band + 1) / Bands);
            for (int row = (int)((long)OutputShape.Height * band / Bands); row < endRow; row++)
            {
                Row(image, row, (int)((long)Kernel._blocks * chunk / Chunks), (int)((long)Kernel._blocks * (chunk + 1) / Chunks));
            }
        }

        public readonly void Row(int image, int row, int firstBlock, int endBlock)
        {
            Window2D w = Kernel.Window;
            int line = (row * w.StrideHeight) - w.PadTop;
            (int firstLine, int endLine) = Window2D.TapsInside(line, w.KernelHeight, w.DilationHeight, InputShape.Height);
            nint firstPixel = (((nint)image * OutputShape.Height) + row) * OutputShape.Width;
            var call = new DepthwiseCall
            {
                PixelStride = InputShape.PixelStride,
                LineStride = (nint)w.DilationHeight * InputShape.Width * InputShape.PixelStride,
                Weights = Kernel._weights.Pointer,
                FirstLine = firstLine,
                Lines = endLine - firstLine,
                FirstBlock = firstBlock,
                EndBlock = endBlock,
                LastChannel = Kernel.Channels - V.Lanes,
                OutputStride = OutputShape.PixelStride,
            };
            (call.Low, call.High) = SimdActivation.Bounds(Kernel.Activation);
            float* lineStart = Input + ((((nint)image * InputShape.Height) + line + (firstLine * w.DilationHeight)) * InputShape.Width * InputShape.PixelStride);
            int pixels = Tile?.Pixels ?? 1;
            for (int start = 0; start < OutputShape.Width; start += pixels)
            {
                int first = Math.Min(start, OutputShape.Width - pixels);
                int column = (first * w.StrideWidth) - w.PadLeft;
                call.Input = lineStart + (column * (nint)InputShape.PixelStride);
                call.Output = Output + ((firstPixel + first) * OutputShape.PixelStride);
                call.ColumnsBefore = Math.Max(0, -column);
                call.ColumnsBehind = Math.Max(0, column + ((pixels - 1) * w.StrideWidth) + w.ExtentWidth - InputShape.Width);
                if (Tile is { } tile && call.ColumnsBefore <= tile.Margin && call.ColumnsBehind <= tile.Margin)
                {
                    tile.Run(call);
                    continue;
                }

                for (int x = first; x < first + pixels; x++)
                {
                    Pixel(call, lineStart, (x * w.StrideWidth) - w.PadLeft, firstPixel + x);
                }
            }

            if (!SimdActivation.IsClamp(Kernel.Activation))
            {
                int channel = firstBlock * V.Lanes;
                int count = Math.Min(Kernel.Channels, endBlock * V.Lanes) - channel;
                ActivationKernel.ApplyToPixels(
                    Kernel.Activation, Output + (firstPixel * OutputShape.PixelStride) + channel, OutputShape.Width, OutputShape.PixelStride, count);
            }
        }

        /// <summary>One output pixel of any window.</summary>
        private readonly void Pixel(in DepthwiseCall call, float* lineStart, int column, nint pixel)
        {
            Window2D w = Kernel.Window;
            (int firstTap, int endTap) = Window2D.TapsInside(column, w.KernelWidth, w.DilationWidth, InputShape.Width);
            V low = V.Of(call.Low), high = V.Of(call.High);
            float* whole = stackalloc float[MostLanes];
            for (int block = call.FirstBlock; block < call.EndBlock; block++)
            {
                nint channel = call.ChannelOf(block, V.Lanes);
                float* weights = call.Weights + ((nint)block * (Kernel.Taps + 1) * V.Lanes);
                V sum = V.Load(weights);
                for (int i = 0; i < call.Lines; i++)
                {
                    for (int j = firstTap; j < endTap; j++)
                    {
                        float* x = lineStart + (i * call.LineStride) + ((column + (j * w.DilationWidth)) * call.PixelStride) + channel;
                        sum = V.MultiplyAdd(V.Load(x), V.Load(weights + ((1 + ((call.FirstLine + i) * w.KernelWidth) + j) * V.Lanes)), sum);
                    }
                }

                float* target = Output + (pixel * call.OutputStride) + channel;
                if (Residual == null)
                {
                    V.Clamp(sum, low, high).Store(target);
                    continue;
                }

                // The residual may lie in the output, so channels of an overlap, which are done, keep their values.
                V.Clamp(V.Add(sum, V.Load(Residual + (pixel * ResidualStride) + channel)), low, high).Store(whole);
                int done = (block * V.Lanes) - (int)channel;
                new Span<float>(whole + done, V.Lanes - done).CopyTo(new Span<float>(target + done, V.Lanes - done));
            }
        }
    }
}
