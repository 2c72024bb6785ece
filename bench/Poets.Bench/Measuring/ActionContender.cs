namespace Poets.Bench.Measuring;

/// <summary>Something in this process that is timed.</summary>
internal sealed class ActionContender(Action action, IDisposable? owned = null) : IContender
{
    /// <inheritdoc/>
    public Burst Measure(TimeSpan duration, int runs) => Burst.Of(action, duration, runs);

    /// <inheritdoc/>
    public void Dispose() => owned?.Dispose();
}
