using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.TensorFlow.Tests.Support;

/// <summary>Writes GraphDefs node by node, the way TensorFlow's own exporters do.</summary>
internal sealed class GraphBuilder
{
    private readonly GraphDef _graph = new() { Versions = new VersionDef { Producer = 1087 } };

    /// <summary>The graph so far.</summary>
    internal GraphDef Definition => _graph;

    /// <summary>The graph so far, as the engines take it.</summary>
    internal GraphModel Build(string origin = "made up") => GraphModel.FromGraphDef(_graph.Clone(), origin);

    /// <summary>A Placeholder; without dimensions given as null, of unknown rank.</summary>
    internal string Placeholder(string name, ElementType type, params int[]? dimensions) =>
        Node(name, "Placeholder", [], ("dtype", type), ("shape", dimensions is null ? new TensorShapeProto { UnknownRank = true } : ShapeProto(dimensions)));

    /// <summary>A Const of any numeric type, its values as raw bytes.</summary>
    internal string Const(string name, Tensor value) =>
        Node(name, "Const", [], ("dtype", value.Type), ("value", Proto(value)));

    /// <summary>A Const of int32 values.</summary>
    internal string Ints(string name, params int[] values) => Const(name, Tensor.Of(values, values.Length));

    /// <summary>A Const of one int32.</summary>
    internal string Int(string name, int value) => Const(name, Tensor.Of(new[] { value }));

    /// <summary>Any node.</summary>
    /// <param name="name">Its name, answered again.</param>
    /// <param name="op">Its operator.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="attributes">Values of .NET types: int, long, float, bool, string, ElementType, int[], float[], TensorShapeProto, TensorProto, ElementType[].</param>
    internal string Node(string name, string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeDef { Name = name, Op = op };
        node.Input.AddRange(inputs);
        foreach ((string attribute, object value) in attributes)
        {
            node.Attr[attribute] = Attribute(value);
        }

        _graph.Node.Add(node);
        return name;
    }

    internal static TensorShapeProto ShapeProto(params int[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dimensions.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return shape;
    }

    internal static TensorProto Proto(Tensor value)
    {
        var proto = new TensorProto { Dtype = (DataType)value.Type, TensorShape = ShapeProto(value.Dimensions.ToArray()) };
        if (value.Type == ElementType.String)
        {
            proto.StringVal.AddRange(value.Span<byte[]>().ToArray().Select(bytes => ByteString.CopyFrom(bytes)));
        }
        else
        {
            int size = value.Type == ElementType.Bool ? 1 : Marshal.SizeOf(Tensor.StorageOf(value.Type));
            byte[] bytes = new byte[value.Length * size];
            Buffer.BlockCopy(value.Data, 0, bytes, 0, bytes.Length);
            proto.TensorContent = ByteString.CopyFrom(bytes);
        }

        return proto;
    }

    private static AttrValue Attribute(object value) => value switch
    {
        int number => new AttrValue { I = number },
        long number => new AttrValue { I = number },
        float number => new AttrValue { F = number },
        bool flag => new AttrValue { B = flag },
        string text => new AttrValue { S = ByteString.CopyFrom(text, Encoding.UTF8) },
        ElementType type => new AttrValue { Type = (DataType)type },
        TensorShapeProto shape => new AttrValue { Shape = shape },
        TensorProto tensor => new AttrValue { Tensor = tensor },
        // The runtime takes an array of an enum for one of int, and the reverse.
        ElementType[] types when value.GetType() == typeof(ElementType[]) => new AttrValue { List = new AttrValue.Types.ListValue { Type = { types.Select(type => (DataType)type) } } },
        int[] numbers => new AttrValue { List = new AttrValue.Types.ListValue { I = { numbers.Select(number => (long)number) } } },
        float[] numbers => new AttrValue { List = new AttrValue.Types.ListValue { F = { numbers } } },
        _ => throw new ArgumentException($"No attribute is made of a {value.GetType().Name}.", nameof(value)),
    };
}
