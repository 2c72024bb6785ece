using Poets.Retraining.Pipeline;

namespace Poets.Retraining;

/// <summary>
/// Files go in one by one, results come out in the same order while later files are worked on by other threads. For
/// callers that are handed files one at a time, such as a cmdlet: <c>while (!TryPost(path)) { use(Take()); }</c>, then
/// <c>while (TryTake(out r)) { use(r); }</c>, and at the end <c>while (Pending > 0) { use(Take()); }</c>.
/// </summary>
/// <typeparam name="TResult">What comes of a file.</typeparam>
public sealed class ResultStream<TResult> : IDisposable
{
    private readonly OrderedWorkers<string, TResult> _workers;

    internal ResultStream(OrderedWorkers<string, TResult> workers) => _workers = workers;

    /// <summary>Files posted whose results were not taken.</summary>
    public int Pending => _workers.Pending;

    /// <summary>Hands a file over; false, and nothing happens, where enough are pending: take a result first.</summary>
    public bool TryPost(string path) => _workers.TryPost(path);

    /// <summary>The next result if it is ready.</summary>
    public bool TryTake(out TResult result) => _workers.TryTake(out result);

    /// <summary>The next result, waited for.</summary>
    /// <exception cref="InvalidOperationException">Nothing is pending.</exception>
    /// <exception cref="OperationCanceledException">Stopped while waiting.</exception>
    public TResult Take(CancellationToken cancel = default) => _workers.Take(cancel);

    /// <summary>Stops the threads; results that were not taken are lost.</summary>
    public void Dispose() => _workers.Dispose();
}
