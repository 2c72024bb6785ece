using System.Buffers;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Products;
using Poets.Graphs.Kernels.Simd;
using Poets.Graphs.Kernels.Winograd;

namespace Poets.Graphs.Kernels.Convolution;

/// <summary>
/// A convolution of stride 1 with fewer multiplications: tiles of pixels are transformed, multiplied by the transformed filter and
/// transformed back, so that F(2×4, 3×3) takes 24 products where the formula takes 72.
/// </summary>
/// <typeparam name="H">The vertical axis.</typeparam>
/// <typeparam name="W">The horizontal axis.</typeparam>
/// <remarks>
/// For a block of T tiles, with n · n′ pairs of points (a, b), C input and O output channels:
/// <code>
///   pixels ──WinogradInput──▶ left[a, b] [T, C] ──WinogradProducts──▶ sums[a, b] [T, 32 of O] ──WinogradOutput──▶ pixels
///            Bᵀ · d · B                           · U[a, b] [C, O]                              Aᵀ · s · A
/// </code>
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
            (int first, int count, int firstPanel, int endPanel) = division.Task(index, before.Grid.Count, matrices[0].Panels);
            var products = new WinogradProducts(matrices, count);
            nint work = Math.Max(before.WorkSize, WinogradOutput<H, W, V>.WorkSize);
            float[] rented = ArrayPool<float>.Shared.Rent(checked((int)(products.Size + work + AlignedFloats.CacheLine)));
            fixed (float* start = rented)
            {
                float* left = AlignedFloats.Align(start);
                float* sums = left + (matrices.Length * products.LeftSize);
                float* aside = left + products.Size;
                before.Run(x, first, count, left, products.LeftSize, products.LeftStride, aside);
                products.ClearRest(left);
                for (int p = firstPanel; p < endPanel; p++)
                {
                    products.Run(left, sums, p);
                    int column = p * products.Columns;
                    behind.Run(
                        sums, products.SumsSize, products.Columns, first, count, weights.Bias + column, y + column, z == null ? null : z + column,
                        Math.Min(products.Columns, outChannels - column), aside);
                }
            }

            ArrayPool<float>.Shared.Return(rented);
        }
    }
}
