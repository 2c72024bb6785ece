namespace Poets.Graphs.Operators;

/// <summary>Copies elements of any type along strides: the one traversal under transpose, slice, tile and the like.</summary>
internal static class Walk
{
    /// <summary>output[i, j, …] = input[offset + i·strides[0] + j·strides[1] + …], output in C order.</summary>
    public static void Strided(Array input, Array output, ElementType type, int offset, ReadOnlySpan<int> strides, ReadOnlySpan<int> dimensions, int count)
    {
        switch (Tensor.StorageOf(type).IsClass ? 0 : SizeOf(type))
        {
            case 0:
                Strided(((byte[][])input).AsSpan(), ((byte[][])output).AsSpan(0, count), offset, strides, dimensions);
                break;
            case 1:
                Strided(Bytes(input), Bytes(output)[..count], offset, strides, dimensions);
                break;
            case 2:
                Strided(Shorts(input), Shorts(output)[..count], offset, strides, dimensions);
                break;
            case 4 when input is float[] from:
                Strided(from.AsSpan(), ((float[])output).AsSpan(0, count), offset, strides, dimensions);
                break;
            case 4:
                Strided(((int[])(object)input).AsSpan(), ((int[])(object)output).AsSpan(0, count), offset, strides, dimensions);
                break;
            case 8 when input is double[] from:
                Strided(from.AsSpan(), ((double[])output).AsSpan(0, count), offset, strides, dimensions);
                break;
            default:
                Strided(((long[])(object)input).AsSpan(), ((long[])(object)output).AsSpan(0, count), offset, strides, dimensions);
                break;
        }
    }

    /// <summary>Bytes of one element; 0 for strings.</summary>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.QUInt8 or ElementType.Int8 or ElementType.QInt8 or ElementType.Bool => 1,
        ElementType.Int16 or ElementType.QInt16 or ElementType.UInt16 or ElementType.QUInt16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.QInt32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        _ => 0,
    };

    private static Span<byte> Bytes(Array array) => array is bool[] flags
        ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(flags.AsSpan())
        : ((byte[])(object)array).AsSpan();

    private static Span<short> Shorts(Array array) => ((short[])(object)array).AsSpan();

    private static void Strided<T>(Span<T> input, Span<T> output, int offset, ReadOnlySpan<int> strides, ReadOnlySpan<int> dimensions)
    {
        int rank = dimensions.Length;
        if (output.Length == 0)
        {
            return;
        }

        if (rank == 0)
        {
            output[0] = input[offset];
            return;
        }

        int inner = dimensions[rank - 1];
        int stride = strides[rank - 1];
        Span<int> position = stackalloc int[rank];
        position.Clear();
        int at = offset;
        for (int start = 0; start < output.Length; start += inner)
        {
            Span<T> row = output.Slice(start, inner);
            if (stride == 1)
            {
                input.Slice(at, inner).CopyTo(row);
            }
            else if (stride == 0)
            {
                row.Fill(input[at]);
            }
            else
            {
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = input[at + (i * stride)];
                }
            }

            for (int axis = rank - 2; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++position[axis] < dimensions[axis])
                {
                    break;
                }

                at -= dimensions[axis] * strides[axis];
                position[axis] = 0;
            }
        }
    }
}
