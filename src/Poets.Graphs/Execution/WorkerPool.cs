namespace Poets.Graphs.Execution;

/// <summary>A few threads that share one loop at a time.</summary>
public sealed class WorkerPool : IDisposable
{
    private bool _disposed;

    /// <summary>A pool of <paramref name="threads"/> threads, the caller included; 0 is one a core.</summary>
    public WorkerPool(int threads = 0) => Threads = threads > 0 ? threads : Environment.ProcessorCount;

    /// <summary>A pool that runs everything on the calling thread.</summary>
    public static WorkerPool Inline { get; } = new(1);

    /// <summary>Threads that work on one loop, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Runs items 0 … count − 1 and returns when all are done.</summary>
    public void For<TBody>(int count, ref TBody body)
        where TBody : struct, IParallelBody
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (int i = 0; i < count; i++)
        {
            body.Invoke(i);
        }
    }

    /// <summary>Runs items 0 … count − 1 and returns when all are done.</summary>
    public void For(int count, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var wrapped = new DelegateBody(body);
        For(count, ref wrapped);
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    private readonly struct DelegateBody(Action<int> body) : IParallelBody
    {
        public void Invoke(int index) => body(index);
    }
}
