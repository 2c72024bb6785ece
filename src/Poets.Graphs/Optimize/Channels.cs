using Poets.Graphs.Import;

namespace Poets.Graphs.Optimize;

/// <summary>Recognises constants that hold one value a channel, and the nodes that can take such values in.</summary>
internal static class Channels
{
    /// <summary>A float32 constant [], [C] or [1,…,1,C] as C values, for a tensor whose last dimension is C; null where it is none.</summary>
    public static float[]? Of(Fact fact, TensorShape target)
    {
        if (!fact.IsConstant || fact.Type != ElementType.Float32 || !target.HasRank || target.Rank == 0 || target[-1] < 0 || fact.Shape.Rank > target.Rank)
        {
            return null;
        }

        int channels = target[-1];
        ReadOnlySpan<int> dimensions = fact.Shape.Dimensions;
        for (int i = 0; i < dimensions.Length - 1; i++)
        {
            if (dimensions[i] != 1)
            {
                return null;
            }
        }

        int last = dimensions.Length == 0 ? 1 : dimensions[^1];
        if (last != channels && last != 1)
        {
            return null;
        }

        ReadOnlySpan<float> values = fact.Value!.Span<float>();
        var result = new float[channels];
        for (int i = 0; i < channels; i++)
        {
            result[i] = values[last == 1 ? 0 : i];
        }

        return result;
    }
}
