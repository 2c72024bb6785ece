using System.Runtime.ExceptionServices;

namespace Poets.Retraining.Pipeline;

/// <summary>
/// A fixed number of threads that turn items into results, which come out in the order in which the items went in. No
/// more than a window of items is held at a time, so memory does not grow with their number. One thread posts and takes.
/// </summary>
/// <typeparam name="TItem">What goes in.</typeparam>
/// <typeparam name="TResult">What comes out.</typeparam>
internal sealed class OrderedWorkers<TItem, TResult> : IDisposable
{
    private readonly object _gate = new();
    private readonly Slot[] _ring;
    private readonly Func<Func<TItem, TResult>> _makeWorker;
    private readonly int _threadCount;
    private readonly List<Thread> _threads = [];
    private long _posted;
    private long _started;
    private long _taken;
    private bool _closed;

    /// <summary>Sets up; threads start when there is work for them.</summary>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="makeWorker">Makes one thread's function, on that thread; it may hold buffers.</param>
    public OrderedWorkers(int threads, Func<Func<TItem, TResult>> makeWorker)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threadCount = threads;
        _makeWorker = makeWorker;

        // Enough that one slow item, such as a huge photo, does not leave the other threads without work for long.
        _ring = new Slot[Math.Max(8, threads * 8)];
    }

    private enum State
    {
        Free,
        Waiting,
        Done,
    }

    /// <summary>Items posted whose results were not taken.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return (int)(_posted - _taken);
            }
        }
    }

    /// <summary>Hands an item over; false, and nothing happens, where the window is full: take a result first.</summary>
    public bool TryPost(TItem item)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_posted - _taken == _ring.Length)
            {
                return false;
            }

            _ring[_posted++ % _ring.Length] = new Slot(State.Waiting, item, default, null);
            if (_threads.Count < _threadCount && _threads.Count < _posted - _taken)
            {
                StartThread();
            }

            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>The next result if it is ready.</summary>
    public bool TryTake(out TResult result)
    {
        lock (_gate)
        {
            if (_taken == _posted || _ring[_taken % _ring.Length].State != State.Done)
            {
                result = default!;
                return false;
            }

            result = TakeHead();
            return true;
        }
    }

    /// <summary>The next result, waited for.</summary>
    /// <exception cref="InvalidOperationException">Nothing is pending.</exception>
    /// <exception cref="OperationCanceledException">Stopped while waiting.</exception>
    public TResult Take(CancellationToken cancel = default)
    {
        lock (_gate)
        {
            if (_taken == _posted)
            {
                throw new InvalidOperationException("Nothing is pending.");
            }

            while (_ring[_taken % _ring.Length].State != State.Done)
            {
                cancel.ThrowIfCancellationRequested();

                // The token is looked at ten times a second in place of a registration an item.
                Monitor.Wait(_gate, 100);
            }

            return TakeHead();
        }
    }

    /// <summary>
    /// Turns a sequence into results, in order. The sequence is read a window ahead on a thread of its own, so that one
    /// that makes us wait for its next item does not hold back the results of those before it.
    /// </summary>
    public IEnumerable<TResult> Run(IEnumerable<TItem> items, CancellationToken cancel)
    {
        var feed = new Feed();
        var thread = new Thread(() => Post(items, feed)) { IsBackground = true, Name = "poets feeder" };
        thread.Start();
        try
        {
            while (TakeOrEnd(feed, cancel, out TResult result))
            {
                yield return result;
            }
        }
        finally
        {
            lock (_gate)
            {
                feed.IsStopped = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Lets the threads finish the item they are at, and waits for them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Post(IEnumerable<TItem> items, Feed feed)
    {
        try
        {
            foreach (TItem item in items)
            {
                lock (_gate)
                {
                    while (_posted - _taken == _ring.Length && !feed.IsStopped && !_closed)
                    {
                        Monitor.Wait(_gate);
                    }

                    if (feed.IsStopped || _closed)
                    {
                        return;
                    }

                    TryPost(item);
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown where the results end.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            feed.Failure = failure;
        }
        finally
        {
            lock (_gate)
            {
                feed.IsEnded = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TakeOrEnd(Feed feed, CancellationToken cancel, out TResult result)
    {
        lock (_gate)
        {
            while (_taken == _posted || _ring[_taken % _ring.Length].State != State.Done)
            {
                cancel.ThrowIfCancellationRequested();
                if (_taken == _posted && feed.IsEnded)
                {
                    result = default!;
                    if (feed.Failure is not null)
                    {
                        ExceptionDispatchInfo.Throw(feed.Failure);
                    }

                    return false;
                }

                Monitor.Wait(_gate, 100);
            }

            cancel.ThrowIfCancellationRequested();
            result = TakeHead();
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private TResult TakeHead()
    {
        ref Slot head = ref _ring[_taken % _ring.Length];
        Slot taken = head;
        head = default;
        _taken++;
        if (taken.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(taken.Failure);
        }

        return taken.Result!;
    }

    private void StartThread()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = "poets worker" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Work()
    {
        Func<TItem, TResult>? worker = null;
        while (true)
        {
            long index;
            TItem item;
            lock (_gate)
            {
                while (!_closed && _started == _posted)
                {
                    Monitor.Wait(_gate);
                }

                if (_closed)
                {
                    return;
                }

                index = _started++;
                item = _ring[index % _ring.Length].Item!;
            }

            Slot done;
            try
            {
                worker ??= _makeWorker();
                done = new Slot(State.Done, default, worker(item), null);
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown where the result is taken.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                done = new Slot(State.Done, default, default, failure);
            }

            lock (_gate)
            {
                _ring[index % _ring.Length] = done;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>How far the reading of a sequence is; guarded by the gate.</summary>
    private sealed class Feed
    {
        public bool IsStopped { get; set; }

        public bool IsEnded { get; set; }

        public Exception? Failure { get; set; }
    }

    private readonly record struct Slot(State State, TItem? Item, TResult? Result, Exception? Failure);
}
