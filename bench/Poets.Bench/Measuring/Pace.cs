using System.Diagnostics;

namespace Poets.Bench.Measuring;

/// <summary>How long contenders run: several short bursts each, taking turns, so that a noisy moment hits all alike.</summary>
/// <param name="Rounds">Bursts that count, after one that does not.</param>
/// <param name="Burst">Length of a burst.</param>
/// <param name="MinimumRuns">Runs in a burst, however long they take.</param>
internal sealed record Pace(int Rounds, TimeSpan Burst, int MinimumRuns)
{
    // Long enough for the runtime to have replaced first-tier code, which it does 100 ms after the thirtieth call.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(700);

    // ONNX Runtime's threads spin for some 60 ms after a run before they sleep; the other side must not pay for that.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(120);

    private const int FewRounds = 3;

    /// <summary>A row that takes longer than this ends after a few rounds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Lets the contenders take turns.</summary>
    /// <returns>One result a contender, in their order.</returns>
    public Measuring.Burst[] Alternate(params IContender[] contenders)
    {
        foreach (IContender contender in contenders)
        {
            contender.Measure(s_warmUp, 2);
        }

        var bursts = Array.ConvertAll(contenders, _ => new List<Measuring.Burst>());
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds && (round < FewRounds || Stopwatch.GetElapsedTime(start) < Patience); round++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                Thread.Sleep(s_pause);
                bursts[i].Add(contenders[i].Measure(Burst, MinimumRuns));
            }
        }

        return Array.ConvertAll(bursts, Measuring.Burst.Together);
    }
}
