namespace Poets.Retraining.Pipeline;

/// <summary>Wakes one thread. A ring while it is awake counts for its next wait.</summary>
internal sealed class Doorbell
{
    private readonly object _gate = new();
    private bool _rung;

    /// <summary>Waits until it rings, or for that many milliseconds.</summary>
    public void Wait(int milliseconds = Timeout.Infinite)
    {
        lock (_gate)
        {
            if (!_rung)
            {
                Monitor.Wait(_gate, milliseconds);
            }

            _rung = false;
        }
    }

    /// <summary>Wakes the one who waits, now or next.</summary>
    public void Ring()
    {
        lock (_gate)
        {
            _rung = true;
            Monitor.Pulse(_gate);
        }
    }
}
