using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Poets.Graphs.Execution;

/// <summary>
/// A few threads that share one loop at a time. Starting a loop costs about a microsecond while the threads are
/// still looking for work, which they do for a moment after each loop before they sleep; it allocates nothing.
/// </summary>
/// <remarks>
/// Each thread starts with its own run of items, the same one in every loop of that length, so that what it wrote
/// is still in its cache when the next loop reads it; a thread that is done takes items of the others, one by one.
/// Bodies must not care which thread runs an item, nor when: then results do not depend on the number of threads.
/// A loop that is started while another one runs, from inside of it or from another thread, runs on its caller.
/// </remarks>
public sealed unsafe class WorkerPool : IDisposable
{
    private const int Closed = 0;
    private const int Open = 1;
    private const int OneInside = 2;
    private static readonly long s_alertTicks = Stopwatch.Frequency / 10_000;

    private readonly Thread[] _threads;
    private readonly Share[] _shares;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ThreadStart _work;
    private int _busy;
    private int _generation;
    private int _asleep;
    private volatile bool _disposed;

    // The loop that is open: bit 0 of _gate is Open, the rest counts the threads inside.
    private int _gate;
    private void* _body;
    private delegate*<void*, int, void> _invoke;
    private Exception? _failure;

    /// <summary>A pool of <paramref name="threads"/> threads, the caller included; 0 is one a core.</summary>
    public WorkerPool(int threads = 0)
    {
        Threads = threads > 0 ? threads : Environment.ProcessorCount;
        _shares = new Share[Threads];
        _threads = new Thread[Threads - 1];
        _work = Work;
    }

    /// <summary>A pool that runs everything on the calling thread.</summary>
    public static WorkerPool Inline { get; } = new(1);

    /// <summary>Threads that work on one loop, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Runs items 0 … count − 1 and returns when all are done. The first exception of an item is thrown here.</summary>
    public void For<TBody>(int count, ref TBody body)
        where TBody : struct, IParallelBody
    {
        if (count <= 1 || Threads == 1 || _disposed || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (int i = 0; i < count; i++)
            {
                body.Invoke(i);
            }

            return;
        }

        // The body stays on this stack frame, which outlives the loop.
        RunShared(count, Unsafe.AsPointer(ref body), &Call<TBody>);
    }

    /// <summary>Runs items 0 … count − 1 and returns when all are done.</summary>
    public void For(int count, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var wrapped = new DelegateBody(body);
        For(count, ref wrapped);
    }

    /// <summary>Ends the threads; loops that are started later run on their callers.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _wake.Release(Threads);
        }
    }

    private static void Call<TBody>(void* body, int index)
        where TBody : struct, IParallelBody => Unsafe.AsRef<TBody>(body).Invoke(index);

    private void RunShared(int count, void* body, delegate*<void*, int, void> invoke)
    {
        if (_threads[0] is null)
        {
            StartThreads();
        }

        _body = body;
        _invoke = invoke;
        _failure = null;
        for (int t = 0; t < Threads; t++)
        {
            _shares[t].Next = (int)((long)count * t / Threads);
            _shares[t].End = (int)((long)count * (t + 1) / Threads);
        }

        Volatile.Write(ref _gate, Open);
        Interlocked.Increment(ref _generation);
        int asleep = Volatile.Read(ref _asleep);
        if (asleep > 0)
        {
            _wake.Release(asleep);
        }

        Take(0);

        // Nobody comes in any more; whoever is inside finishes an item.
        Interlocked.Add(ref _gate, Closed - Open);
        var spin = default(SpinWait);
        while (Volatile.Read(ref _gate) != Closed)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        Exception? failure = _failure;
        Volatile.Write(ref _busy, 0);
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void StartThreads()
    {
        for (int t = 0; t < _threads.Length; t++)
        {
            _threads[t] = new Thread(_work) { IsBackground = true, Name = $"Poets worker {t + 1}" };
            _threads[t].Start();
        }
    }

    private void Work()
    {
        int self = Array.IndexOf(_threads, Thread.CurrentThread) + 1;
        int seen = 0;
        while (!_disposed)
        {
            int generation = WaitForNext(seen);
            if (generation != seen && Enter())
            {
                Take(self);
                Interlocked.Add(ref _gate, -OneInside);
            }

            seen = generation;
        }
    }

    private bool Enter()
    {
        int gate = Volatile.Read(ref _gate);
        while ((gate & Open) != 0)
        {
            int before = Interlocked.CompareExchange(ref _gate, gate + OneInside, gate);
            if (before == gate)
            {
                return true;
            }

            gate = before;
        }

        return false;
    }

    private int WaitForNext(int seen)
    {
        long start = Stopwatch.GetTimestamp();
        int generation;
        while ((generation = Volatile.Read(ref _generation)) == seen && !_disposed)
        {
            if (Stopwatch.GetTimestamp() - start < s_alertTicks)
            {
                Thread.SpinWait(2);
                continue;
            }

            Interlocked.Increment(ref _asleep);
            if (Volatile.Read(ref _generation) == seen && !_disposed)
            {
                _wake.Wait();
            }

            Interlocked.Decrement(ref _asleep);
            start = Stopwatch.GetTimestamp();
        }

        return generation;
    }

    private void Take(int self)
    {
        try
        {
            for (int t = 0; t < Threads; t++)
            {
                ref Share share = ref _shares[(self + t) % Threads];
                while (Volatile.Read(ref share.Next) < share.End)
                {
                    int index = Interlocked.Increment(ref share.Next) - 1;
                    if (index < share.End)
                    {
                        _invoke(_body, index);
                    }
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to the thread that started the loop.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }

    // A cache line each, so that threads do not slow each other down by counting.
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 128)]
    private struct Share
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        public int Next;

        [System.Runtime.InteropServices.FieldOffset(68)]
        public int End;
    }

    private readonly struct DelegateBody(Action<int> body) : IParallelBody
    {
        public void Invoke(int index) => body(index);
    }
}
