using System.Numerics;
using Poets.Graphs;
using Poets.Retraining.Models;

namespace Poets.Retraining.Engines;

/// <summary>Joins a backbone's bottleneck tensors; spatial ones are averaged over height and width.</summary>
internal static class BottleneckJoin
{
    /// <summary>Copies one image's tensors, each [1,D] or [1,H,W,D], behind one another.</summary>
    public static void Copy(Tensor[] tensors, Backbone backbone, Span<float> destination)
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            int length = backbone.Lengths[i];
            ReadOnlySpan<float> values = tensors[i].Span<float>();
            if (values.Length % length != 0 || (tensors[i].Rank != 4 && values.Length != length))
            {
                throw new GraphException($"{backbone.Graph.Origin}: {backbone.BottleneckTensors[i]} came out as {tensors[i].Shape} for one image, not with {length} values.");
            }

            Average(values, destination[..length]);
            destination = destination[length..];
        }
    }

    private static void Average(ReadOnlySpan<float> values, Span<float> destination)
    {
        int length = destination.Length;
        values[..length].CopyTo(destination);
        int pixels = values.Length / length;
        if (pixels == 1)
        {
            return;
        }

        for (int pixel = 1; pixel < pixels; pixel++)
        {
            Add(destination, values.Slice(pixel * length, length));
        }

        foreach (ref float value in destination)
        {
            value /= pixels;
        }
    }

    private static void Add(Span<float> sums, ReadOnlySpan<float> values)
    {
        int i = 0;
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sums[i..]) + new Vector<float>(values[i..])).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }
}
