using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Kernels.Winograd;

/// <summary>How a Winograd convolution is divided into tasks: blocks of tiles, and parts of the panels where blocks alone would not come out even.</summary>
internal readonly record struct WinogradDivision(int TilesPerTask, int TileTasks, int PanelsPerTask, int PanelTasks)
{
    // The left matrices of a block and a panel of sums, beside the weights that stream by; of a second-level cache of 1 MB.
    private const int BlockBytes = 512 * 1024;

    // Transforming a block costs about as much as multiplying it by a panel, and is done by each that shares it.
    private const int TransformInPanels = 1;

    // Every block reads all weights, which takes about as long as so many tiles.
    private const int BlockInTiles = 7;

    private const int MostTasksPerThread = 4;

    /// <summary>All tasks.</summary>
    public int Tasks => TileTasks * PanelTasks;

    /// <summary>Chooses the blocks, such that the thread with the most work has as little as possible.</summary>
    /// <param name="matrix">One of the products' right matrices.</param>
    /// <param name="matrices">How many there are.</param>
    /// <param name="tiles">Rows of each product.</param>
    /// <param name="threads">Threads to share them.</param>
    public static WinogradDivision Of(GemmWeights matrix, int matrices, int tiles, int threads)
    {
        int unit = matrix.Tier.Tall.Rows;
        int bytes = matrices * (matrix.Depth + matrix.Tier.Tall.Columns) * sizeof(float);
        int largest = Math.Max(2 * unit, BlockBytes / bytes / unit * unit);
        if ((long)tiles * matrices * matrix.Depth * matrix.Columns < GemmDivision.WorthSharing)
        {
            threads = 1;
        }

        var best = default(WinogradDivision);
        long least = long.MaxValue;
        int most = ((tiles + largest - 1) / largest) + (threads * MostTasksPerThread);
        for (int parts = 1; parts <= Math.Min(threads, matrix.Panels); parts++)
        {
            int panels = (matrix.Panels + parts - 1) / parts;
            for (int blocks = (tiles + largest - 1) / largest; blocks <= most; blocks++)
            {
                int block = ((tiles + blocks - 1) / blocks + unit - 1) / unit * unit;
                var division = new WinogradDivision(block, (tiles + block - 1) / block, panels, (matrix.Panels + panels - 1) / panels);
                long cost = (long)((division.Tasks + threads - 1) / threads) * (block + BlockInTiles) * (panels + TransformInPanels);
                if (cost < least)
                {
                    (best, least) = (division, cost);
                }
            }
        }

        return best;
    }

    /// <summary>The tiles and panels of task <paramref name="index"/>.</summary>
    public (int First, int Count, int FirstPanel, int EndPanel) Task(int index, int tiles, int panels)
    {
        (int block, int part) = Math.DivRem(index, PanelTasks);
        int first = block * TilesPerTask;
        int firstPanel = part * PanelsPerTask;
        return (first, Math.Min(TilesPerTask, tiles - first), firstPanel, Math.Min(panels, firstPanel + PanelsPerTask));
    }
}
