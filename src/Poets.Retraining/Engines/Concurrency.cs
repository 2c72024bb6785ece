namespace Poets.Retraining.Engines;

/// <summary>How many threads do what.</summary>
internal static class Concurrency
{
    /// <summary>Threads that read and decode images: one a core unless told otherwise, and enough to fill a batch.</summary>
    public static int Of(int threads, int batchSize) => Math.Max(threads > 0 ? threads : Environment.ProcessorCount, batchSize);

    /// <summary>Threads of one run of the network: 1 where images run side by side, all where they run in batches.</summary>
    public static int OfOneRun(int threads, int batchSize) => batchSize > 1 ? threads : 1;
}
