using System.Runtime.ExceptionServices;

namespace PoetsCmdlets.Pipeline;

/// <summary>
/// Turns an engine's pull (one lazily read sequence in, one out, in the same order) into a pipeline's push. Inputs are
/// handed over with <see cref="Add"/>, the engine works on a thread of its own, and results are written on the thread
/// that calls <see cref="Add"/> and <see cref="Complete"/>: PowerShell allows no other.
/// </summary>
/// <remarks>
/// Both queues are bounded, so memory stays flat however many items pass. <see cref="Add"/> writes what is ready and
/// comes back at once, unless the queue is full, or the pump stood idle because its source is slower than it is: then
/// waiting for the result costs next to nothing, and the result is not held back until the next item comes.
/// </remarks>
internal sealed class StreamPump<TInput, TResult> : IDisposable
{
    private const int SourceIsSlower = 4;

    private readonly object _gate = new();
    private readonly Queue<TInput> _inputs = new();
    private readonly Queue<TResult> _results = new();
    private readonly Func<IEnumerable<TInput>, CancellationToken, IEnumerable<TResult>> _transform;
    private readonly Action<TResult> _write;
    private readonly int _capacity;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationTokenRegistration _wake;
    private readonly Thread _worker;
    private ExceptionDispatchInfo? _failure;
    private bool _inputEnded;
    private bool _workerEnded;
    private long _added;
    private long _written;
    private long _idleSince;
    private TimeSpan _latency = TimeSpan.Zero;

    /// <summary>Starts the worker.</summary>
    /// <param name="transform">The engine: reads inputs when it has room, yields one result an input, in order.</param>
    /// <param name="write">Writes one result; called only inside <see cref="Add"/> and <see cref="Complete"/>.</param>
    /// <param name="capacity">How many items may wait on either side.</param>
    /// <param name="cancel">Ends everything.</param>
    /// <param name="clock">Measures how slow the source is; null is the system's.</param>
    public StreamPump(
        Func<IEnumerable<TInput>, CancellationToken, IEnumerable<TResult>> transform, Action<TResult> write, int capacity, CancellationToken cancel, TimeProvider? clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_transform, _write, _capacity, _clock) = (transform, write, capacity, clock ?? TimeProvider.System);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _wake = _cancel.Token.Register(() =>
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        });
        _worker = new Thread(Work) { IsBackground = true, Name = "PoetsCmdlets stream" };
        _worker.Start();
    }

    /// <summary>How long <see cref="Add"/> waits, at most, for the result of an item that a slow source sent.</summary>
    public static TimeSpan PromptLimit { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Hands over one input, after writing what is ready.</summary>
    /// <exception cref="OperationCanceledException">Stopped meanwhile.</exception>
    public void Add(TInput input)
    {
        bool idle = _added == _written;
        bool slowSource = idle && (_added == 0 || _clock.GetElapsedTime(_idleSince) > SourceIsSlower * _latency);
        bool accepted = false;
        while (!accepted)
        {
            WriteOr(() =>
            {
                if (_inputs.Count >= _capacity && !_workerEnded)
                {
                    return false;
                }

                _inputs.Enqueue(input);
                _added++;
                return accepted = true;
            });
        }

        while (TryTake(out var result))
        {
            Write(result);
        }

        if (slowSource)
        {
            WaitForIdle();
        }

        _idleSince = _clock.GetTimestamp();
    }

    /// <summary>Says that no input follows, and writes results until there are no more.</summary>
    /// <exception cref="OperationCanceledException">Stopped meanwhile.</exception>
    public void Complete()
    {
        bool ended = false;
        while (!ended)
        {
            WriteOr(() =>
            {
                _inputEnded = true;
                return ended = _workerEnded;
            });
        }
    }

    /// <summary>Stops the worker; waits for it less than a second, as Ctrl+C must not hang.</summary>
    public void Dispose()
    {
        _cancel.Cancel();
        bool ended = _worker.Join(TimeSpan.FromMilliseconds(700));
        _wake.Dispose();
        if (ended)
        {
            _cancel.Dispose();
        }
    }

    /// <summary>Writes one waiting result, or else does something under the lock; waits where that says it cannot be done yet.</summary>
    private void WriteOr(Func<bool> act)
    {
        TResult result;
        lock (_gate)
        {
            while (_results.Count == 0)
            {
                _cancel.Token.ThrowIfCancellationRequested();
                _failure?.Throw();
                bool done = act();
                Monitor.PulseAll(_gate);
                if (done)
                {
                    return;
                }

                Monitor.Wait(_gate);
            }

            result = _results.Dequeue();
            Monitor.PulseAll(_gate);
        }

        Write(result);
    }

    private void WaitForIdle()
    {
        long start = _clock.GetTimestamp();
        while (_written < _added)
        {
            TResult result;
            lock (_gate)
            {
                while (_results.Count == 0)
                {
                    var left = PromptLimit - _clock.GetElapsedTime(start);
                    if (_workerEnded || _cancel.IsCancellationRequested || left <= TimeSpan.Zero)
                    {
                        return;
                    }

                    Monitor.Wait(_gate, left);
                }

                result = _results.Dequeue();
                Monitor.PulseAll(_gate);
            }

            _latency = _clock.GetElapsedTime(start);
            Write(result);
        }
    }

    private bool TryTake(out TResult result)
    {
        lock (_gate)
        {
            if (!_results.TryDequeue(out result!))
            {
                return false;
            }

            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private void Write(TResult result)
    {
        _written++;
        _write(result);
    }

    private void Work()
    {
        try
        {
            foreach (var result in _transform(TakeInputs(), _cancel.Token))
            {
                lock (_gate)
                {
                    while (_results.Count >= _capacity && !_cancel.IsCancellationRequested)
                    {
                        Monitor.Wait(_gate);
                    }

                    _cancel.Token.ThrowIfCancellationRequested();
                    _results.Enqueue(result);
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }
        }
        finally
        {
            lock (_gate)
            {
                _workerEnded = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private IEnumerable<TInput> TakeInputs()
    {
        while (true)
        {
            TInput input;
            lock (_gate)
            {
                while (_inputs.Count == 0 && !_inputEnded && !_cancel.IsCancellationRequested)
                {
                    Monitor.Wait(_gate);
                }

                _cancel.Token.ThrowIfCancellationRequested();
                if (!_inputs.TryDequeue(out input!))
                {
                    yield break;
                }

                Monitor.PulseAll(_gate);
            }

            yield return input;
        }
    }
}
