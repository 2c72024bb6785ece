using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>x · s + b with constants for each channel that no convolution took in (ResNet v2, DenseNet): one pass over the values instead of two.</summary>
internal sealed class JoinAffine : Pass
{
    public override string Name => nameof(JoinAffine);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (node.Operator is not BinaryOperator { Kind: "Add" or "AddV2" or "Sub" } || node.Facts[0].Type != ElementType.Float32)
        {
            return null;
        }

        for (int side = 0; side < (node.Operator.Kind == "Sub" ? 1 : 2); side++)
        {
            GraphNode product = node.Inputs[side].Node;
            if (product.Operator is not BinaryOperator { Kind: "Mul" } || !uses.HasOneReader(product)
                || Channels.Of(node.Inputs[1 - side].Fact, product.Facts[0].Shape) is not { } shift)
            {
                continue;
            }

            for (int factor = 0; factor < 2; factor++)
            {
                Outlet x = product.Inputs[factor];
                if (!x.Fact.IsConstant && x.Fact.Shape.HasRank && x.Fact.Shape.Rank == product.Facts[0].Shape.Rank
                    && Channels.Of(product.Inputs[1 - factor].Fact, x.Fact.Shape) is { } scale)
                {
                    shift = node.Operator.Kind == "Sub" ? Array.ConvertAll(shift, static value => -value) : shift;
                    return Patch.Replace(node, new AffineOperator(), x,
                        Patch.Constant(node.Name + "/scale", Tensor.Of(scale, scale.Length)), Patch.Constant(node.Name + "/shift", Tensor.Of(shift, shift.Length)));
                }
            }
        }

        return null;
    }
}
