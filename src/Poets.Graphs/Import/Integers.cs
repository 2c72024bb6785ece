namespace Poets.Graphs.Import;

/// <summary>Reads the small integer tensors by which graphs spell axes, shapes and sizes.</summary>
internal static class Integers
{
    /// <summary>All elements of an integer tensor.</summary>
    public static long[] Of(Tensor tensor)
    {
        var result = new long[tensor.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = At(tensor, i);
        }

        return result;
    }

    /// <summary>One element of an integer tensor.</summary>
    public static long At(Tensor tensor, int index) => tensor.Type switch
    {
        ElementType.Int32 => tensor.Span<int>()[index],
        ElementType.Int64 => tensor.Span<long>()[index],
        ElementType.Int16 => tensor.Span<short>()[index],
        ElementType.UInt8 => tensor.Span<byte>()[index],
        ElementType.Int8 => tensor.Span<sbyte>()[index],
        ElementType.UInt16 => tensor.Span<ushort>()[index],
        ElementType.UInt32 => tensor.Span<uint>()[index],
        _ => throw new GraphException($"An integer tensor is needed here, not {tensor.Type}."),
    };

    /// <summary>A tensor of int32 or int64 from elements.</summary>
    public static Tensor ToTensor(ElementType type, ReadOnlySpan<int> dimensions, ReadOnlySpan<long> values)
    {
        if (type == ElementType.Int64)
        {
            return new Tensor(type, dimensions, values.ToArray());
        }

        var narrow = new int[values.Length];
        for (int i = 0; i < narrow.Length; i++)
        {
            narrow[i] = checked((int)values[i]);
        }

        return new Tensor(ElementType.Int32, dimensions, narrow);
    }
}
