using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>Products of every shape class against a plain triple loop in double precision, and tiles against their scalar twin.</summary>
public class MatMulTests
{
    public static TheoryData<int, int, int> Shapes()
    {
        var shapes = new TheoryData<int, int, int>();
        foreach (int rows in new[] { 1, 2, 5, 8, 13, 14, 15, 29, 57 })
        {
            foreach ((int depth, int columns) in new[] { (0, 3), (1, 1), (7, 5), (33, 16), (64, 17), (19, 32), (20, 33), (65, 100) })
            {
                shapes.Add(rows, depth, columns);
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Packed_and_runtime_products_agree_with_the_triple_loop(int rows, int depth, int columns)
    {
        const int Batch = 2;
        float[] left = KernelCase.Values(Batch * rows * depth, 1);
        float[] right = KernelCase.Values(Batch * depth * columns, 2);
        float[] bias = KernelCase.Values(columns, 3);
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            foreach ((bool turnLeft, bool turnRight) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                string what = $"{tier} {rows}x{depth}x{columns} {turnLeft} {turnRight}";
                float[] expected = TripleLoop(left, right, Batch, rows, depth, columns, turnLeft, turnRight);
                float[] actual = KernelCase.Values(expected.Length, 4);
                MatMulKernel.Multiply(tier, left, right, actual, Batch, rows, depth, columns, turnLeft, turnRight, WorkerPool.Inline);
                Close.ToLargest(expected, actual, 1e-5, what);
                if (!turnLeft)
                {
                    float[] first = expected[..(rows * columns)];
                    for (int i = 0; i < first.Length; i++)
                    {
                        first[i] = SimdActivation.Apply(FusedActivation.Swish, first[i] + bias[i % columns]);
                    }

                    MatMulKernel kernel = MatMulKernel.Create(tier, right.AsSpan(0, depth * columns), depth, columns, turnRight, bias, FusedActivation.Swish);
                    float[] output = new float[first.Length];
                    kernel.Run(left, output, rows, WorkerPool.Inline);
                    Close.ToLargest(first, output, 1e-5, what);
                }
            }
        }
    }

    [Fact]
    public void Every_tile_is_its_scalar_twin()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            GemmTier tiles = GemmTier.Of(tier);
            foreach (GemmTile tile in new[] { tiles.Tall, tiles.Low, tiles.Narrow })
            {
                foreach ((int depth, int runs) in new[] { (0, 1), (1, 1), (2, 1), (4, 1), (31, 1), (1, 4), (9, 3), (12, 2) })
                {
                    // The portable tiles round twice a step, the others once, like the twin.
                    TileAgrees(tile, depth, runs, goesOn: false, tier == KernelTier.Portable ? 1e-6 : 0);
                    TileAgrees(tile, depth, runs, goesOn: true, tier == KernelTier.Portable ? 1e-6 : 0);
                }
            }
        }
    }

    [Fact]
    public void Rows_are_covered_with_the_least_waste()
    {
        GemmTier tier = GemmTier.Of(KernelTier.Avx512);
        Assert.Equal(3, tier.TallTilesFor(49));
        Assert.Equal(14, tier.TallTilesFor(196));
        Assert.Equal(4, tier.TallTilesFor(64));
        Assert.Equal(0, tier.TallTilesFor(16));
        Assert.Equal(0, tier.TallTilesFor(1));
    }

    [Fact]
    public void Products_do_not_depend_on_the_number_of_threads()
    {
        using var workers = new WorkerPool(3);
        foreach ((int rows, int depth, int columns) in new[] { (8, 512, 1001), (200, 64, 100), (3000, 300, 5) })
        {
            float[] left = KernelCase.Values(rows * depth, 1);
            float[] right = KernelCase.Values(depth * columns, 2);
            float[] one = new float[rows * columns];
            float[] many = new float[rows * columns];
            MatMulKernel.Multiply(left, right, one, 1, rows, depth, columns, false, false, WorkerPool.Inline);
            MatMulKernel.Multiply(left, right, many, 1, rows, depth, columns, false, false, workers);
            Close.Exact(one, many);
        }
    }

    [Fact]
    public unsafe void Rows_that_fill_no_tile_are_the_scalar_twin()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            // Whole groups of panels, some panels behind them, a narrow one; in one piece and in two.
            GemmTier tiles = GemmTier.Of(tier);
            foreach (int columns in new[] { 3, (4 * tiles.Tall.Columns) + 1, (7 * tiles.Tall.Columns) - 2 })
            {
                foreach ((int rows, int depth, int runs) in new[] { (1, 37, 1), (3, 20, 1), (2, 9, 3) })
                {
                    float[] left = KernelCase.Values(4 * depth * runs, 1);
                    float[] right = KernelCase.Values(depth * runs * columns, 2);
                    float[] bias = KernelCase.Values(columns, 3);
                    float[] residual = KernelCase.Values(rows * columns, 4);
                    float[] once = new float[rows * columns];
                    float[] twice = new float[rows * columns];
                    float[] twin = new float[rows * columns];
                    var weights = new GemmWeights(tiles, depth * runs, columns);
                    weights.Pack(right, columns, 1, bias);
                    float[] panel = [.. bias, .. right];
                    fixed (float* x = left, z = residual, o = once, t = twice, e = twin, p = panel)
                    {
                        var call = new GemmCall
                        {
                            Left = x,
                            LeftStride = 2,
                            MoreRuns = runs - 1,
                            RunStep = depth + 3,
                            Output = o,
                            OutputStride = columns,
                            Residual = z,
                            ResidualStride = columns,
                            Low = -0.9f,
                            High = 0.8f,
                        };
                        Gemm.Run(weights, call, rows, 0, weights.Panels);
                        GemmCall scalar = call with { Start = p, Panel = p, Depth = depth, Output = e };
                        GemmReference.Run(scalar, rows, columns);
                        GemmCall part = call with { Output = t, Residual = null, Low = float.NegativeInfinity, High = float.PositiveInfinity };
                        if (runs == 1)
                        {
                            Gemm.Run(weights, part, rows, 0, weights.Panels, 0, 16);
                            part = call with { Left = x + 16, Output = t };
                            Gemm.Run(weights, part, rows, 0, weights.Panels, 16, depth - 16);
                            Close.Exact(once, twice);
                        }
                    }

                    Close.ToLargest(twin, once, tier == KernelTier.Portable ? 1e-6 : 0, $"{tier} {rows}x{depth}x{columns}, {runs} runs");
                }
            }
        }
    }

    private static unsafe void TileAgrees(GemmTile tile, int depth, int runs, bool goesOn, double tolerance)
    {
        int runStep = (tile.Rows * (depth + 3)) + 1;
        float[] left = KernelCase.Values(runs * runStep, 1);
        float[] panel = KernelCase.Values(((depth * runs) + 1) * tile.Columns, 2);
        float[] residual = KernelCase.Values(tile.Rows * (tile.Columns + 5), 3);
        float[] expected = new float[tile.Rows * (tile.Columns + 7)];
        float[] actual = new float[expected.Length];
        float[] sums = KernelCase.Values(tile.Rows * (tile.Columns + 2), 4);
        fixed (float* x = left, p = panel, z = residual, s = sums, e = expected, a = actual)
        {
            var call = new GemmCall
            {
                Left = x,
                LeftStride = depth + 3,
                Start = goesOn ? s : p,
                StartStride = goesOn ? tile.Columns + 2 : 0,
                Panel = p,
                Depth = depth,
                MoreRuns = runs - 1,
                RunStep = runStep,
                Output = e,
                OutputStride = tile.Columns + 7,
                Residual = z,
                ResidualStride = tile.Columns + 5,
                Low = -0.7f,
                High = 0.9f,
            };
            GemmReference.Run(call, tile.Rows, tile.Columns);
            call.Output = a;
            tile.Run(call);
        }

        Close.ToLargest(expected, actual, tolerance, $"{tile.Name} depth {depth}, {runs} runs");
    }

    private static float[] TripleLoop(float[] left, float[] right, int batch, int rows, int depth, int columns, bool turnLeft, bool turnRight)
    {
        float[] product = new float[batch * rows * columns];
        for (int b = 0; b < batch; b++)
        {
            for (int m = 0; m < rows; m++)
            {
                for (int n = 0; n < columns; n++)
                {
                    double sum = 0;
                    for (int k = 0; k < depth; k++)
                    {
                        double x = left[(b * rows * depth) + (turnLeft ? (k * rows) + m : (m * depth) + k)];
                        sum += x * right[(b * depth * columns) + (turnRight ? (n * depth) + k : (k * columns) + n)];
                    }

                    product[(((b * rows) + m) * columns) + n] = (float)sum;
                }
            }
        }

        return product;
    }
}
