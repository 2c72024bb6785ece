using System.Diagnostics;

namespace Poets.Bench.Measuring;

/// <summary>What some runs in a row took.</summary>
/// <param name="Best">Milliseconds of the fastest run.</param>
/// <param name="Median">Milliseconds of the run in the middle.</param>
/// <param name="Processor">Milliseconds of processor time, all threads together, of the run that took least.</param>
/// <param name="Runs">How many there were.</param>
internal readonly record struct Burst(double Best, double Median, double Processor, int Runs)
{
    /// <summary>Cores that worked, on average, while the fastest run lasted; 0 where nobody knows.</summary>
    public double Busy { get; init; }

    /// <summary>Runs the action for that long, and at least <paramref name="runs"/> times.</summary>
    public static Burst Of(Action action, TimeSpan duration, int runs)
    {
        var times = new List<double>();
        double best = double.MaxValue;
        double processor = double.MaxValue;
        double busy = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            double used = ProcessorClock.Now;
            long begin = Stopwatch.GetTimestamp();
            action();
            double time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            used = ProcessorClock.Now - used;
            times.Add(time);
            processor = Math.Min(processor, used);
            if (time < best)
            {
                (best, busy) = (time, used / time);
            }
        }
        while (times.Count < runs || Stopwatch.GetElapsedTime(start) < duration);

        times.Sort();
        return new Burst(best, times[times.Count / 2], processor, times.Count) { Busy = busy };
    }

    /// <summary>Several bursts of the same thing: the best of all, and the median of the quietest burst.</summary>
    public static Burst Together(IReadOnlyCollection<Burst> bursts) => new(
        bursts.Min(burst => burst.Best),
        bursts.Min(burst => burst.Median),
        bursts.Min(burst => burst.Processor),
        bursts.Sum(burst => burst.Runs)) { Busy = bursts.MinBy(burst => burst.Best).Busy };
}
