using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>Nodes that hand on their inputs unchanged go.</summary>
internal sealed class RemoveIdentities : Pass
{
    public override string Name => nameof(RemoveIdentities);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
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
}
