namespace Poets.Retraining.Pipeline;

/// <summary>
/// A fixed number of threads that turn items into results, which come out in the order in which the items went in. No
/// more than a window of items is held at a time, so memory does not grow with their number. One thread posts and takes.
/// </summary>
/// <remarks>
/// A thread is woken only when there is something for it: every needless switch is time that a worker on the same core
/// does not have. The reader of a sequence sleeps until half of the window is free, whoever takes until the very next
/// result is there.
/// </remarks>
/// <typeparam name="TItem">What goes in.</typeparam>
/// <typeparam name="TResult">What comes out.</typeparam>
internal sealed partial class OrderedWorkers<TItem, TResult> : IDisposable
{
    /// <summary>Tokens are looked at ten times a second in place of a registration an item.</summary>
    private const int Patience = 100;

    private readonly object _gate = new();
    private readonly ItemWindow<TItem, TResult> _window;
    private readonly Doorbell _headDone = new();
    private readonly Doorbell _roomAgain = new();
    private readonly Func<Func<TItem, TResult>> _makeWorker;
    private readonly int _threadCount;
    private readonly List<Thread> _threads = [];
    private int _idleThreads;
    private bool _headIsAwaited;
    private bool _roomIsAwaited;
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
        _window = new ItemWindow<TItem, TResult>(Math.Max(8, threads * 8));
    }

    /// <summary>Items posted whose results were not taken.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _window.Count;
            }
        }
    }

    /// <summary>Hands an item over; false, and nothing happens, where the window is full: take a result first.</summary>
    public bool TryPost(TItem item)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_window.IsFull)
            {
                return false;
            }

            _window.Post(item);
            if (_idleThreads > 0)
            {
                // It counts as busy from now on, so that the next item wakes another one.
                _idleThreads--;
                Monitor.Pulse(_gate);
            }
            else if (_threads.Count < _threadCount)
            {
                StartThread();
            }

            return true;
        }
    }

    /// <summary>The next result if it is ready.</summary>
    public bool TryTake(out TResult result)
    {
        lock (_gate)
        {
            if (!_window.HeadIsDone)
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
        if (Pending == 0)
        {
            throw new InvalidOperationException("Nothing is pending.");
        }

        while (true)
        {
            lock (_gate)
            {
                if (_window.HeadIsDone)
                {
                    return TakeHead();
                }

                _headIsAwaited = true;
            }

            cancel.ThrowIfCancellationRequested();
            _headDone.Wait(Patience);
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

        _roomAgain.Ring();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private TResult TakeHead()
    {
        try
        {
            return _window.TakeHead();
        }
        finally
        {
            if (_roomIsAwaited && _window.IsHalfEmpty)
            {
                _roomIsAwaited = false;
                _roomAgain.Ring();
            }
        }
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
            long number;
            TItem item;
            lock (_gate)
            {
                while (!_closed && !_window.HasWork)
                {
                    _idleThreads++;
                    Monitor.Wait(_gate);
                }

                if (_closed)
                {
                    return;
                }

                number = _window.Start(out item);
            }

            TResult? result = default;
            Exception? failure = null;
            try
            {
                worker ??= _makeWorker();
                result = worker(item);
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown where the result is taken.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure = error;
            }

            bool isAwaited;
            lock (_gate)
            {
                isAwaited = _window.Finish(number, result, failure) && _headIsAwaited;
                _headIsAwaited &= !isAwaited;
            }

            if (isAwaited)
            {
                _headDone.Ring();
            }
        }
    }
}
