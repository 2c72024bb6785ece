namespace Poets.Retraining;

/// <summary>Labels images with a retrained graph, or with the embedded ImageNet network. Safe to call from several threads.</summary>
public sealed class ImageClassifier : IDisposable
{
    private ImageClassifier(IReadOnlyList<string> labels) => Labels = labels;

    /// <summary>The labels, in the order of the graph's outputs.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Reads a graph and its labels.</summary>
    /// <exception cref="RetrainException">A file is missing or the labels do not fit the graph.</exception>
    /// <exception cref="Graphs.GraphException">The graph cannot be read or run.</exception>
    public static ImageClassifier Load(ClassifierOptions options) => throw new NotImplementedException();

    /// <summary>Labels one file with all threads; a bad file is a result that carries its error.</summary>
    /// <param name="path">The image.</param>
    /// <param name="top">How many labels, at most.</param>
    public ImageClassification Classify(string path, int top = 5) => throw new NotImplementedException();

    /// <summary>Labels many files, several at once; results stream in the order of the files, and bad files are results that carry their error.</summary>
    public IEnumerable<ImageClassification> ClassifyMany(IEnumerable<string> paths, int top = 5, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
