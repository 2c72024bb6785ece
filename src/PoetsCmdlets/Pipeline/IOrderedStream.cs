namespace PoetsCmdlets.Pipeline;

/// <summary>
/// Where files go in one by one and results come out in the same order, while other threads work on later files. The
/// engine's streams are such (<see cref="EngineStream{TResult}"/>); one thread posts and takes.
/// </summary>
internal interface IOrderedStream<TResult> : IDisposable
{
    /// <summary>Files posted whose results were not taken.</summary>
    int Pending { get; }

    /// <summary>Hands a file over; false, and nothing happens, where enough are pending.</summary>
    bool TryPost(string path);

    /// <summary>The next result if it is ready.</summary>
    bool TryTake(out TResult result);

    /// <summary>The next result, waited for.</summary>
    TResult Take(CancellationToken cancel);
}
