using System.Diagnostics;
using System.Management.Automation;

namespace PoetsCmdlets.Pipeline;

/// <summary>Shows progress of what takes more than a second, and not more than five times a second.</summary>
/// <param name="write">Shows one record; called on the pipeline thread only.</param>
/// <param name="activityId">Tells simultaneous bars apart.</param>
internal sealed class ProgressReporter(Action<ProgressRecord> write, int activityId = 0)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _last;
    private string? _shown;

    /// <summary>Says how far an activity is; most calls show nothing.</summary>
    /// <param name="activity">What is done.</param>
    /// <param name="done">Items finished.</param>
    /// <param name="total">Items altogether; 0 where that is not known.</param>
    /// <param name="item">The item at hand, for the second line.</param>
    public void Report(string activity, long done, long total, string? item = null)
    {
        var now = _clock.Elapsed;
        if (now < s_patience || (_shown == activity && now - _last < s_pace && done != total))
        {
            return;
        }

        if (_shown is not null && _shown != activity)
        {
            Complete();
        }

        _last = now;
        _shown = activity;
        double perSecond = done / now.TotalSeconds;
        string count = total > 0 ? $"{done:N0} of {total:N0}" : $"{done:N0} done, {perSecond:N0} a second";
        write(new ProgressRecord(activityId, activity, count)
        {
            CurrentOperation = item,
            PercentComplete = total > 0 ? (int)(100 * Math.Min(done, total) / total) : -1,
            SecondsRemaining = total > 0 && done > 0 ? (int)((total - done) * now.TotalSeconds / done) : -1,
        });
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        if (_shown is { } activity)
        {
            _shown = null;
            write(new ProgressRecord(activityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
