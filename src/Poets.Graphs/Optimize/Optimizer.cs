using Poets.Graphs.Import;

namespace Poets.Graphs.Optimize;

/// <summary>Runs the passes in order, checks the facts before and after each rewrite, and drops what nobody needs any more.</summary>
internal static class Optimizer
{
    /// <summary>The passes; each relies on those before it having made its patterns visible.</summary>
    public static IReadOnlyList<Pass> Passes { get; } =
    [
        new RemoveIdentities(),
        new FoldConstants(),
        new FoldScale(),
        new FoldShift(),
        new FoldBatchNorm(),
        new JoinAffine(),
        new FoldPad(),
        new JoinActivation(),
        new FuseResidual(),
        new FuseActivation(),
    ];

    /// <param name="graph">The graph; its nodes are rewritten in place.</param>
    /// <param name="skipped">Names of passes to leave out.</param>
    public static TypedGraph Run(TypedGraph graph, IReadOnlyCollection<string> skipped)
    {
        foreach (Pass pass in Passes)
        {
            if (!skipped.Contains(pass.Name))
            {
                graph = Apply(pass, graph);
            }
        }

        MarkPackedWeights(graph);
        return graph;
    }

    private static TypedGraph Apply(Pass pass, TypedGraph graph)
    {
        var uses = new Uses(graph);
        bool changed = false;
        foreach (GraphNode node in graph.Nodes)
        {
            GraphNode current = node;

            // A rewrite may make room for the next one at the same place: conv, bias, another bias.
            while (uses.IsRead(current) && pass.Propose(current, uses) is { } patch)
            {
                Check(pass, patch);
                foreach ((Outlet old, Outlet by) in patch.Shunts)
                {
                    uses.Shunt(old, by);
                }

                changed = true;
                current = patch.Shunts[0].New.Node;
            }
        }

        return changed ? new TypedGraph(TypedGraph.Order([.. graph.Inputs, .. graph.Outputs]), graph.Inputs, graph.Outputs) : graph;
    }

    /// <summary>A rewrite must keep the element type and whatever is known of the shape.</summary>
    private static void Check(Pass pass, Patch patch)
    {
        foreach ((Outlet old, Outlet by) in patch.Shunts)
        {
            Fact before = old.Fact;
            Fact after = by.Fact;
            bool same = before.Type == ElementType.Unknown || before.Type == after.Type;
            if (same && before.Shape.HasRank && after.Shape.HasRank)
            {
                same = before.Shape.Rank == after.Shape.Rank;
                for (int i = 0; same && i < before.Shape.Rank; i++)
                {
                    same = before.Shape[i] < 0 || after.Shape[i] < 0 || before.Shape[i] == after.Shape[i];
                }
            }

            if (!same)
            {
                throw new InvalidOperationException($"Pass {pass.Name} would turn {old.Name} from {before} into {after}. This is a defect of the pass; leave it out and report it.");
            }
        }
    }

    /// <summary>Weights that one kernel alone reads need not stay in memory once that kernel has packed them.</summary>
    private static void MarkPackedWeights(TypedGraph graph)
    {
        var uses = new Uses(graph);
        foreach (GraphNode node in graph.Nodes)
        {
            if (node.Operator is Operators.ConvolutionOperator or Operators.MatMulOperator && node.Inputs[1].Fact.Lazy is { } weights)
            {
                weights.IsReleasable = uses.HasOneReader(node.Inputs[1].Node);
            }
        }
    }
}
