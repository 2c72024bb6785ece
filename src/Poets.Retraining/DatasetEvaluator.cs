namespace Poets.Retraining;

/// <summary>Tries a retrained graph on a folder of labelled images.</summary>
public sealed class DatasetEvaluator
{
    /// <summary>One result an image, streamed in the order of the listing.</summary>
    /// <exception cref="RetrainException">The folder or a file of the graph is missing.</exception>
    public IEnumerable<EvaluatedImage> Run(EvaluateOptions options, IRetrainLog log, CancellationToken cancel = default) => throw new NotImplementedException();
}
