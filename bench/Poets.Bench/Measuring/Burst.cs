using System.Diagnostics;

namespace Poets.Bench.Measuring;

/// <summary>What some runs in a row took.</summary>
/// <param name="Best">Milliseconds of the fastest run.</param>
/// <param name="Median">Milliseconds of the run in the middle.</param>
/// <param name="Processor">Milliseconds of processor time, all threads together, of the run that took least.</param>
/// <param name="Runs">How many there were.</param>
internal readonly record struct Burst(double Best, double Median, double Processor, int Runs)
{
    /// <summary>Runs the action for that long, and at least <paramref name="runs"/> times.</summary>
    public static Burst Of(Action action, TimeSpan duration, int runs)
    {
        var times = new List<double>();
        double processor = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        do
        {
            double used = ProcessorClock.Now;
            long begin = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            processor = Math.Min(processor, ProcessorClock.Now - used);
        }
        while (times.Count < runs || Stopwatch.GetElapsedTime(start) < duration);

        times.Sort();
        return new Burst(times[0], times[times.Count / 2], processor, times.Count);
    }

    /// <summary>Several bursts of the same thing: the best of all, and the median of the quietest burst.</summary>
    public static Burst Together(IReadOnlyCollection<Burst> bursts) => new(
        bursts.Min(burst => burst.Best),
        bursts.Min(burst => burst.Median),
        bursts.Min(burst => burst.Processor),
        bursts.Sum(burst => burst.Runs));
}
