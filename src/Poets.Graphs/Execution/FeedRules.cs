namespace Poets.Graphs.Execution;

/// <summary>What may be fed to an input.</summary>
internal static class FeedRules
{
    /// <summary>Refuses what does not fit; answers the batch that stands in for a frozen 1, or 1.</summary>
    /// <exception cref="GraphException">Type or shape do not fit.</exception>
    public static int Check(TensorFact input, TensorFact fed)
    {
        if (input.Type != ElementType.Unknown && fed.Type != input.Type)
        {
            throw new GraphException($"Input '{input.Name}' takes {input.Type}, it was fed {fed.Type}.");
        }

        if (!input.Shape.HasRank)
        {
            return 1;
        }

        ReadOnlySpan<int> wanted = input.Shape.Dimensions;
        bool fits = wanted.Length == fed.Shape.Rank;
        for (int i = fits && wanted.Length > 0 && wanted[0] == 1 ? 1 : 0; fits && i < wanted.Length; i++)
        {
            fits = wanted[i] < 0 || wanted[i] == fed.Shape[i];
        }

        if (!fits)
        {
            throw new GraphException($"Input '{input.Name}' has the shape {input.Shape}{(wanted.Length > 0 && wanted[0] == 1 ? " (any batch)" : "")}, it was fed {fed.Shape}.");
        }

        return wanted.Length > 0 && wanted[0] == 1 ? fed.Shape[0] : 1;
    }
}
