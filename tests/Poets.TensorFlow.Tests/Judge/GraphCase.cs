using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>A small graph with what it is fed, ready for both engines.</summary>
/// <param name="Label">What was drawn, for messages.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Feeds">Placeholders and their values.</param>
/// <param name="Outputs">The tensors to compare.</param>
/// <param name="Tolerance">Allowed difference relative to the largest expected value; 0 is bit for bit.</param>
internal sealed record GraphCase(
    string Label, GraphDef Graph, IReadOnlyList<KeyValuePair<string, Tensor>> Feeds, IReadOnlyList<string> Outputs, double Tolerance)
{
    /// <summary>The graph and its feeds, as text that can be turned into a test.</summary>
    public override string ToString()
    {
        IEnumerable<string> nodes = Graph.Node.Select(node =>
        {
            IEnumerable<string> attributes = node.Attr.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
                .Select(attribute => $"{attribute.Key}={Shorten(attribute.Value.ToString())}");
            return $"  {node.Name} = {node.Op}({string.Join(", ", node.Input)}) {string.Join(" ", attributes)}";
        });
        IEnumerable<string> feeds = Feeds.Select(feed =>
            $"  feed {feed.Key}: {feed.Value} {Shorten(string.Join(' ', feed.Value.Data.Cast<object>().Take(feed.Value.Length)))}");
        return $"{Label}{Environment.NewLine}{string.Join(Environment.NewLine, nodes.Concat(feeds))}";
    }

    private static string Shorten(string text) => text.Length <= 160 ? text : text[..160] + "…";
}
