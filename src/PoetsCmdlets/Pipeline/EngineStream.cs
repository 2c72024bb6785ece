using Poets.Retraining;

namespace PoetsCmdlets.Pipeline;

/// <summary>The engine's stream of results.</summary>
internal sealed class EngineStream<TResult>(ResultStream<TResult> stream) : IOrderedStream<TResult>
{
    public int Pending => stream.Pending;

    public bool TryPost(string path) => stream.TryPost(path);

    public bool TryTake(out TResult result) => stream.TryTake(out result);

    public TResult Take(CancellationToken cancel) => stream.Take(cancel);

    public void Dispose() => stream.Dispose();
}
