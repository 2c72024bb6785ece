namespace Poets.Graphs;

/// <summary>A dense tensor in C order: an element type, a fully known shape, and an array of the matching .NET type.</summary>
/// <remarks>
/// Storage by type: Float32 <c>float[]</c>, Float64 <c>double[]</c>, Int32 and QInt32 <c>int[]</c>, UInt8, QUInt8
/// <c>byte[]</c>, Int8, QInt8 <c>sbyte[]</c>, Int16, QInt16 <c>short[]</c>, UInt16, QUInt16, Float16, BFloat16
/// <c>ushort[]</c>, Int64 <c>long[]</c>, UInt32 <c>uint[]</c>, UInt64 <c>ulong[]</c>, Bool <c>bool[]</c>, String
/// <c>byte[][]</c>. The array may be longer than the shape needs (a pooled buffer); only the front belongs to the tensor.
/// </remarks>
public sealed class Tensor
{
    private readonly int[] _dimensions;

    /// <summary>Wraps an array without copying it.</summary>
    /// <exception cref="ArgumentException">The array is of another type or too short.</exception>
    public Tensor(ElementType type, ReadOnlySpan<int> dimensions, Array data)
        : this(type, dimensions, data, 0)
    {
    }

    /// <summary>Wraps a part of an array: only <see cref="Span"/> and kernels' views know of the offset.</summary>
    internal Tensor(ElementType type, ReadOnlySpan<int> dimensions, Array data, int offset)
    {
        ArgumentNullException.ThrowIfNull(data);
        long count = 1;
        foreach (int size in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(dimensions));
            count = checked(count * size);
        }

        if (data.GetType() != StorageOf(type).MakeArrayType())
        {
            throw new ArgumentException($"A tensor of {type} is stored in {StorageOf(type).Name}[], not in {data.GetType().Name}.", nameof(data));
        }

        if (data.LongLength - offset < count)
        {
            throw new ArgumentException($"A tensor of {count} elements needs an array as long; this one has {data.LongLength}.", nameof(data));
        }

        Type = type;
        Data = data;
        Length = checked((int)count);
        Offset = offset;
        _dimensions = dimensions.ToArray();
    }

    /// <summary>The element type.</summary>
    public ElementType Type { get; }

    /// <summary>The dimensions.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>The dimensions as a shape.</summary>
    public TensorShape Shape => TensorShape.Of(_dimensions);

    /// <summary>The number of dimensions.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The storage, at least <see cref="Length"/> long.</summary>
    public Array Data { get; }

    /// <summary>Where in <see cref="Data"/> the tensor starts; 0 but for what a plan keeps to itself.</summary>
    internal int Offset { get; }

    /// <summary>A float32 tensor over an array, which is not copied.</summary>
    public static Tensor Of(float[] data, params int[] dimensions) => new(ElementType.Float32, dimensions, data);

    /// <summary>An int32 tensor over an array, which is not copied.</summary>
    public static Tensor Of(int[] data, params int[] dimensions) => new(ElementType.Int32, dimensions, data);

    /// <summary>A scalar byte string, such as an image file's content.</summary>
    public static Tensor OfString(byte[] value) => new(ElementType.String, [], new[] { value });

    /// <summary>An uninitialised-as-zero tensor.</summary>
    public static Tensor Zeros(ElementType type, params int[] dimensions)
    {
        long count = 1;
        foreach (int size in dimensions)
        {
            count = checked(count * size);
        }

        return new Tensor(type, dimensions, Array.CreateInstance(StorageOf(type), count));
    }

    /// <summary>The elements as their storage type.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the storage type.</exception>
    public Span<T> Span<T>() => Data is T[] typed
        ? typed.AsSpan(Offset, Length)
        : throw new InvalidOperationException($"This tensor of {Type} is stored as {Data.GetType().Name}, not {typeof(T).Name}[].");

    /// <summary>The same elements under other dimensions of the same product; storage is shared.</summary>
    public Tensor Reshape(params int[] dimensions)
    {
        var reshaped = new Tensor(Type, dimensions, Data, Offset);
        return reshaped.Length == Length
            ? reshaped
            : throw new ArgumentException($"{Shape} cannot be seen as {reshaped.Shape}: the element counts differ.", nameof(dimensions));
    }

    /// <summary>The .NET type that stores one element.</summary>
    public static Type StorageOf(ElementType type) => type switch
    {
        ElementType.Float32 => typeof(float),
        ElementType.Float64 => typeof(double),
        ElementType.Int32 or ElementType.QInt32 => typeof(int),
        ElementType.UInt8 or ElementType.QUInt8 => typeof(byte),
        ElementType.Int8 or ElementType.QInt8 => typeof(sbyte),
        ElementType.Int16 or ElementType.QInt16 => typeof(short),
        ElementType.UInt16 or ElementType.QUInt16 or ElementType.Float16 or ElementType.BFloat16 => typeof(ushort),
        ElementType.Int64 => typeof(long),
        ElementType.UInt32 => typeof(uint),
        ElementType.UInt64 => typeof(ulong),
        ElementType.Bool => typeof(bool),
        ElementType.String => typeof(byte[]),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No storage is defined for this element type."),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Shape}";
}
