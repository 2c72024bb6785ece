using Google.Protobuf.Collections;
using Poets.Graphs.Protobuf;

namespace Poets.Bench.Onnx;

/// <summary>The part of a GraphDef between one fed tensor and one answer, with its nodes by name and in an order that can be run.</summary>
internal sealed class FrozenGraph
{
    private readonly Dictionary<string, NodeDef> _nodes;
    private readonly Dictionary<string, int> _consumers = new(StringComparer.Ordinal);

    /// <summary>Collects what <paramref name="output"/> needs without looking behind <paramref name="input"/>.</summary>
    public FrozenGraph(GraphDef graph, string input, string output)
    {
        _nodes = graph.Node.ToDictionary(node => node.Name, StringComparer.Ordinal);
        Input = NodeOf(input);
        Output = NodeOf(output);
        Order = Sort();
    }

    /// <summary>The node that is fed.</summary>
    public string Input { get; }

    /// <summary>The node that answers.</summary>
    public string Output { get; }

    /// <summary>The nodes that the answer needs, each after those it reads; the fed node is among them.</summary>
    public IReadOnlyList<NodeDef> Order { get; }

    /// <summary>How many of the needed nodes read this one.</summary>
    public int Consumers(string node) => _consumers.GetValueOrDefault(node);

    /// <summary>The nodes whose data this node reads; control inputs order side effects only and are left out.</summary>
    public static IEnumerable<string> DataInputs(NodeDef node) =>
        node.Input.Where(input => !input.StartsWith('^')).Select(NodeOf);

    /// <summary>The attribute's integers, or an empty list.</summary>
    public static RepeatedField<long> Integers(NodeDef node, string attribute) =>
        node.Attr.TryGetValue(attribute, out AttrValue? value) ? value.List.I : [];

    /// <summary>The attribute's text, or empty.</summary>
    public static string Text(NodeDef node, string attribute) =>
        node.Attr.TryGetValue(attribute, out AttrValue? value) ? value.S.ToStringUtf8() : "";

    /// <summary>The attribute's flag, or <paramref name="missing"/>.</summary>
    public static bool Flag(NodeDef node, string attribute, bool missing = false) =>
        node.Attr.TryGetValue(attribute, out AttrValue? value) ? value.B : missing;

    private static string NodeOf(string tensor)
    {
        int colon = tensor.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && tensor[colon..] != ":0")
        {
            throw new ExportException($"Tensor {tensor}: only a node's first output is exported.");
        }

        return colon < 0 ? tensor : tensor[..colon];
    }

    private List<NodeDef> Sort()
    {
        var order = new List<NodeDef>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<(string Name, bool Leaving)>();
        stack.Push((Output, false));
        while (stack.TryPop(out (string Name, bool Leaving) step))
        {
            if (step.Leaving)
            {
                order.Add(_nodes[step.Name]);
                continue;
            }

            if (!seen.Add(step.Name))
            {
                continue;
            }

            if (!_nodes.TryGetValue(step.Name, out NodeDef? node))
            {
                throw new ExportException($"The graph has no node {step.Name}.");
            }

            stack.Push((step.Name, true));
            if (step.Name == Input)
            {
                continue;
            }

            foreach (string input in DataInputs(node))
            {
                _consumers[input] = Consumers(input) + 1;
                stack.Push((input, false));
            }
        }

        return order;
    }
}
