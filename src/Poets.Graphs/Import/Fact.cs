namespace Poets.Graphs.Import;

/// <summary>What is known of one edge of the typed graph: element type, shape as far as known, and value where it is constant.</summary>
internal sealed class Fact
{
    /// <summary>Marks the elements of <see cref="Partial"/> that are not known.</summary>
    public const long NotKnown = long.MinValue;

    private readonly LazyTensor? _value;

    public Fact(ElementType type, TensorShape shape)
    {
        Type = type;
        Shape = shape;
    }

    public Fact(LazyTensor value)
        : this(value.Type, value.Shape) => _value = value;

    public Fact(Tensor value)
        : this(new LazyTensor(value))
    {
    }

    private Fact(ElementType type, TensorShape shape, long[] partial)
        : this(type, shape) => Partial = partial;

    /// <summary>Nothing is known.</summary>
    public static Fact Unknown { get; } = new(ElementType.Unknown, TensorShape.Unknown);

    public ElementType Type { get; }

    public TensorShape Shape { get; }

    /// <summary>Whether the value is known before anything runs.</summary>
    public bool IsConstant => _value is not null;

    /// <summary>The value, null where a run decides it.</summary>
    public Tensor? Value => _value?.Value;

    /// <summary>A small integer vector or scalar of which some elements are known, such as the shape of a batch of unknown size.</summary>
    public long[]? Partial { get; }

    public LazyTensor? Lazy => _value;

    /// <summary>A fact whose elements are known in part.</summary>
    public static Fact OfPartial(ElementType type, TensorShape shape, long[] elements) => new(type, shape, elements);

    /// <summary>The elements as far as they are known; null where nothing is.</summary>
    public long[]? KnownIntegers()
    {
        if (Partial is not null)
        {
            return Partial;
        }

        return _value is { Type: ElementType.Int32 or ElementType.Int64 } ? Integers.Of(_value.Value) : null;
    }

    public override string ToString() => $"{Type} {Shape}{(IsConstant ? " const" : "")}";
}
