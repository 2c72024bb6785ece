using Google.Protobuf;
using Poets.Graphs.Import;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs;

/// <summary>A TensorFlow graph as it was read, with the questions that people ask of one. Safe to share between threads.</summary>
public sealed class GraphModel
{
    private readonly Lazy<GraphIndex> _nodes;
    private readonly Lazy<GraphIndex> _index;
    private readonly Dictionary<string, GraphNode> _looked = new(StringComparer.Ordinal);

    private GraphModel(GraphDef definition, string origin)
    {
        Definition = definition;
        Origin = origin;
        _nodes = new Lazy<GraphIndex>(() => new GraphIndex(Definition, Origin));
        _index = new Lazy<GraphIndex>(() => FunctionExpander.IsNeeded(Definition)
            ? new GraphIndex(new FunctionExpander(Definition, Origin).Expand(), Origin)
            : _nodes.Value);
    }

    /// <summary>The parsed GraphDef. Treat it as read-only.</summary>
    public GraphDef Definition { get; }

    /// <summary>Where it came from, for messages: a path, or what the caller said.</summary>
    public string Origin { get; }

    /// <summary>Loops around the nodes: 0 but for the functions of loops.</summary>
    internal int LoopDepth { get; private init; }

    /// <summary>The nodes to run, functions expanded.</summary>
    internal GraphIndex Index => _index.Value;

    /// <summary>Reads a binary GraphDef file.</summary>
    /// <exception cref="GraphException">The file is missing, unreadable or no GraphDef.</exception>
    public static GraphModel Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            // Read as a stream: weights are copied once, from the file into their messages.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            using var stream = new CodedInputStream(file);
            return FromGraphDef(Parse(stream, path), path);
        }
        catch (Exception error) when (error is (IOException and not InvalidProtocolBufferException) or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string cause = Directory.Exists(path) ? "it is a folder; a SavedModel is read as such, a graph by its .pb file"
                : error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : error.Message;
            throw new GraphException($"{path}: the graph cannot be read: {cause}", error);
        }
    }

    /// <summary>Takes over a parsed GraphDef.</summary>
    public static GraphModel FromGraphDef(GraphDef definition, string origin)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new GraphModel(definition, origin);
    }

    /// <summary>The graph of a loop's function.</summary>
    /// <param name="definition">The graph.</param>
    /// <param name="origin">For messages.</param>
    /// <param name="depth">Loops around its nodes.</param>
    internal static GraphModel FromLoop(GraphDef definition, string origin, int depth) => new(definition, origin) { LoopDepth = depth };

    /// <summary>Whether <c>node</c> or <c>node:output</c> names a tensor of this graph.</summary>
    public bool Contains(string tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        TensorName name = TensorName.Parse(tensor);
        if (name.IsControl || Index.Find(name.Node) is not { } node)
        {
            return false;
        }

        if (name.Output == 0)
        {
            return node.Op != "NoOp";
        }

        try
        {
            Look(name);
            lock (_looked)
            {
                return name.Output < _looked[name.Node].Facts.Length;
            }
        }
        catch (GraphException)
        {
            return false;
        }
    }

    /// <summary>Element type and inferred shape of a tensor.</summary>
    /// <exception cref="GraphException">There is no such tensor; the message names the nearest.</exception>
    public TensorFact FactOf(string tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!Contains(tensor))
        {
            throw Index.Missing(tensor);
        }

        TensorName name = TensorName.Parse(tensor);
        Fact fact = Look(name);
        return new TensorFact(name.ToString(), fact.Type, fact.Shape);
    }

    /// <summary>The nodes that the named tensors need, in the graph's own order: what a frozen export keeps.</summary>
    /// <remarks>Nodes that are needed through control inputs alone are kept too. Messages are shared with this graph, not copied.</remarks>
    /// <exception cref="GraphException">There is no such tensor; the message names the nearest.</exception>
    public GraphDef ExtractAncestors(IEnumerable<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var keep = new bool[Definition.Node.Count];
        var stack = new Stack<int>();
        foreach (string tensor in tensors)
        {
            int position = _nodes.Value.PositionOf(TensorName.Parse(tensor).Node);
            stack.Push(position >= 0 ? position : throw _nodes.Value.Missing(tensor));
        }

        while (stack.Count > 0)
        {
            int position = stack.Pop();
            if (keep[position])
            {
                continue;
            }

            keep[position] = true;
            NodeDef node = Definition.Node[position];
            foreach (string input in node.Input)
            {
                int source = _nodes.Value.PositionOf(TensorName.Parse(input).Node);
                stack.Push(source >= 0 ? source : throw new GraphException($"{Origin}: node '{node.Name}' reads '{input}', which is not in the graph. The file is cut off or was edited."));
            }
        }

        var result = new GraphDef { Library = Definition.Library, Versions = Definition.Versions, Version = Definition.Version };
        for (int i = 0; i < keep.Length; i++)
        {
            if (keep[i])
            {
                result.Node.Add(Definition.Node[i]);
            }
        }

        return result;
    }

    private static GraphDef Parse(CodedInputStream stream, string path)
    {
        GraphDef definition;
        try
        {
            definition = GraphDef.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException error)
        {
            using StreamReader start = File.OpenText(path);
            string hint = start.ReadLine()?.StartsWith("node", StringComparison.Ordinal) == true ? " It looks like a text-format graph (.pbtxt); convert it to the binary format."
                : Path.GetFileName(path) == "saved_model.pb" ? " A SavedModel is loaded by its folder."
                : "";
            throw new GraphException($"{path}: this is no binary GraphDef, or it is damaged.{hint} ({error.Message})", error);
        }

        // Any few bytes can be a valid message of unknown fields; a graph without nodes is of no use to anybody.
        return definition.Node.Count > 0
            ? definition
            : throw new GraphException($"{path}: this is no GraphDef: it holds no nodes. A SavedModel is loaded by its folder.");
    }

    private Fact Look(TensorName name)
    {
        lock (_looked)
        {
            return GraphException.Naming(Origin, () => GraphImporter.Look(this, _looked, name));
        }
    }
}
