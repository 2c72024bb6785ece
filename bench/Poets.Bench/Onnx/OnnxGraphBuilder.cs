using System.Buffers.Binary;
using Google.Protobuf;
using Poets.Bench.Onnx.Protobuf;

namespace Poets.Bench.Onnx;

/// <summary>Collects the nodes and weights of one ONNX graph; every node has one output, named after the node.</summary>
internal sealed class OnnxGraphBuilder(string name)
{
    // Operator set 13 is old enough for every ONNX Runtime of the last years and has all that is written here.
    private const int OperatorSet = 13;
    private const int IrVersion = 7;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Declares what is fed.</summary>
    public string AddInput(string input, ReadOnlySpan<int> shape)
    {
        _graph.Input.Add(Describe(Unique(input), shape));
        return input;
    }

    /// <summary>Adds an operator and answers the name of its output.</summary>
    public string AddNode(string operation, string wantedName, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        string output = Unique(wantedName);
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds float32 weights.</summary>
    public string AddWeights(string wantedName, ReadOnlySpan<float> values, params int[] shape)
    {
        var bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return AddInitializer(wantedName, TensorProto.Types.DataType.Float, bytes, shape);
    }

    /// <summary>Adds an int64 vector, as shapes are given.</summary>
    public string AddIntegers(string wantedName, params long[] values)
    {
        var bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), values[i]);
        }

        return AddInitializer(wantedName, TensorProto.Types.DataType.Int64, bytes, values.Length);
    }

    /// <summary>Declares the answer and hands over the model.</summary>
    public ModelProto Finish(string output, ReadOnlySpan<int> shape)
    {
        _graph.Output.Add(Describe(output, shape));
        return new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "Poets.Bench",
            Graph = _graph,
            OpsetImport = { new OperatorSetIdProto { Version = OperatorSet } },
        };
    }

    /// <summary>An integer attribute.</summary>
    public static AttributeProto Integer(string attribute, long value) =>
        new() { Name = attribute, I = value, Type = AttributeProto.Types.AttributeType.Int };

    /// <summary>An attribute of several integers.</summary>
    public static AttributeProto Integers(string attribute, params int[] values)
    {
        var proto = new AttributeProto { Name = attribute, Type = AttributeProto.Types.AttributeType.Ints };
        proto.Ints.AddRange(values.Select(value => (long)value));
        return proto;
    }

    private static ValueInfoProto Describe(string value, ReadOnlySpan<int> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (int size in shape)
        {
            dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions };
        return new ValueInfoProto { Name = value, Type = new TypeProto { TensorType = tensor } };
    }

    private string AddInitializer(string wantedName, TensorProto.Types.DataType type, byte[] bytes, params int[] shape)
    {
        string unique = Unique(wantedName);
        var tensor = new TensorProto { Name = unique, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(shape.Select(size => (long)size));
        _graph.Initializer.Add(tensor);
        return unique;
    }

    private string Unique(string wanted)
    {
        string unique = wanted;
        for (int i = 1; !_names.Add(unique); i++)
        {
            unique = $"{wanted}~{i}";
        }

        return unique;
    }
}
