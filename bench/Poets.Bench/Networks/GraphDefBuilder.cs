using System.Runtime.InteropServices;
using Google.Protobuf;
using Poets.Graphs.Protobuf;

namespace Poets.Bench.Networks;

/// <summary>Adds nodes to a GraphDef by name; every method answers the name of what it added.</summary>
internal sealed class GraphDefBuilder
{
    /// <summary>The graph so far.</summary>
    public GraphDef Graph { get; } = new() { Versions = new VersionDef { Producer = 24 } };

    /// <summary>A fed float32 tensor.</summary>
    public string Placeholder(string name, params int[] shape)
    {
        NodeDef node = Node(name, "Placeholder");
        node.Attr.Remove("T");
        node.Attr["dtype"] = new AttrValue { Type = DataType.DtFloat };
        node.Attr["shape"] = new AttrValue { Shape = Shape(shape) };
        return name;
    }

    /// <summary>A float32 constant.</summary>
    public string Constant(string name, float[] values, params int[] shape) =>
        Constant(name, DataType.DtFloat, MemoryMarshal.AsBytes<float>(values), shape);

    /// <summary>An int32 vector.</summary>
    public string Constant(string name, params int[] values) =>
        Constant(name, DataType.DtInt32, MemoryMarshal.AsBytes<int>(values), values.Length);

    /// <summary>An int32 scalar.</summary>
    public string Scalar(string name, int value) => Constant(name, DataType.DtInt32, MemoryMarshal.AsBytes<int>([value]));

    /// <summary>An operator on float32.</summary>
    public string Operator(string name, string operation, params string[] inputs)
    {
        Node(name, operation, inputs);
        return name;
    }

    /// <summary>A convolution or pool: strides [1,s,s,1] and padding, and a pool's window.</summary>
    public string Windowed(string name, string operation, int stride, string padding, int? window, params string[] inputs)
    {
        NodeDef node = Node(name, operation, inputs);
        node.Attr["strides"] = Integers(1, stride, stride, 1);
        node.Attr["padding"] = new AttrValue { S = ByteString.CopyFromUtf8(padding) };
        node.Attr["data_format"] = new AttrValue { S = ByteString.CopyFromUtf8("NHWC") };
        if (window is { } size)
        {
            node.Attr["ksize"] = Integers(1, size, size, 1);
        }

        return name;
    }

    /// <summary>A node of any kind, for attributes of its own.</summary>
    public NodeDef Node(string name, string operation, params string[] inputs)
    {
        var node = new NodeDef { Name = name, Op = operation };
        node.Input.AddRange(inputs);
        node.Attr["T"] = new AttrValue { Type = DataType.DtFloat };
        Graph.Node.Add(node);
        return node;
    }

    /// <summary>A list of integers as an attribute.</summary>
    public static AttrValue Integers(params int[] values)
    {
        var list = new AttrValue.Types.ListValue();
        list.I.AddRange(values.Select(value => (long)value));
        return new AttrValue { List = list };
    }

    private string Constant(string name, DataType type, ReadOnlySpan<byte> bytes, params int[] shape)
    {
        NodeDef node = Node(name, "Const");
        node.Attr.Remove("T");
        node.Attr["dtype"] = new AttrValue { Type = type };
        node.Attr["value"] = new AttrValue
        {
            Tensor = new TensorProto { Dtype = type, TensorShape = Shape(shape), TensorContent = ByteString.CopyFrom(bytes) },
        };
        return name;
    }

    private static TensorShapeProto Shape(params int[] sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dim { Size = size }));
        return shape;
    }
}
