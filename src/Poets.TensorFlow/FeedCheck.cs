using Poets.Graphs;

namespace Poets.TensorFlow;

/// <summary>Compares what is fed with what the graph says of its inputs.</summary>
internal static class FeedCheck
{
    /// <summary>Refuses a wrong number of tensors, a wrong type or a shape that cannot fit; the first dimension may grow from 1.</summary>
    internal static void Require(IReadOnlyList<TensorFact> inputs, Tensor[] tensors, string origin)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Length != inputs.Count)
        {
            throw new GraphException($"{origin} takes {inputs.Count} input(s) ({string.Join(", ", inputs)}); {tensors.Length} were given.");
        }

        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Type != inputs[i].Type || !Fits(inputs[i].Shape, tensors[i].Dimensions))
            {
                throw new GraphException($"{origin}: the input '{inputs[i].Name}' is {inputs[i].Type} {inputs[i].Shape}; a tensor of {tensors[i]} was given.");
            }
        }
    }

    /// <summary>The number of images of a batch that is fed to inputs frozen at one, or -1 where the graph takes it as it is.</summary>
    /// <exception cref="GraphException">The inputs have different numbers of images.</exception>
    internal static int ImagesBeyondFrozen(IReadOnlyList<TensorFact> inputs, Tensor[] tensors)
    {
        int images = -1;
        for (int i = 0; i < tensors.Length; i++)
        {
            if (IsFrozenAtOne(inputs[i]) && tensors[i].Dimensions[0] is int size and not 1)
            {
                images = images < 0 || images == size
                    ? size
                    : throw new GraphException($"The inputs disagree on the batch: '{inputs[i].Name}' has {size} images, another has {images}.");
            }
        }

        return images;
    }

    /// <summary>Whether an input's first dimension says 1: an image at a time, as far as the graph knows.</summary>
    internal static bool IsFrozenAtOne(TensorFact input) => input.Shape is { HasRank: true, Rank: > 1 } && input.Shape[0] == 1;

    private static bool Fits(TensorShape shape, ReadOnlySpan<int> dimensions)
    {
        if (!shape.HasRank)
        {
            return true;
        }

        if (shape.Rank != dimensions.Length)
        {
            return false;
        }

        for (int axis = 0; axis < dimensions.Length; axis++)
        {
            bool mayGrow = axis == 0 && shape[0] == 1 && shape.Rank > 1;
            if (shape[axis] >= 0 && shape[axis] != dimensions[axis] && !mayGrow)
            {
                return false;
            }
        }

        return true;
    }
}
