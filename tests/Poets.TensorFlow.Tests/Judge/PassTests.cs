using Poets.Graphs;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels;
using Poets.Graphs.Optimize;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>Each optimiser pass on grown networks: alone, all others without it, and all; each must answer as TensorFlow does.</summary>
[Collection(CourtCollection.Name)]
public class PassTests(Court court)
{
    /// <summary>The patterns that each pass looks for; a new pass adds its own here.</summary>
    private static readonly Dictionary<string, Action<NetworkGrower>[]> s_patterns = new()
    {
        ["RemoveIdentities"] = [grower => grower.Identity()],
        ["FoldConstants"] = [grower => grower.Convolution(), grower => grower.BatchNorm()],
        ["FoldScale"] = [grower => grower.Convolution(), grower => grower.Scale()],
        ["FoldShift"] = [grower => grower.Convolution(), grower => grower.Shift()],
        ["FoldBatchNorm"] = [grower => grower.Depthwise(), grower => grower.BatchNorm()],
        ["FoldPad"] = [grower => grower.PadAndConvolve()],
        ["JoinActivation"] = [grower => grower.Convolution(), grower => grower.Activation()],
        ["JoinAffine"] = [grower => grower.Scale(), grower => grower.Shift()],
        ["FuseResidual"] = [grower => grower.Residual()],
        ["FuseActivation"] = [grower => grower.Convolution(), grower => grower.Activation()],
    };

    public static TheoryData<string> Passes() => new(Optimizer.Passes.Select(pass => pass.Name));

    [SkippableTheory]
    [MemberData(nameof(Passes))]
    public void Before_and_after_a_pass_the_graph_answers_as_in_TensorFlow(string pass)
    {
        _ = Support.RealTensorFlow.Engine;
        Assert.True(s_patterns.ContainsKey(pass), $"Add the patterns of the pass {pass} to {nameof(PassTests)}.");
        string[] others = [.. Contender.PassNames().Where(name => name != pass)];
        Contender[] contenders =
        [
            .. Contender.All,
            new($"{pass} alone", new ManagedEngine { SkippedPasses = others }, KernelTiers.Current, 1),
            new($"all but {pass}", new ManagedEngine { SkippedPasses = [pass] }, KernelTiers.Current, 1),
        ];
        string? failure = court.Judge(pass, choices => Grow(pass, choices), contenders);
        Assert.True(failure is null, failure);
    }

    [Theory]
    [MemberData(nameof(Passes))]
    public void The_grown_networks_give_the_pass_something_to_do(string pass)
    {
        GraphCase[] cases = [.. Choices.For(pass).Select(choices => Grow(pass, choices))];
        int changed = cases.Count(problem => !Kinds(problem, []).SequenceEqual(Kinds(problem, [pass])));
        Assert.True(4 * changed >= cases.Length, $"{pass} changes only {changed} of {cases.Length} grown networks");
    }

    private static GraphCase Grow(string pass, IReadOnlyList<int> choices)
    {
        var draw = new Draw(choices);
        var graph = new CaseBuilder(draw) { Tolerance = 2e-5 };
        var grower = new NetworkGrower(draw, graph);
        grower.Start();
        Array.ForEach(s_patterns[pass], pattern => pattern(grower));
        for (int i = draw.Int(0, 5); i > 0; i--)
        {
            grower.Any();
        }

        grower.Finish();
        return graph.Build(pass);
    }

    /// <summary>What is left of a graph after optimising it: operators with what they read.</summary>
    private static string[] Kinds(GraphCase problem, string[] skipped)
    {
        TypedGraph typed = GraphImporter.Import(GraphModel.FromGraphDef(problem.Graph, problem.Label), [.. problem.Feeds.Select(feed => feed.Key)], problem.Outputs);
        return [.. Optimizer.Run(typed, skipped).Nodes.Select(node => $"{node.Operator.Kind} {string.Join(' ', node.Inputs.Select(input => input.Node.Name))}")];
    }
}
