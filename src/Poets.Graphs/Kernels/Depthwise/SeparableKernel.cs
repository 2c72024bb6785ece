using System.Buffers;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Convolution;

namespace Poets.Graphs.Kernels.Depthwise;

/// <summary>
/// [Pointwise →] depthwise → pointwise [+ residual] as one kernel: a few rows go through all stages before the next ones
/// start, so that what lies between the stages never leaves the second-level cache.
/// </summary>
/// <remarks>
/// Output rows [row, end) of an image, 3×3 windows of stride 1, each stage in rows of its own:
/// <code>
///   input        row − 1 … end        read where it lies
///     │ expand                        rows that the band before has left are moved up, the others are made
///   expandedRows row − 1 … end        rented: [held, heldEnd)
///     │ depthwise
///   filteredRows row … end − 1        rented
///     │ project (+ residual)
///   output       row … end − 1        written where it belongs
/// </code>
/// Without an expansion the windows lie over the input itself. Rented rows hold a part of the image, but kernels count rows from its top: they are given the address that its row 0 would have.
/// Bit for bit what the kernels give one after the other: each value is computed by the same tiles in the same order. The first
/// stage is MobileNet v2's and EfficientNet's expansion; MobileNet v1's blocks have none.
/// </remarks>
public sealed unsafe class SeparableKernel
{
    // Of a second-level cache of 1 MB (AVX-512 servers) or 512 kB; weights and the blocks' ends share it.
    private const long BandBytes = 320 * 1024;

    // Bands that need no rows of their neighbours may be smaller, so that half of the cache is left for the block's ends.
    private const long IndependentBandBytes = 100 * 1024;
    private const long MostWeightBytes = 160 * 1024;

    // Where all that lies between the stages stays in the cache anyway, whole layers have the better tiles.
    private const long WorthFusingBytes = 512 * 1024;

    private readonly ConvolutionGemm? _expand;
    private readonly DepthwiseKernel _depthwise;
    private readonly ConvolutionGemm _project;

    private SeparableKernel(ConvolutionGemm? expand, DepthwiseKernel depthwise, ConvolutionGemm project)
    {
        _expand = expand;
        _depthwise = depthwise;
        _project = project;
    }

    /// <summary>Tier, function, type and tile, as the profile prints it.</summary>
    public string Name => (_expand is null ? string.Empty : _expand.Name + " > ") + _depthwise.Name + " > " + _project.Name;

    /// <summary>Multiply-adds of the formulas for a batch.</summary>
    public long MultiplyAdds(in ActivationView input, in ActivationView output) =>
        (input.Pixels * (_expand?.MultiplyAddsPerPixel ?? 0)) + (output.Pixels * (_depthwise.MultiplyAddsPerPixel + _project.MultiplyAddsPerPixel));

    /// <summary>Joins kernels that follow each other.</summary>
    /// <param name="expand">The first stage, or null.</param>
    /// <param name="depthwise">The second stage.</param>
    /// <param name="project">The third stage.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <returns>Null where the kernels cannot be joined, or would gain nothing.</returns>
    public static SeparableKernel? TryCreate(ConvolutionKernel? expand, DepthwiseKernel depthwise, ConvolutionKernel project, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(depthwise);
        ArgumentNullException.ThrowIfNull(project);
        SeparableKernel? joined = TryJoin(expand, depthwise, project);
        if (joined is null)
        {
            return null;
        }

        long weights = joined._project.WeightBytes + (joined._expand?.WeightBytes ?? 0);
        return joined.BytesBetween(height, width) >= WorthFusingBytes && weights <= MostWeightBytes ? joined : null;
    }

    /// <summary>Bytes that lie between the stages of one image, and need not be written to memory.</summary>
    public long BytesBetween(int height, int width)
    {
        long filtered = (long)_depthwise.Window.OutputHeight(height) * _depthwise.Window.OutputWidth(width);
        long expanded = _expand is null ? 0 : (long)height * width;
        return (filtered + expanded) * _depthwise.Channels * sizeof(float);
    }

    /// <summary>Computes one batch; <paramref name="residual"/>, where there is one, is added before the last activation.</summary>
    /// <exception cref="ArgumentException">The views' shapes do not agree with the kernels.</exception>
    public void Run(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers)
    {
        Window2D window = _depthwise.Window;
        input.RequireShape(input.Batch, input.Height, input.Width, _expand?.InChannels ?? _depthwise.Channels, "block's input");
        output.RequireShape(input.Batch, window.OutputHeight(input.Height), window.OutputWidth(input.Width), _project.OutChannels, "block's output");
        residual?.RequireShape(output.Batch, output.Height, output.Width, output.Channels, "residual");
        if (output.Pixels == 0)
        {
            return;
        }

        // Bands share the rows at their edges, so there are no more than the threads need.
        int bands = workers.Threads == 1 ? 1 : Math.Clamp(((2 * workers.Threads) + output.Batch - 1) / output.Batch, 1, output.Height);
        fixed (float* x = input.Span, y = output.Span, z = residual is { } skip ? skip.Span : default)
        {
            var job = new Job(this, x, y, z, new PixelGrid(input), new PixelGrid(output), residual?.PixelStride ?? 0, bands);
            workers.For(output.Batch * bands, ref job);
        }
    }

    internal static SeparableKernel? TryJoin(ConvolutionKernel? expand, DepthwiseKernel depthwise, ConvolutionKernel project) =>
        project is ConvolutionGemm { IsPlain: true } last && depthwise is not ScalarDepthwise && depthwise.Multiplier == 1
            && last.InChannels == depthwise.Channels
            && (expand is null || (expand is ConvolutionGemm { IsPlain: true } && expand.OutChannels == depthwise.Channels))
            ? new SeparableKernel((ConvolutionGemm?)expand, depthwise, last)
            : null;

    private readonly struct Job(
        SeparableKernel kernel, float* inputPixels, float* outputPixels, float* residualPixels, PixelGrid input, PixelGrid output, int residualStride, int bands) : IParallelBody
    {
        public void Invoke(int index)
        {
            (int image, int band) = Math.DivRem(index, bands);
            int firstRow = (int)((long)output.Height * band / bands);
            int endRow = (int)((long)output.Height * (band + 1) / bands);
            Window2D window = kernel._depthwise.Window;
            int channels = kernel._depthwise.Channels;
            var expanded = new PixelGrid(input.Height, input.Width, kernel._expand is null ? input.PixelStride : channels);
            var filtered = new PixelGrid(output.Height, output.Width, channels);
            bool fetchesOutput = kernel._project.FetchesOutput((long)output.Height * output.RowStride);

            // As many output rows at a time as the cache holds, with the rows under their windows.
            long perRow = (filtered.RowStride + (kernel._expand is null ? 0 : window.StrideHeight * expanded.RowStride)) * sizeof(float);
            int rows = (int)Math.Clamp((kernel._expand is null ? IndependentBandBytes : BandBytes) / perRow, 1, endRow - firstRow);
            int under = kernel._expand is null ? 0 : ((rows - 1) * window.StrideHeight) + window.ExtentHeight;
            float[] rented = ArrayPool<float>.Shared.Rent(checked((int)((under * expanded.RowStride) + (rows * filtered.RowStride) + AlignedFloats.CacheLine)));
            fixed (float* start = rented)
            {
                float* expandedRows = AlignedFloats.Align(start);
                float* filteredRows = expandedRows + (under * expanded.RowStride);
                float* source = inputPixels + (image * input.Height * input.RowStride);
                int held = 0;
                int heldEnd = 0;
                for (int row = firstRow; row < endRow; row += rows)
                {
                    int end = Math.Min(endRow, row + rows);
                    float* depthwiseRow0 = source;
                    if (kernel._expand is { } expand)
                    {
                        (held, heldEnd) = Expand(expand, source, expanded, expandedRows, window, row, end, held, heldEnd);
                        depthwiseRow0 = expandedRows - (held * expanded.RowStride);
                    }

                    float* filteredRow0 = filteredRows - (row * filtered.RowStride);
                    kernel._depthwise.RunRows(depthwiseRow0, expanded, filteredRow0, filtered, row, end);
                    nint pixel = (((nint)image * output.Height) + row) * output.Width;
                    kernel._project.RunPixels(
                        filteredRows, channels, outputPixels + (pixel * output.PixelStride), output.PixelStride,
                        residualPixels == null ? null : residualPixels + (pixel * residualStride), residualStride, (end - row) * output.Width, fetchesOutput);
                }
            }

            ArrayPool<float>.Shared.Return(rented);
        }

        /// <summary>Makes the expanded rows under output rows [row, end); of those held from before, the ones still needed are kept.</summary>
        private (int Held, int HeldEnd) Expand(
            ConvolutionGemm expand, float* source, PixelGrid expanded, float* target, in Window2D window, int row, int end, int held, int heldEnd)
        {
            int first = Math.Max(0, (row * window.StrideHeight) - window.PadTop);
            int last = Math.Min(input.Height, ((end - 1) * window.StrideHeight) - window.PadTop + window.ExtentHeight);
            int kept = Math.Max(0, Math.Min(heldEnd, last) - first);
            if (kept > 0 && first > held)
            {
                new Span<float>(target + ((first - held) * expanded.RowStride), checked((int)(kept * expanded.RowStride))).CopyTo(new Span<float>(target, int.MaxValue));
            }

            int next = first + kept;
            if (next < last)
            {
                expand.RunPixels(
                    source + (next * input.RowStride), input.PixelStride, target + (kept * expanded.RowStride), expanded.PixelStride, null, 0,
                    (last - next) * input.Width, fetchesOutput: false);
            }

            return (first, Math.Max(last, first + kept));
        }
    }
}
