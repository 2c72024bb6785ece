using System.Buffers.Binary;
using Poets.Graphs.Protobuf;

namespace Poets.Bench.Onnx;

/// <summary>
/// A constant of the graph as float32 values in C order, whatever its type was: weights need no more, and shapes and axes
/// are small integers.
/// </summary>
internal sealed record ConstantArray(float[] Values, int[] Shape)
{
    /// <summary>The values as integers.</summary>
    public int[] Integers => Array.ConvertAll(Values, value => checked((int)value));

    /// <summary>Reads a constant. It does not go through the engine's importer, so that neither can hide the other's mistake.</summary>
    /// <exception cref="ExportException">An element type that no network here uses.</exception>
    public static ConstantArray Read(NodeDef node)
    {
        TensorProto tensor = node.Attr["value"].Tensor;
        int[] shape = [.. tensor.TensorShape?.Dim.Select(dimension => checked((int)dimension.Size)) ?? []];
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        ReadOnlySpan<byte> bytes = tensor.TensorContent.Span;
        float[] listed = [.. tensor.FloatVal, .. tensor.IntVal.Select(value => (float)value), .. tensor.Int64Val.Select(value => (float)value)];
        for (int i = 0; i < values.Length; i++)
        {
            // TensorFlow repeats the last listed value for the rest.
            values[i] = bytes.Length > 0 ? Element(node, tensor.Dtype, bytes, i)
                : listed.Length > 0 ? listed[Math.Min(i, listed.Length - 1)]
                : 0;
        }

        return new ConstantArray(values, shape);
    }

    private static float Element(NodeDef node, DataType type, ReadOnlySpan<byte> bytes, int index) => type switch
    {
        DataType.DtFloat => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * index)..]),
        DataType.DtInt32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * index)..]),
        DataType.DtInt64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * index)..]),
        DataType.DtInt8 => (sbyte)bytes[index],
        DataType.DtUint8 or DataType.DtQuint8 => bytes[index],
        _ => throw new ExportException($"Node {node.Name}: constants of type {type} are not exported."),
    };
}
