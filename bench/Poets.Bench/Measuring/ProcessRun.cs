using System.Diagnostics;

namespace Poets.Bench.Measuring;

/// <summary>One whole process: from its start to its end.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="ProcessorSeconds">User and system time of all its threads.</param>
/// <param name="PeakMegabytes">Its largest working set.</param>
internal readonly record struct ProcessRun(double Seconds, double ProcessorSeconds, double PeakMegabytes)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs a program to its end; what it prints is thrown away.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it wrote to its error stream.</exception>
    public static ProcessRun Of(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task drained = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        long peak = 0;
        TimeSpan used = default;
        while (!process.WaitForExit(s_poll))
        {
            process.Refresh();
            try
            {
                // The system keeps the peak itself, so that a poll misses only what the last moments add.
                peak = Math.Max(peak, process.PeakWorkingSet64);
                used = process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                break;
            }
        }

        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        drained.Wait();
        return process.ExitCode == 0
            ? new ProcessRun(seconds, used.TotalSeconds, peak / 1e6)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Result}");
    }
}
