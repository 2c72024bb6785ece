using Poets.Graphs.Protobuf;

namespace Poets.Graphs;

/// <summary>A TensorFlow graph as it was read, with the questions that people ask of one.</summary>
public sealed class GraphModel
{
    private GraphModel(GraphDef definition, string origin)
    {
        Definition = definition;
        Origin = origin;
    }

    /// <summary>The parsed GraphDef. Treat it as read-only.</summary>
    public GraphDef Definition { get; }

    /// <summary>Where it came from, for messages: a path, or what the caller said.</summary>
    public string Origin { get; }

    /// <summary>Reads a binary GraphDef file.</summary>
    /// <exception cref="GraphException">The file is missing, unreadable or no GraphDef.</exception>
    public static GraphModel Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FromGraphDef(GraphDef.Parser.ParseFrom(File.ReadAllBytes(path)), path);
    }

    /// <summary>Takes over a parsed GraphDef.</summary>
    public static GraphModel FromGraphDef(GraphDef definition, string origin) => new(definition, origin);

    /// <summary>Whether <c>node</c> or <c>node:output</c> names a tensor of this graph.</summary>
    public bool Contains(string tensor) => throw new NotImplementedException();

    /// <summary>Element type and inferred shape of a tensor.</summary>
    /// <exception cref="GraphException">There is no such tensor; the message names the nearest.</exception>
    public TensorFact FactOf(string tensor) => throw new NotImplementedException();

    /// <summary>The nodes that the named tensors need, in the graph's own order: what a frozen export keeps.</summary>
    public GraphDef ExtractAncestors(IEnumerable<string> tensors) => throw new NotImplementedException();
}
