using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>The nodes of a GraphDef by name.</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, int> _positions;
    private readonly string _origin;

    public GraphIndex(GraphDef definition, string origin)
    {
        Definition = definition;
        _origin = origin;
        _positions = new Dictionary<string, int>(definition.Node.Count, StringComparer.Ordinal);
        for (int i = 0; i < definition.Node.Count; i++)
        {
            if (!_positions.TryAdd(definition.Node[i].Name, i))
            {
                throw new GraphException($"{origin}: two nodes are called '{definition.Node[i].Name}'. The file is damaged.");
            }
        }
    }

    public GraphDef Definition { get; }

    public NodeDef? Find(string node) => _positions.TryGetValue(node, out int position) ? Definition.Node[position] : null;

    /// <summary>The node's position in the file, -1 where there is none.</summary>
    public int PositionOf(string node) => _positions.GetValueOrDefault(node, -1);

    /// <summary>An error about a tensor that people asked for, naming the nearest that exists.</summary>
    public GraphException Missing(string tensor)
    {
        string wanted = TensorName.Parse(tensor).Node;
        string? nearest = null;
        int best = int.MaxValue;
        foreach (NodeDef node in Definition.Node)
        {
            int distance = Distance(wanted, node.Name, best);
            if (distance < best)
            {
                (best, nearest) = (distance, node.Name);
            }
        }

        return new GraphException($"{_origin}: there is no tensor '{tensor}' in this graph of {Definition.Node.Count} nodes."
            + (nearest is null ? "" : $" The nearest is '{nearest}:0'."));
    }

    /// <summary>Edits between two names, case counting little; gives up above a limit.</summary>
    private static int Distance(string wanted, string name, int limit)
    {
        if (Math.Abs(wanted.Length - name.Length) * 4 >= limit)
        {
            return int.MaxValue;
        }

        Span<int> row = name.Length < 512 ? stackalloc int[name.Length + 1] : new int[name.Length + 1];
        for (int j = 0; j <= name.Length; j++)
        {
            row[j] = j * 4;
        }

        for (int i = 1; i <= wanted.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i * 4;
            int least = row[0];
            for (int j = 1; j <= name.Length; j++)
            {
                int change = wanted[i - 1] == name[j - 1] ? 0 : char.ToLowerInvariant(wanted[i - 1]) == char.ToLowerInvariant(name[j - 1]) ? 1 : 4;
                int value = Math.Min(Math.Min(row[j], row[j - 1]) + 4, diagonal + change);
                diagonal = row[j];
                row[j] = value;
                least = Math.Min(least, value);
            }

            if (least >= limit)
            {
                return int.MaxValue;
            }
        }

        return row[name.Length];
    }
}
