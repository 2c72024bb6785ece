using System.Buffers;
using Poets.Graphs.Execution;

namespace Poets.Graphs.Kernels;

/// <summary>
/// A convolution of stride 1 with fewer multiplications: tiles of pixels are transformed, multiplied by the transformed filter and
/// transformed back, so that F(2×4, 3×3) takes 24 products where the formula takes 72.
/// </summary>
/// <typeparam name="H">The vertical axis.</typeparam>
/// <typeparam name="W">The horizontal axis.</typeparam>
/// <remarks>
/// The products are packed ones, a matrix [tiles, C] × [C, O] for each pair of points. A block of tiles goes through all of it before
/// the next one starts, so that what lies between stays in the second-level cache. A value depends on its tile alone, not on how
/// tiles and panels are shared among threads. What is not finite spreads over its tile.
/// </remarks>
internal sealed unsafe class ConvolutionWinograd<H, W> : ConvolutionKernel
    where H : struct, IWinogradAxis
    where W : struct, IWinogradAxis
{
    private readonly KernelTier _tier;
    private readonly WinogradWeights _weights;

    public ConvolutionWinograd(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation)
        : this(
            tier, new WinogradWeights(tier, filterHwio, inChannels, outChannels, WinogradMatrices.Of<H>(), WinogradMatrices.Of<W>(), bias),
            inChannels, outChannels, window, activation)
    {
    }

    private ConvolutionWinograd(KernelTier tier, WinogradWeights weights, int inChannels, int outChannels, in Window2D window, FusedActivation activation)
        : base(inChannels, outChannels, window, activation, 1)
    {
        _tier = tier;
        _weights = weights;
    }

    /// <inheritdoc/>
    public override string Name => $"Winograd{H.Outputs}x{W.Outputs}+{GemmTier.Of(_tier).Tall.Name}";

    /// <inheritdoc/>
    public override ConvolutionKernel WithWindow(in Window2D window) =>
        new ConvolutionWinograd<H, W>(_tier, _weights, InChannels, OutChannels, window, Activation);

    private protected override void RunCore(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers)
    {
        if (output.Pixels == 0)
        {
            return;
        }

        switch (_tier)
        {
            case KernelTier.Avx512:
                Run<Simd512>(input, output, residual, workers);
                break;
            case KernelTier.Avx2:
                Run<Simd256>(input, output, residual, workers);
                break;
            default:
                Run<SimdAny>(input, output, residual, workers);
                break;
        }
    }

    private void Run<V>(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers)
        where V : struct, ISimdVector<V>
    {
        var grid = WinogradGrid.Of(output, H.Outputs, W.Outputs);
        WinogradDivision division = WinogradDivision.Of(_weights.Matrices[0], _weights.Matrices.Length, grid.Count, workers.Threads);
        fixed (float* x = input.Span, y = output.Span, z = residual is { } skip ? skip.Span : default)
        {
            var job = new Job<V>(
                _weights, division, OutChannels, x, y, z,
                new WinogradInput<H, W, V>(new PixelGrid(input), grid, InChannels, Window.PadTop, Window.PadLeft),
                new WinogradOutput<H, W, V>(new PixelGrid(output), residual?.PixelStride ?? 0, grid, Activation));
            workers.For(division.Tasks, ref job);
        }
    }

    private readonly struct Job<V>(
        WinogradWeights weights, WinogradDivision division, int outChannels, float* x, float* y, float* z,
        WinogradInput<H, W, V> before, WinogradOutput<H, W, V> behind) : IParallelBody
        where V : struct, ISimdVector<V>
    {
        public void Invoke(int index)
        {
            GemmWeights[] matrices = weights.Matrices;
            int width = matrices[0].Tier.Tall.Columns;
            (int first, int count, int firstPanel, int endPanel) = division.Task(index, before.Grid.Count, matrices[0].Panels);

            // Odd numbers of cache lines keep the rows of a tile, and the points of one, out of each other's cache sets.
            nint leftStride = OddLines(matrices[0].Depth);
            nint leftSize = OddLines(count * leftStride);
            nint sumsSize = OddLines(count * width);
            nint work = OddLines(Math.Max(before.WorkSize, WinogradOutput<H, W, V>.WorkSize));
            float[] rented = ArrayPool<float>.Shared.Rent(checked((int)((matrices.Length * (leftSize + sumsSize)) + work + AlignedFloats.CacheLine)));
            fixed (float* start = rented)
            {
                float* left = AlignedFloats.Align(start);
                float* sums = left + (matrices.Length * leftSize);
                float* aside = sums + (matrices.Length * sumsSize);
                before.Run(x, first, count, left, leftSize, leftStride, aside);
                var call = new GemmCall { LeftStride = leftStride, OutputStride = width, Low = float.NegativeInfinity, High = float.PositiveInfinity };
                for (int p = firstPanel; p < endPanel; p++)
                {
                    int column = p * width;
                    for (int m = 0; m < matrices.Length; m++)
                    {
                        call.Left = left + (m * leftSize);
                        call.Output = sums + (m * sumsSize) - column;
                        Gemm.Run(matrices[m], call, count, p, p + 1);
                    }

                    behind.Run(
                        sums, sumsSize, width, first, count, weights.Bias + column, y + column, z == null ? null : z + column,
                        Math.Min(width, outChannels - column), aside);
                }
            }

            ArrayPool<float>.Shared.Return(rented);
        }

        private static nint OddLines(nint elements) => (((elements + AlignedFloats.CacheLine - 1) / AlignedFloats.CacheLine) | 1) * AlignedFloats.CacheLine;
    }
}
