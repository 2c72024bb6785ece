namespace Poets.Graphs;

/// <summary>The dimensions of a tensor as far as they are known: -1 stands for a dimension that a run decides.</summary>
public sealed class TensorShape : IEquatable<TensorShape>
{
    private readonly int[]? _dimensions;

    private TensorShape(int[]? dimensions) => _dimensions = dimensions;

    /// <summary>A shape of which not even the rank is known.</summary>
    public static TensorShape Unknown { get; } = new(null);

    /// <summary>The shape [] of one element.</summary>
    public static TensorShape Scalar { get; } = new([]);

    /// <summary>A shape of known rank.</summary>
    /// <param name="dimensions">Sizes, -1 where unknown.</param>
    public static TensorShape Of(params int[] dimensions)
    {
        foreach (int size in dimensions)
        {
            if (size < -1)
            {
                throw new ArgumentOutOfRangeException(nameof(dimensions), size, "A dimension is -1 (unknown), 0 or more.");
            }
        }

        return new TensorShape((int[])dimensions.Clone());
    }

    /// <summary>Whether the number of dimensions is known.</summary>
    public bool HasRank => _dimensions is not null;

    /// <summary>The number of dimensions; throws where it is not known.</summary>
    public int Rank => (_dimensions ?? throw new InvalidOperationException("The rank of this shape is not known.")).Length;

    /// <summary>The dimensions; throws where the rank is not known.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions ?? throw new InvalidOperationException("The rank of this shape is not known.");

    /// <summary>The size of one dimension, -1 where unknown; a negative axis counts from the last.</summary>
    public int this[int axis] => Dimensions[axis < 0 ? axis + Rank : axis];

    /// <summary>Whether every dimension is known.</summary>
    public bool IsFullyKnown => _dimensions is not null && Array.IndexOf(_dimensions, -1) < 0;

    /// <summary>The product of the dimensions; throws where one is not known.</summary>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (int size in Dimensions)
            {
                count = size >= 0 ? checked(count * size) : throw new InvalidOperationException($"The shape {this} is not fully known.");
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) =>
        other is not null && (_dimensions is null ? other._dimensions is null : other._dimensions is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int size in _dimensions ?? [int.MinValue])
        {
            hash.Add(size);
        }

        return hash.ToHashCode();
    }

    /// <summary>As people write it: <c>[1,224,224,3]</c>, <c>[?,1001]</c>, <c>[]</c>, or <c>?</c> where the rank is unknown.</summary>
    public override string ToString() =>
        _dimensions is null ? "?" : "[" + string.Join(",", _dimensions.Select(size => size < 0 ? "?" : size.ToString(System.Globalization.CultureInfo.InvariantCulture))) + "]";
}
