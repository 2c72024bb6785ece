using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>TensorProto to <see cref="Tensor"/> and back. TensorFlow stores values either packed or as a list whose last element repeats.</summary>
internal static class TensorMessages
{
    private const long LargestUnstored = 1 << 26;

    /// <summary>The shape that a message spells.</summary>
    public static TensorShape ShapeOf(TensorShapeProto? message)
    {
        if (message is null)
        {
            return TensorShape.Scalar;
        }

        if (message.UnknownRank)
        {
            return TensorShape.Unknown;
        }

        var dimensions = new int[message.Dim.Count];
        for (int i = 0; i < dimensions.Length; i++)
        {
            long size = message.Dim[i].Size;
            dimensions[i] = size is >= -1 and <= int.MaxValue
                ? (int)size
                : throw new GraphException($"A dimension of {size} is out of range (-1 to {int.MaxValue}).");
        }

        return TensorShape.Of(dimensions);
    }

    /// <summary>The message for a shape.</summary>
    public static TensorShapeProto ToMessage(TensorShape shape)
    {
        if (!shape.HasRank)
        {
            return new TensorShapeProto { UnknownRank = true };
        }

        var message = new TensorShapeProto();
        foreach (int size in shape.Dimensions)
        {
            message.Dim.Add(new TensorShapeProto.Types.Dim { Size = size });
        }

        return message;
    }

    /// <summary>Copies a message's values into a tensor.</summary>
    /// <exception cref="GraphException">Counts disagree or the element type has no dense storage.</exception>
    public static Tensor Decode(TensorProto message, string node)
    {
        var type = (ElementType)message.Dtype;
        ReadOnlySpan<int> dimensions = ShapeOf(message.TensorShape).Dimensions;
        double exact = 1;
        foreach (int size in dimensions)
        {
            exact *= size;
        }

        if (exact > Array.MaxLength)
        {
            throw new GraphException($"Node '{node}': a constant of {exact:G3} elements is too large.");
        }

        long count = (long)exact;

        // A few damaged bytes may claim a huge tensor; one whose values are not stored is believed up to a limit.
        if (count > LargestUnstored && message.TensorContent.Length == 0)
        {
            throw new GraphException($"Node '{node}': a constant claims {count} elements and stores none. The file is damaged.");
        }

        Array data = type switch
        {
            ElementType.Float32 => Fill(message, node, count, message.FloatVal, static value => value),
            ElementType.Float64 => Fill(message, node, count, message.DoubleVal, static value => value),
            ElementType.Int32 or ElementType.QInt32 => Fill(message, node, count, message.IntVal, static value => value),
            ElementType.UInt8 or ElementType.QUInt8 => Fill(message, node, count, message.IntVal, static value => (byte)value),
            ElementType.Int8 or ElementType.QInt8 => Fill(message, node, count, message.IntVal, static value => (sbyte)value),
            ElementType.Int16 or ElementType.QInt16 => Fill(message, node, count, message.IntVal, static value => (short)value),
            ElementType.UInt16 or ElementType.QUInt16 => Fill(message, node, count, message.IntVal, static value => (ushort)value),
            ElementType.Float16 or ElementType.BFloat16 => Fill(message, node, count, message.HalfVal, static value => (ushort)value),
            ElementType.Int64 => Fill(message, node, count, message.Int64Val, static value => value),
            ElementType.UInt32 => Fill(message, node, count, message.Uint32Val, static value => value),
            ElementType.UInt64 => Fill(message, node, count, message.Uint64Val, static value => value),
            ElementType.Bool => Fill(message, node, count, message.BoolVal, static value => value),
            ElementType.String => Strings(message, node, count),
            _ => throw new GraphException($"Node '{node}': constants of type {message.Dtype} are not supported by the managed engine."),
        };
        return new Tensor(type, dimensions, data);
    }

    /// <summary>The message for a tensor, values packed.</summary>
    public static TensorProto Encode(Tensor tensor)
    {
        var message = new TensorProto { Dtype = (DataType)tensor.Type, TensorShape = ToMessage(tensor.Shape) };
        if (tensor.Type == ElementType.String)
        {
            foreach (byte[] value in tensor.Span<byte[]>())
            {
                message.StringVal.Add(ByteString.CopyFrom(value));
            }
        }
        else
        {
            message.TensorContent = ByteString.CopyFrom(Bytes(tensor));
        }

        return message;
    }

    /// <summary>The little-endian bytes of a tensor's elements.</summary>
    public static ReadOnlySpan<byte> Bytes(Tensor tensor) => tensor.Data switch
    {
        float[] => MemoryMarshal.AsBytes(tensor.Span<float>()),
        double[] => MemoryMarshal.AsBytes(tensor.Span<double>()),
        int[] => MemoryMarshal.AsBytes(tensor.Span<int>()),
        byte[] => tensor.Span<byte>(),
        sbyte[] => MemoryMarshal.AsBytes(tensor.Span<sbyte>()),
        short[] => MemoryMarshal.AsBytes(tensor.Span<short>()),
        ushort[] => MemoryMarshal.AsBytes(tensor.Span<ushort>()),
        long[] => MemoryMarshal.AsBytes(tensor.Span<long>()),
        uint[] => MemoryMarshal.AsBytes(tensor.Span<uint>()),
        ulong[] => MemoryMarshal.AsBytes(tensor.Span<ulong>()),
        bool[] => MemoryMarshal.AsBytes(tensor.Span<bool>()),
        _ => throw new GraphException($"Tensors of {tensor.Type} have no byte image."),
    };

    private static T[] Fill<TStored, T>(TensorProto message, string node, long count, IReadOnlyList<TStored> listed, Func<TStored, T> narrow)
        where T : unmanaged
    {
        ReadOnlySpan<byte> content = message.TensorContent.Span;
        if (content.Length > 0)
        {
            ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(content);
            return values.Length == count && content.Length == count * Unsafe.SizeOf<T>()
                ? values.ToArray()
                : throw new GraphException($"Node '{node}': its constant holds {content.Length} bytes, which are not {count} elements of {message.Dtype}. The file is damaged.");
        }

        if (listed.Count > count)
        {
            throw new GraphException($"Node '{node}': its constant lists {listed.Count} values for {count} elements. The file is damaged.");
        }

        var data = new T[count];
        for (int i = 0; i < listed.Count; i++)
        {
            data[i] = narrow(listed[i]);
        }

        if (listed.Count > 0 && listed.Count < count)
        {
            Array.Fill(data, data[listed.Count - 1], listed.Count, (int)count - listed.Count);
        }

        return data;
    }

    private static byte[][] Strings(TensorProto message, string node, long count)
    {
        if (message.StringVal.Count > count)
        {
            throw new GraphException($"Node '{node}': its constant lists {message.StringVal.Count} strings for {count} elements. The file is damaged.");
        }

        var data = new byte[count][];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = message.StringVal.Count == 0 ? [] : message.StringVal[Math.Min(i, message.StringVal.Count - 1)].ToByteArray();
        }

        return data;
    }
}
