namespace Poets.Graphs.Kernels.Products;

/// <summary>How a product is divided into tasks: blocks of rows that stay in the second-level cache, and of panels where rows are few.</summary>
internal readonly record struct GemmDivision(int RowsPerTask, int RowTasks, int PanelsPerTask, int PanelTasks)
{
    // Half of a second-level cache of 512 kB, so that a panel and the output fit beside the rows.
    private const int RowBlockBytes = 256 * 1024;

    /// <summary>What it takes to wake another thread is worth about this many multiply-adds.</summary>
    public const long WorthSharing = 200_000;

    /// <summary>All tasks.</summary>
    public int Tasks => RowTasks * PanelTasks;

    /// <summary>Chooses the blocks for <paramref name="rows"/> rows, of which a task holds <paramref name="depth"/> elements at a time.</summary>
    public static GemmDivision Of(GemmWeights weights, int rows, int threads, bool gathers, int depth)
    {
        int tile = weights.Tier.Tall.Rows;
        int fewest = (gathers ? 2 : 4) * tile;
        int block = Math.Max(fewest, RowBlockBytes / (Math.Max(1, depth) * sizeof(float)) / tile * tile);
        int sharers = 1;
        if (threads > 1 && (long)rows * weights.Depth * weights.Columns >= WorthSharing)
        {
            (int even, int mostRows) = EvenBlock(rows, tile, threads, 4);

            // Every task would gather the same pixels once more.
            (int panelsEach, int mostPanels) = EvenBlock(weights.Panels, 1, threads, gathers ? 1 : 2);
            if (rows < threads * fewest || (rows <= block && (long)rows * mostPanels < (long)mostRows * weights.Panels))
            {
                return new GemmDivision(Math.Max(block, rows), 1, panelsEach, (weights.Panels + panelsEach - 1) / panelsEach);
            }

            // A block that is a little too large costs less than a thread that waits while the other one does the third task of three.
            block = even <= block + (block / 4) ? even : block;
            sharers = threads;
        }

        // Blocks of one size, rather than whole ones and a rest for which all weights are read once more.
        int tasks = Math.Max(1, (rows + block - 1) / block);
        tasks = (tasks + sharers - 1) / sharers * sharers;
        block = ((rows + tasks - 1) / tasks + tile - 1) / tile * tile;
        return new GemmDivision(block, (rows + block - 1) / block, weights.Panels, 1);
    }

    /// <summary>
    /// Whole tiles, such that the thread with the most of <paramref name="count"/> rows or panels has as few as possible; of equals, the
    /// smallest block, since several tasks a thread even out what the machine's other work takes away.
    /// </summary>
    private static (int Block, int Most) EvenBlock(int count, int tile, int threads, int mostTasksPerThread)
    {
        int best = count;
        int fewest = int.MaxValue;
        for (int each = 1; each <= mostTasksPerThread; each++)
        {
            int shares = each * threads;
            int block = ((count + shares - 1) / shares + tile - 1) / tile * tile;
            int tasks = (count + block - 1) / block;
            int most = (tasks + threads - 1) / threads * block;
            if (most <= fewest)
            {
                (best, fewest) = (block, most);
            }
        }

        return (best, fewest);
    }

    /// <summary>The rows and panels of task <paramref name="index"/>.</summary>
    public (int FirstRow, int Rows, int FirstPanel, int EndPanel) Task(int index, int rows, int panels)
    {
        (int rowTask, int panelTask) = Math.DivRem(index, PanelTasks);
        int first = rowTask * RowsPerTask;
        int firstPanel = panelTask * PanelsPerTask;
        return (first, Math.Min(RowsPerTask, rows - first), firstPanel, Math.Min(panels, firstPanel + PanelsPerTask));
    }
}
