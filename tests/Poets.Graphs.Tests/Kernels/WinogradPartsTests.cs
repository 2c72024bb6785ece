using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Products;
using Poets.Graphs.Kernels.Simd;
using Poets.Graphs.Kernels.Winograd;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>What a convolution with fewer multiplications is made of: matrices, their register forms, and the division among threads.</summary>
public sealed class WinogradPartsTests
{
    [Fact]
    public void The_matrices_make_a_convolution()
    {
        IsConvolution(WinogradMatrices.Of<WinogradAxes.Single>(), 1);
        IsConvolution(WinogradMatrices.Of<WinogradAxes.Two3>(), 3);
        IsConvolution(WinogradMatrices.Of<WinogradAxes.Four3>(), 3);
        IsConvolution(WinogradMatrices.Of<WinogradAxes.Two5>(), 5);
        IsConvolution(WinogradMatrices.Of<WinogradAxes.Two7>(), 7);
    }

    [Fact]
    public void Every_axis_multiplies_by_its_matrices()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            switch (tier)
            {
                case KernelTier.Avx512:
                    Axes<Simd512>();
                    break;
                case KernelTier.Avx2:
                    Axes<Simd256>();
                    break;
                default:
                    Axes<SimdAny>();
                    break;
            }
        }

        Axes<SimdOne>();
    }

    [Fact]
    public void Every_tile_and_panel_belongs_to_one_task()
    {
        foreach (KernelTier tier in Enum.GetValues<KernelTier>())
        {
            foreach (int columns in new[] { 16, 96, 192 })
            {
                var matrix = new GemmWeights(GemmTier.Of(tier), 80, columns);
                foreach (int tiles in new[] { 1, 8, 28, 153, 648, 2738 })
                {
                    foreach (int threads in new[] { 1, 2, 3, 8 })
                    {
                        var division = WinogradDivision.Of(matrix, 24, tiles, threads);
                        var seen = new HashSet<(int, int)>();
                        for (int task = 0; task < division.Tasks; task++)
                        {
                            (int first, int count, int firstPanel, int endPanel) = division.Task(task, tiles, matrix.Panels);
                            for (int tile = first; tile < first + count; tile++)
                            {
                                for (int panel = firstPanel; panel < endPanel; panel++)
                                {
                                    Assert.True(seen.Add((tile, panel)));
                                }
                            }
                        }

                        Assert.Equal(tiles * matrix.Panels, seen.Count);
                    }
                }
            }
        }
    }

    /// <summary>Layers of Inception v3: matrices, tiles, depth, columns.</summary>
    [Theory]
    [InlineData(24, 2738, 32, 64)]
    [InlineData(24, 648, 80, 192)]
    [InlineData(24, 162, 96, 96)]
    [InlineData(36, 324, 48, 64)]
    [InlineData(8, 153, 128, 128)]
    [InlineData(8, 153, 192, 192)]
    public void No_thread_of_two_has_a_tenth_more_than_its_half(int matrices, int tiles, int depth, int columns)
    {
        var matrix = new GemmWeights(GemmTier.Of(KernelTier.Avx512), depth, columns);
        var division = WinogradDivision.Of(matrix, matrices, tiles, 2);
        long[] shares = [0, 0];
        for (int i = 0; i < division.Tasks; i++)
        {
            (_, int count, int firstPanel, int endPanel) = division.Task(i, tiles, matrix.Panels);

            // Whoever is free takes the next task.
            shares[shares[0] <= shares[1] ? 0 : 1] += (long)count * (endPanel - firstPanel);
        }

        Assert.InRange(shares.Max(), 0, tiles * matrix.Panels * 0.55);
    }

    private static void IsConvolution(WinogradMatrices matrices, int taps)
    {
        Assert.Equal(taps, matrices.Taps);
        double[] pixels = Array.ConvertAll(KernelCase.Values(matrices.Points, 1), value => (double)value);
        double[] filter = Array.ConvertAll(KernelCase.Values(taps, 2), value => (double)value);
        double[] left = WinogradMatrices.Multiply(matrices.Input, pixels);
        double[] right = WinogradMatrices.Multiply(matrices.Filter, filter);
        double[] outputs = WinogradMatrices.Multiply(matrices.Output, left.Zip(right, (x, y) => x * y).ToArray());
        for (int i = 0; i < matrices.Outputs; i++)
        {
            double expected = 0;
            for (int j = 0; j < taps; j++)
            {
                expected += pixels[i + j] * filter[j];
            }

            Assert.Equal(expected, outputs[i], 1e-12);
        }
    }

    private static void Axes<V>()
        where V : struct, ISimdVector<V>
    {
        Axis<WinogradAxes.Single, V>();
        Axis<WinogradAxes.Two3, V>();
        Axis<WinogradAxes.Four3, V>();
        Axis<WinogradAxes.Two5, V>();
        Axis<WinogradAxes.Two7, V>();
    }

    private static unsafe void Axis<A, V>()
        where A : struct, IWinogradAxis
        where V : struct, ISimdVector<V>
    {
        WinogradMatrices matrices = WinogradMatrices.Of<A>();
        float[] values = KernelCase.Values(A.Points * V.Lanes, 3);
        float[] inputs = new float[A.Points * V.Lanes];
        float[] outputs = new float[A.Outputs * V.Lanes];
        fixed (float* source = values, before = inputs, behind = outputs)
        {
            A.Input<V, Memory<V>>(new Memory<V>(source), before, V.Lanes);
            A.Output<V, Memory<V>>(source, V.Lanes, new Memory<V>(behind));
        }

        for (int lane = 0; lane < V.Lanes; lane++)
        {
            double[] column = [.. Enumerable.Range(0, A.Points).Select(i => (double)values[(i * V.Lanes) + lane])];
            Same(WinogradMatrices.Multiply(matrices.Input, column), inputs, lane, V.Lanes);
            Same(WinogradMatrices.Multiply(matrices.Output, column), outputs, lane, V.Lanes);
        }
    }

    private static void Same(double[] expected, float[] actual, int lane, int lanes)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[(i * lanes) + lane], 4e-6);
        }
    }

    private readonly unsafe struct Memory<V>(float* first) : IWinogradSource<V>, IWinogradTarget<V>
        where V : struct, ISimdVector<V>
    {
        public V At(int index) => V.Load(first + (index * V.Lanes));

        public void Put(int index, V value) => value.Store(first + (index * V.Lanes));
    }
}
