namespace Poets.Retraining.Training.Kernels;

/// <summary>Cuts work for threads where it is worth their start; callers see to it that results do not depend on the cut.</summary>
internal static class Work
{
    private const long WorthAThread = 500_000;

    /// <summary>Ranges of columns, cut at multiples of 16.</summary>
    public static void ForColumns(int columns, long operations, int threads, Action<int, int> body) => For(columns, 16, operations, threads, body);

    /// <summary>Ranges of rows, cut at multiples of 4.</summary>
    public static void ForRows(int rows, long operations, int threads, Action<int, int> body) => For(rows, 4, operations, threads, body);

    /// <summary>Parts that each know their own number and how many there are.</summary>
    public static void ForParts(long operations, int threads, Action<int, int> body)
    {
        int worth = (int)Math.Min(Threads(threads), Math.Max(1, operations / WorthAThread));
        if (worth == 1)
        {
            body(0, 1);
            return;
        }

        Parallel.For(0, worth, new ParallelOptions { MaxDegreeOfParallelism = worth }, part => body(part, worth));
    }

    /// <summary>The number of threads that a setting means.</summary>
    public static int Threads(int setting) => setting > 0 ? setting : Environment.ProcessorCount;

    private static void For(int count, int multiple, long operations, int threads, Action<int, int> body)
    {
        int parts = (int)Math.Min(Threads(threads), Math.Max(1, operations / WorthAThread));
        int share = ((count + (parts * multiple) - 1) / (parts * multiple)) * multiple;
        if (parts == 1 || share >= count)
        {
            body(0, count);
            return;
        }

        Parallel.For(0, (count + share - 1) / share, new ParallelOptions { MaxDegreeOfParallelism = parts }, part => body(part * share, Math.Min(count, (part + 1) * share)));
    }
}
