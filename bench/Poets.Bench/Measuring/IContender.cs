namespace Poets.Bench.Measuring;

/// <summary>One side of a comparison: something that can be run for a while and be timed.</summary>
internal interface IContender : IDisposable
{
    /// <summary>Runs for that long, and at least <paramref name="runs"/> times.</summary>
    Burst Measure(TimeSpan duration, int runs);
}
