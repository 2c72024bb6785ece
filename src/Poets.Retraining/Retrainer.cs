namespace Poets.Retraining;

/// <summary>The main job: a folder of photos becomes a graph that labels photos.</summary>
public sealed class Retrainer
{
    /// <summary>Lists, splits, computes bottlenecks, trains, tests, and writes what the options ask for.</summary>
    /// <exception cref="RetrainException">The options or the images do not allow it; nothing was trained.</exception>
    /// <exception cref="OperationCanceledException">Stopped; after training, the graph is written all the same.</exception>
    public RetrainResult Run(RetrainOptions options, IRetrainLog log, CancellationToken cancel = default) => throw new NotImplementedException();
}
