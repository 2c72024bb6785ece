using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>How products are divided among threads.</summary>
public sealed class GemmDivisionTests
{
    /// <summary>Layers of Inception v3 on maps of 35, 17 and 8 pixels a side: rows, depth, columns, what a task holds of the depth.</summary>
    public static TheoryData<int, int, int, int> Layers => new()
    {
        { 1225, 864, 96, 432 },
        { 289, 2592, 384, 432 },
        { 289, 896, 192, 448 },
        { 289, 768, 128, 384 },
        { 64, 1728, 320, 432 },
        { 64, 4032, 384, 512 },
        { 64, 2048, 448, 512 },
        { 64, 1280, 192, 432 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void No_thread_of_two_has_a_fifth_more_than_its_half(int rows, int depth, int columns, int held)
    {
        // Without panels' contents: a division looks at sizes alone.
        var weights = new GemmWeights(GemmTier.Of(KernelTier.Avx512), depth, columns);
        foreach (bool gathers in new[] { false, true })
        {
            GemmDivision division = GemmDivision.Of(weights, rows, 2, gathers, held);
            long[] shares = [0, 0];
            for (int i = 0; i < division.Tasks; i++)
            {
                (_, int taskRows, int firstPanel, int endPanel) = division.Task(i, rows, weights.Panels);

                // Whoever is free takes the next task.
                shares[shares[0] <= shares[1] ? 0 : 1] += (long)taskRows * (endPanel - firstPanel);
            }

            Assert.InRange(shares.Max(), 0, rows * weights.Panels * 0.6);
        }
    }

    [Fact]
    public void Every_row_and_panel_belongs_to_one_task()
    {
        foreach (KernelTier tier in new[] { KernelTier.Portable, KernelTier.Avx2, KernelTier.Avx512 })
        {
            foreach (int columns in new[] { 8, 100, 320, 448 })
            {
                var weights = new GemmWeights(GemmTier.Of(tier), 300, columns);
                foreach (int rows in new[] { 1, 15, 64, 289, 1225, 5041 })
                {
                    foreach (int threads in new[] { 1, 2, 3, 8 })
                    {
                        foreach (bool gathers in new[] { false, true })
                        {
                            Covers(GemmDivision.Of(weights, rows, threads, gathers, 300), rows, weights.Panels);
                        }
                    }
                }
            }
        }
    }

    private static void Covers(GemmDivision division, int rows, int panels)
    {
        int[] seen = new int[rows * panels];
        for (int i = 0; i < division.Tasks; i++)
        {
            (int first, int count, int firstPanel, int endPanel) = division.Task(i, rows, panels);
            Assert.True(count > 0 && endPanel > firstPanel, $"{division} has a task without work.");
            for (int row = first; row < first + count; row++)
            {
                for (int panel = firstPanel; panel < endPanel; panel++)
                {
                    seen[(row * panels) + panel]++;
                }
            }
        }

        Assert.All(seen, times => Assert.Equal(1, times));
    }
}
