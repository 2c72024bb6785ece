namespace PoetsCmdlets.Pipeline;

/// <summary>
/// Drives a stream from PowerShell's pipeline: files are handed over as they come, results are written in their order,
/// on the thread that calls (PowerShell allows no other), each as early as may be.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Add"/> writes what is ready and comes back at once, unless the stream's window is full: then it waits, so
/// that memory stays flat however many files come.
/// </para>
/// <para>
/// A file that finds the stream idle because its source is slow is waited for. That costs next to nothing, as the source
/// takes much longer than the file, and its result is not held back until the next file comes.
/// </para>
/// </remarks>
/// <param name="stream">The engine.</param>
/// <param name="write">Writes one result.</param>
/// <param name="cancel">Ends every wait.</param>
/// <param name="clock">Measures how slow the source is.</param>
internal sealed class StreamPump<TResult>(IOrderedStream<TResult> stream, Action<TResult> write, TimeProvider clock, CancellationToken cancel) : IDisposable
{
    // Below this ratio, waiting could halve the speed of a source that is about as fast as we are.
    private const int MuchSlower = 4;

    private TimeSpan _latency = TimeSpan.Zero;
    private long _left = clock.GetTimestamp();

    /// <summary>Hands over one file, and writes results that are ready.</summary>
    /// <exception cref="OperationCanceledException">Stopped while waiting.</exception>
    public void Add(string path)
    {
        long came = clock.GetTimestamp();
        bool waits = stream.Pending == 0 && clock.GetElapsedTime(_left, came) >= MuchSlower * _latency;
        while (!stream.TryPost(path))
        {
            write(stream.Take(cancel));
        }

        while (stream.TryTake(out var ready))
        {
            write(ready);
        }

        if (waits)
        {
            WriteAll();
            _latency = clock.GetElapsedTime(came);
        }

        _left = clock.GetTimestamp();
    }

    /// <summary>Writes the results of all files that were handed over.</summary>
    /// <exception cref="OperationCanceledException">Stopped while waiting.</exception>
    public void WriteAll()
    {
        while (stream.Pending > 0)
        {
            write(stream.Take(cancel));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
