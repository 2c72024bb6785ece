namespace Poets.Retraining.Files;

/// <summary>
/// While it lives, the process does not end though its main thread has: a program that was told to stop leaves its threads
/// behind, but not in the middle of writing a file.
/// </summary>
internal readonly struct ProcessHold : IDisposable
{
    private readonly bool _wasBackground;

    private ProcessHold(bool wasBackground) => _wasBackground = wasBackground;

    /// <summary>Holds the process until it is disposed of, on the same thread.</summary>
    public static ProcessHold Take()
    {
        var hold = new ProcessHold(Thread.CurrentThread.IsBackground);
        Thread.CurrentThread.IsBackground = false;
        return hold;
    }

    /// <inheritdoc/>
    public void Dispose() => Thread.CurrentThread.IsBackground = _wasBackground;
}
