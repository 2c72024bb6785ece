using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>Nodes that hand on their inputs unchanged go: identities, and multiplying by 1 (Keras' swish has such a factor).</summary>
internal sealed class RemoveIdentities : Pass
{
    public override string Name => nameof(RemoveIdentities);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (node.Operator is BinaryOperator { Kind: "Mul" })
        {
            return TimesOne(node, 0) ?? TimesOne(node, 1);
        }

        if (node.Operator is not (IdentityOperator or DefaultOperator))
        {
            return null;
        }

        var patch = new Patch();
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            // A node that declares a shape may know more than its input does; then it stays.
            if (!node.Inputs[i].Fact.Shape.Equals(node.Facts[i].Shape))
            {
                return null;
            }

            patch.Shunts.Add((node.Output(i), node.Inputs[i]));
        }

        return patch.Shunts.Count > 0 ? patch : null;
    }

    private static Patch? TimesOne(GraphNode node, int side)
    {
        Fact factor = node.Inputs[1 - side].Fact;
        bool one = factor is { IsConstant: true, Type: ElementType.Float32 } && factor.Shape.Rank == 0 && factor.Value!.Span<float>()[0] == 1;
        return one && node.Inputs[side].Fact.Shape.Equals(node.Facts[0].Shape) ? Patch.Replace(node, node.Inputs[side]) : null;
    }
}
