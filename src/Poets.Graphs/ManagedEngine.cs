namespace Poets.Graphs;

/// <summary>Our own engine: no native library, on any processor.</summary>
public sealed class ManagedEngine : IGraphEngine
{
    /// <inheritdoc/>
    public string Name => "Managed";

    /// <inheritdoc/>
    public IGraphSession CreateSession(GraphModel graph, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, SessionOptions? options = null) =>
        throw new NotImplementedException();
}
