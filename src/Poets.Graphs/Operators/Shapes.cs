using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Arithmetic on shapes of which some dimensions may not be known.</summary>
internal static class Shapes
{
    /// <summary>What two sources say together; the first wins where both know.</summary>
    public static TensorShape Merge(TensorShape first, TensorShape second)
    {
        if (!first.HasRank || !second.HasRank || first.Rank != second.Rank)
        {
            return first.HasRank ? first : second;
        }

        int[] dimensions = first.Dimensions.ToArray();
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = dimensions[i] < 0 ? second[i] : dimensions[i];
        }

        return TensorShape.Of(dimensions);
    }

    /// <summary>A shape of known rank whose dimensions are all unknown.</summary>
    public static TensorShape OfRank(int rank)
    {
        var dimensions = new int[rank];
        Array.Fill(dimensions, -1);
        return TensorShape.Of(dimensions);
    }

    /// <summary>TensorFlow's (NumPy's) broadcasting of two shapes.</summary>
    /// <exception cref="OperatorException">They cannot be broadcast together.</exception>
    public static TensorShape Broadcast(TensorShape left, TensorShape right)
    {
        if (!left.HasRank || !right.HasRank)
        {
            return TensorShape.Unknown;
        }

        var dimensions = new int[Math.Max(left.Rank, right.Rank)];
        for (int i = 1; i <= dimensions.Length; i++)
        {
            int a = i <= left.Rank ? left[-i] : 1;
            int b = i <= right.Rank ? right[-i] : 1;
            dimensions[^i] = a == b || b == 1 ? a
                : a == 1 ? b
                : a < 0 ? b
                : b < 0 ? a
                : throw new OperatorException($"the shapes {left} and {right} cannot be broadcast together");
        }

        return TensorShape.Of(dimensions);
    }

    /// <summary>Row-major strides; 0 for dimensions of 1 that are broadcast, aligned at the last dimension of <paramref name="output"/>.</summary>
    public static void BroadcastStrides(ReadOnlySpan<int> input, ReadOnlySpan<int> output, Span<int> strides)
    {
        int stride = 1;
        strides.Clear();
        for (int i = 1; i <= input.Length; i++)
        {
            strides[output.Length - i] = input[^i] == 1 ? 0 : stride;
            stride *= input[^i];
        }
    }

    /// <summary>Row-major strides.</summary>
    public static void Strides(ReadOnlySpan<int> dimensions, Span<int> strides)
    {
        int stride = 1;
        for (int i = dimensions.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= dimensions[i];
        }
    }

    /// <summary>The product of some dimensions.</summary>
    public static int Product(ReadOnlySpan<int> dimensions)
    {
        int product = 1;
        foreach (int size in dimensions)
        {
            product = checked(product * size);
        }

        return product;
    }

    /// <summary>An axis counted from the front; negative ones count from the last.</summary>
    /// <exception cref="OperatorException">There is no such axis.</exception>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new OperatorException($"there is no axis {axis} in {rank} dimensions");

    /// <summary>Refuses element types other than these; an unknown type passes.</summary>
    public static void RequireType(Fact fact, int index, params ElementType[] allowed)
    {
        if (fact.Type != ElementType.Unknown && Array.IndexOf(allowed, fact.Type) < 0)
        {
            throw new OperatorException($"input {index} is {fact.Type}; the managed engine computes this for {string.Join(", ", allowed)}");
        }
    }

    /// <summary>Refuses inputs of different element types; an unknown type passes.</summary>
    public static ElementType SameType(Fact left, Fact right)
    {
        if (left.Type != ElementType.Unknown && right.Type != ElementType.Unknown && left.Type != right.Type)
        {
            throw new OperatorException($"its inputs are {left.Type} and {right.Type}, which should be the same type");
        }

        return left.Type == ElementType.Unknown ? right.Type : left.Type;
    }

    /// <summary>Refuses a known rank other than this.</summary>
    public static void RequireRank(Fact fact, int index, int rank)
    {
        if (fact.Shape.HasRank && fact.Shape.Rank != rank)
        {
            throw new OperatorException($"input {index} has the shape {fact.Shape} and should have {rank} dimensions");
        }
    }
}
