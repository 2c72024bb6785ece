using Google.Protobuf;
using Poets.Graphs;
using Poets.Graphs.Import;
using Poets.Graphs.Protobuf;

namespace Poets.Testing;

/// <summary>Builds small graphs in a few lines.</summary>
public sealed class TinyGraph
{
    /// <summary>The graph so far.</summary>
    public GraphDef Graph { get; } = new();

    /// <summary>The graph as the engines take it.</summary>
    public GraphModel Model() => GraphModel.FromGraphDef(Graph, "tiny");

    /// <summary>Adds an input.</summary>
    public void Placeholder(string name, DataType type, params int[] shape) =>
        Node(name, "Placeholder", [], ("dtype", type), ("shape", TensorShape.Of(shape)));

    /// <summary>Adds a constant.</summary>
    public void Constant(string name, Tensor value) => Node(name, "Const", [], ("dtype", (DataType)value.Type), ("value", value));

    /// <summary>Adds a vector.</summary>
    public void Constant(string name, float[] values) => Constant(name, Tensor.Of(values, values.Length));

    /// <summary>Adds a vector.</summary>
    public void Constant(string name, int[] values) => Constant(name, Tensor.Of(values, values.Length));

    /// <summary>Adds a scalar.</summary>
    public void Constant(string name, int value) => Constant(name, Tensor.Of(new[] { value }));

    /// <summary>Adds a scalar.</summary>
    public void Constant(string name, bool value) => Constant(name, new Tensor(ElementType.Bool, [], new[] { value }));

    /// <summary>Adds a node; attributes are numbers, texts, types, shapes, tensors or lists of integers.</summary>
    public void Node(string name, string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeDef { Name = name, Op = op, Input = { inputs } };
        foreach ((string attribute, object value) in attributes)
        {
            node.Attr.Add(attribute, value switch
            {
                int number => new AttrValue { I = number },
                float number => new AttrValue { F = number },
                bool flag => new AttrValue { B = flag },
                string text => new AttrValue { S = ByteString.CopyFromUtf8(text) },
                DataType type => new AttrValue { Type = type },
                TensorShape shape => new AttrValue { Shape = TensorMessages.ToMessage(shape) },
                Tensor tensor => new AttrValue { Tensor = TensorMessages.Encode(tensor) },
                int[] list => new AttrValue { List = new AttrValue.Types.ListValue { I = { list.Select(item => (long)item) } } },
                _ => throw new ArgumentException($"no attribute can hold a {value.GetType().Name}"),
            });
        }

        Graph.Node.Add(node);
    }
}
