using Google.Protobuf.Collections;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>Reads one NodeDef through typed getters; every refusal names the node, its operator and the attribute.</summary>
internal sealed class NodeReader
{
    private readonly NodeDef _node;

    public NodeReader(NodeDef node)
    {
        _node = node;
        foreach (string input in node.Input)
        {
            if (input.Length > 0 && input[0] != '^')
            {
                InputCount++;
            }
        }
    }

    public string Name => _node.Name;

    public string Op => _node.Op;

    /// <summary>Data inputs; <c>^control</c> inputs are not counted.</summary>
    public int InputCount { get; }

    public bool Has(string attribute) => _node.Attr.ContainsKey(attribute);

    public long Int(string attribute, long fallback) =>
        Find(attribute, AttrValue.ValueOneofCase.I) is { } value ? value.I : fallback;

    public long Int(string attribute) => Need(attribute, AttrValue.ValueOneofCase.I).I;

    public float Float(string attribute, float fallback) =>
        Find(attribute, AttrValue.ValueOneofCase.F) is { } value ? value.F : fallback;

    public bool Bool(string attribute, bool fallback) =>
        Find(attribute, AttrValue.ValueOneofCase.B) is { } value ? value.B : fallback;

    public string Text(string attribute, string fallback) =>
        Find(attribute, AttrValue.ValueOneofCase.S) is { } value ? value.S.ToStringUtf8() : fallback;

    public ElementType Type(string attribute) => (ElementType)Need(attribute, AttrValue.ValueOneofCase.Type).Type;

    public ElementType Type(string attribute, ElementType fallback) =>
        Find(attribute, AttrValue.ValueOneofCase.Type) is { } value ? (ElementType)value.Type : fallback;

    public TensorShape Shape(string attribute, TensorShape fallback) =>
        Find(attribute, AttrValue.ValueOneofCase.Shape) is { } value ? TensorMessages.ShapeOf(value.Shape) : fallback;

    public TensorProto Tensor(string attribute) => Need(attribute, AttrValue.ValueOneofCase.Tensor).Tensor;

    /// <summary>A list of integers; empty where the attribute is absent.</summary>
    public int[] Ints(string attribute)
    {
        if (!_node.Attr.TryGetValue(attribute, out AttrValue? value))
        {
            return [];
        }

        if (value.ValueCase != AttrValue.ValueOneofCase.List)
        {
            throw Refuse($"attribute '{attribute}' should be a list of integers");
        }

        RepeatedField<long> list = value.List.I;
        var result = new int[list.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = list[i] is >= int.MinValue and <= int.MaxValue
                ? (int)list[i]
                : throw Refuse($"attribute '{attribute}' holds {list[i]}, which is out of range");
        }

        return result;
    }

    /// <summary>An error about this node.</summary>
    public GraphException Refuse(string why) => new($"Node '{Name}' ({Op}): {why}.");

    private AttrValue? Find(string attribute, AttrValue.ValueOneofCase kind)
    {
        if (!_node.Attr.TryGetValue(attribute, out AttrValue? value))
        {
            return null;
        }

        return value.ValueCase == kind ? value
            : value.ValueCase == AttrValue.ValueOneofCase.None ? null
            : throw Refuse($"attribute '{attribute}' should be {kind}, the file has {value.ValueCase}");
    }

    private AttrValue Need(string attribute, AttrValue.ValueOneofCase kind) =>
        Find(attribute, kind) ?? throw Refuse($"attribute '{attribute}' is missing");
}
