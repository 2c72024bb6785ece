using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>
/// Activations spelled out become one operator: x · sigmoid(x) is Swish; x · relu6(x + 3) / 6, in any of its orders, is HardSwish.
/// </summary>
internal sealed class JoinActivation : Pass
{
    public override string Name => nameof(JoinActivation);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (node.Operator is not BinaryOperator || node.Facts[0].Type != ElementType.Float32)
        {
            return null;
        }

        // (x · relu6(x + 3)) / 6
        if (Sixth(node) is { } inner && inner.Node is { Operator: BinaryOperator { Kind: "Mul" } } product && uses.HasOneReader(product))
        {
            for (int side = 0; side < 2; side++)
            {
                if (IsShiftedRelu6(product.Inputs[1 - side], product.Inputs[side], uses))
                {
                    return Patch.Replace(node, new UnaryOperator("HardSwish"), product.Inputs[side]);
                }
            }
        }

        if (node.Operator.Kind != "Mul")
        {
            return null;
        }

        for (int side = 0; side < 2; side++)
        {
            Outlet x = node.Inputs[side];
            GraphNode gate = node.Inputs[1 - side].Node;
            if (gate.Operator is UnaryOperator { Kind: "Sigmoid" } && gate.Inputs[0] == x && uses.HasOneReader(gate))
            {
                return Patch.Replace(node, new UnaryOperator("Swish"), x);
            }

            if (uses.HasOneReader(gate) && Sixth(gate) is { } clipped && IsShiftedRelu6(clipped, x, uses))
            {
                return Patch.Replace(node, new UnaryOperator("HardSwish"), x);
            }
        }

        return null;
    }

    /// <summary>y where the node is y / 6 or y · (1/6).</summary>
    private static Outlet? Sixth(GraphNode node)
    {
        switch (node.Operator.Kind)
        {
            case "RealDiv" or "Div" when Is(node.Inputs[1].Fact, 6):
                return node.Inputs[0];
            case "Mul" when Is(node.Inputs[1].Fact, 1 / 6f):
                return node.Inputs[0];
            case "Mul" when Is(node.Inputs[0].Fact, 1 / 6f):
                return node.Inputs[1];
            default:
                return null;
        }
    }

    private static bool IsShiftedRelu6(Outlet outlet, Outlet x, Uses uses)
    {
        if (outlet.Node is not { Operator: UnaryOperator { Kind: "Relu6" } } clip || !uses.HasOneReader(clip)
            || clip.Inputs[0].Node is not { Operator: BinaryOperator { Kind: "Add" or "AddV2" } } sum || !uses.HasOneReader(sum))
        {
            return false;
        }

        return (sum.Inputs[0] == x && Is(sum.Inputs[1].Fact, 3)) || (sum.Inputs[1] == x && Is(sum.Inputs[0].Fact, 3));
    }

    private static bool Is(Fact fact, float value) =>
        fact is { IsConstant: true, Type: ElementType.Float32 } && fact.Shape.Rank == 0 && Math.Abs(fact.Value!.Span<float>()[0] - value) <= 1e-7f;
}
