using System.Runtime.ExceptionServices;

namespace PoetsCmdlets.Pipeline;

/// <summary>
/// Runs a long job on a thread of its own and, meanwhile, what the job posts on the thread that waits for it, in order:
/// PowerShell lets only that one write.
/// </summary>
/// <param name="cancel">Signalled by Ctrl+C.</param>
internal sealed class Mailbox(CancellationToken cancel) : IDisposable
{
    private const int Capacity = 256;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    private readonly object _gate = new();
    private readonly Queue<Action> _letters = new();
    private bool _ended;

    /// <summary>How long a job that was told to stop may go on before it is left behind.</summary>
    public static TimeSpan StopLimit { get; } = TimeSpan.FromMilliseconds(700);

    /// <summary>What the job has to listen to: Ctrl+C, and the end of the pipeline that its letters go to.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Called by the job, from any thread: has something done on the waiting thread; holds the job up while too much waits.</summary>
    public void Post(Action letter)
    {
        lock (_gate)
        {
            while (_letters.Count >= Capacity && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            if (!_stop.IsCancellationRequested)
            {
                _letters.Enqueue(letter);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Runs a job to its end.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the job has ended, or was left behind after <see cref="StopLimit"/>.</exception>
    public T Run<T>(Func<T> job)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        using var wake = _stop.Token.Register(() =>
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        });
        var worker = new Thread(() =>
        {
            try
            {
                result = job();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
            finally
            {
                lock (_gate)
                {
                    _ended = true;
                    Monitor.PulseAll(_gate);
                }
            }
        })
        { IsBackground = true, Name = "PoetsCmdlets job" };
        worker.Start();

        try
        {
            while (Next() is { } letter)
            {
                letter();
            }
        }
        catch
        {
            // Whoever reads has had enough (Select-Object -First, -ErrorAction Stop): nobody would do the letters to come.
            _stop.Cancel();
            worker.Join(StopLimit);
            throw;
        }

        if (cancel.IsCancellationRequested)
        {
            worker.Join(StopLimit);
            throw new OperationCanceledException(cancel);
        }

        worker.Join();
        failure?.Throw();
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <summary>The next letter; null when the job has ended and none is left, or when cancelled.</summary>
    private Action? Next()
    {
        lock (_gate)
        {
            while (_letters.Count == 0 && !_ended && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            if (_stop.IsCancellationRequested || !_letters.TryDequeue(out var letter))
            {
                return null;
            }

            Monitor.PulseAll(_gate);
            return letter;
        }
    }
}
