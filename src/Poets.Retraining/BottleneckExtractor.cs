namespace Poets.Retraining;

/// <summary>Turns image files into bottlenecks, several at once, through the cache where there is one.</summary>
public sealed class BottleneckExtractor : IDisposable
{
    private BottleneckExtractor(string architecture, int length) => (Architecture, Length) = (architecture, length);

    /// <summary>The network's name.</summary>
    public string Architecture { get; }

    /// <summary>Values a bottleneck.</summary>
    public int Length { get; }

    /// <summary>Finds and prepares the network.</summary>
    /// <param name="options">Which network.</param>
    /// <param name="bottleneckDirectory">A cache in retrain.py's layout, or null.</param>
    /// <exception cref="RetrainException">The network is not on disk; the message says what is wanted and how to fetch it.</exception>
    public static BottleneckExtractor Create(BackboneOptions options, string? bottleneckDirectory = null) => throw new NotImplementedException();

    /// <summary>One result a file, in the order of the files, streamed while later files are worked on.</summary>
    public IEnumerable<BottleneckResult> Extract(IEnumerable<string> paths, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
