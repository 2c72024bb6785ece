namespace PoetsCmdlets.Pipeline;

/// <summary>Shows progress of what takes more than a second, and not more than five times a second.</summary>
/// <param name="show">Shows one step; called on the pipeline thread only.</param>
/// <param name="clock">Measures how fast it goes.</param>
internal sealed class ProgressReporter(Action<ProgressStep> show, TimeProvider clock)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(200);

    private readonly long _start = clock.GetTimestamp();
    private string? _activity;
    private string? _shown;
    private TimeSpan _began;
    private TimeSpan _seen;
    private TimeSpan _last;

    /// <summary>Says how far an activity is; most calls show nothing.</summary>
    /// <param name="activity">What is done.</param>
    /// <param name="done">Items finished.</param>
    /// <param name="total">Items altogether; 0 where that is not known.</param>
    /// <param name="item">The item at hand, for the second line.</param>
    public void Report(string activity, long done, long total, string? item = null)
    {
        var now = clock.GetElapsedTime(_start);
        if (_activity != activity)
        {
            // It began when the one before it was heard of last: its first items took their time, too.
            (_activity, _began) = (activity, _seen);
        }

        _seen = now;
        if (now < s_patience || (_shown == activity && now - _last < s_pace && done != total))
        {
            return;
        }

        if (_shown is not null && _shown != activity)
        {
            Complete();
        }

        (_last, _shown) = (now, activity);
        var spent = now - _began;
        bool isKnown = spent >= s_patience && done > 0;
        show(total > 0
            ? new ProgressStep(activity, $"{done:N0} of {total:N0}", item, (int)(100 * Math.Min(done, total) / total), isKnown ? (int)((total - done) * spent.TotalSeconds / done) : -1)
            : new ProgressStep(activity, isKnown ? $"{done:N0} done, {done / spent.TotalSeconds:N0} a second" : $"{done:N0} done", item));
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        if (_shown is { } activity)
        {
            _shown = null;
            show(new ProgressStep(activity, "Done", IsLast: true));
        }
    }
}
