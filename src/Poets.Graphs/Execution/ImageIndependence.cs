using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Execution;

/// <summary>
/// Proves that a graph answers each image of a batch as if it were alone, so that a batch may be run a few images at a time.
/// What cannot be proved runs whole.
/// </summary>
/// <remarks>
/// Every value is one of three things. It is fixed: no image went into it. Or it holds images: dimension 0 is the batch, and
/// slice i depends on image i alone. Or it is a size: small integers that the planner computed from shapes, in which the size
/// of the batch may lurk; only a reshape may read those, since its result shows in the planned shapes. A node of which an
/// operator does not say that it keeps images apart ends the proof.
/// </remarks>
internal static class ImageIndependence
{
    private enum Content
    {
        Fixed,
        Images,
        Sizes,
    }

    /// <summary>Whether the images of a batch are independent of each other.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="facts">What the plan of the batch says of a tensor.</param>
    /// <param name="batched">Which inputs hold images.</param>
    /// <param name="batch">How many.</param>
    public static bool Holds(TypedGraph graph, Func<Outlet, Fact> facts, bool[] batched, int batch)
    {
        var contents = new Dictionary<GraphNode, Content[]>(ReferenceEqualityComparer.Instance);
        foreach (GraphNode node in graph.Nodes)
        {
            Fact[] outputs = [.. Enumerable.Range(0, node.Facts.Length).Select(i => facts(node.Output(i)))];
            Content[]? found = node.Operator is FeedOperator feed
                ? [batched[feed.Position] ? Content.Images : Content.Fixed]
                : Of(node, Array.ConvertAll(node.Inputs, input => contents[input.Node][input.Index]), Array.ConvertAll(node.Inputs, input => facts(input)), outputs);
            if (found is null || !HaveBatch(found, outputs, batch))
            {
                return false;
            }

            contents.Add(node, found);
        }

        return Array.TrueForAll(graph.Outputs, output => contents[output.Node][output.Index] == Content.Images);
    }

    private static Content[]? Of(GraphNode node, Content[] inputs, Fact[] facts, Fact[] outputs)
    {
        if (Array.TrueForAll(inputs, static content => content == Content.Fixed))
        {
            return node.Operator.IsPure ? All(outputs, Content.Fixed) : null;
        }

        if (Array.TrueForAll(outputs, static output => output.IsConstant))
        {
            return All(outputs, Content.Sizes);
        }

        if (!Array.TrueForAll([.. facts, .. outputs], static fact => fact.Shape.IsFullyKnown))
        {
            return null;
        }

        int readable = node.Operator is ReshapeOperator ? 1 : inputs.Length;
        return Array.IndexOf(inputs, Content.Sizes, 0, readable) < 0
            && node.Operator.KeepsImagesApart(new ImageContext(facts, Array.ConvertAll(inputs, static content => content == Content.Images), outputs[0]))
                ? All(outputs, Content.Images)
                : null;
    }

    private static bool HaveBatch(Content[] contents, Fact[] facts, int batch)
    {
        for (int i = 0; i < contents.Length; i++)
        {
            if (contents[i] == Content.Images && !(facts[i].Shape is { IsFullyKnown: true, Rank: > 0 } shape && shape[0] == batch))
            {
                return false;
            }
        }

        return true;
    }

    private static Content[] All(Fact[] outputs, Content content) => Array.ConvertAll(outputs, _ => content);
}
