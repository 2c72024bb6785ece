using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>What real TensorFlow says to a case: its outputs, or its refusal.</summary>
internal sealed record Verdict(GraphCase Case, Tensor[]? Outputs, string? Refusal);

/// <summary>Asks real TensorFlow. Opening a session costs it milliseconds, so many cases go into one graph and one run.</summary>
internal static class Oracle
{
    /// <summary>One verdict a case, in order.</summary>
    internal static Verdict[] Ask(IReadOnlyList<GraphCase> cases)
    {
        if (cases.Count == 0)
        {
            return [];
        }

        try
        {
            return RunTogether(cases);
        }
        catch (GraphException) when (cases.Count > 1)
        {
            // One that TensorFlow refuses spoils the run for all; halving finds it.
            int half = cases.Count / 2;
            return [.. Ask([.. cases.Take(half)]), .. Ask([.. cases.Skip(half)])];
        }
        catch (GraphException refusal)
        {
            return [new Verdict(cases[0], null, refusal.Message)];
        }
    }

    private static Verdict[] RunTogether(IReadOnlyList<GraphCase> cases)
    {
        // The oldest producer among them: operators that are gone since need it, the others do not mind.
        var joined = new GraphDef { Versions = cases.MinBy(problem => problem.Graph.Versions.Producer)!.Graph.Versions };
        var feeds = new List<KeyValuePair<string, Tensor>>();
        var outputs = new List<string>();
        for (int i = 0; i < cases.Count; i++)
        {
            string prefix = $"case{i}/";
            joined.Node.AddRange(cases[i].Graph.Node.Select(node => Renamed(node, prefix)));
            feeds.AddRange(cases[i].Feeds.Select(feed => new KeyValuePair<string, Tensor>(prefix + feed.Key, feed.Value)));
            outputs.AddRange(cases[i].Outputs.Select(output => prefix + output));
        }

        // Its kernels judge, not its graph rewriter, which moreover aborts the process on some odd shapes
        // ("Check failed: size >= 0" in tensor_shape.cc, from symbolic dimensions).
        var engine = new TensorFlowEngine(RealTensorFlow.Engine.Library) { Rewrites = false };
        using IGraphSession session = engine.CreateSession(
            GraphModel.FromGraphDef(joined, $"{cases.Count} cases of {cases[0].Label}"), [.. feeds.Select(feed => feed.Key)], outputs, new SessionOptions { Threads = 1 });
        Tensor[] answers = session.Run([.. feeds.Select(feed => feed.Value)]);
        var verdicts = new Verdict[cases.Count];
        int next = 0;
        for (int i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = new Verdict(cases[i], answers[next..(next += cases[i].Outputs.Count)], null);
        }

        return verdicts;
    }

    private static NodeDef Renamed(NodeDef node, string prefix)
    {
        NodeDef renamed = node.Clone();
        renamed.Name = prefix + node.Name;
        for (int i = 0; i < renamed.Input.Count; i++)
        {
            string input = renamed.Input[i];
            renamed.Input[i] = input.StartsWith('^') ? "^" + prefix + input[1..] : prefix + input;
        }

        return renamed;
    }
}
