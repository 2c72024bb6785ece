using Poets.Graphs.Import;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>An activation right after a convolution, matrix product or affine map is applied in its epilogue.</summary>
internal sealed class FuseActivation : Pass
{
    public override string Name => nameof(FuseActivation);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (node.Operator is not UnaryOperator { Fusable: { } activation } || node.Facts[0].Type != ElementType.Float32)
        {
            return null;
        }

        GraphNode source = node.Inputs[0].Node;
        if (!uses.HasOneReader(source))
        {
            return null;
        }

        Operator? fused = source.Operator switch
        {
            ConvolutionOperator { Activation: FusedActivation.None } convolution when source.Inputs[1].Fact.IsConstant => convolution.With(activation: activation),
            MatMulOperator { Activation: FusedActivation.None, TakesEpilogue: true } product when source.Inputs[1].Fact.IsConstant => product.With(activation: activation),
            AffineOperator { Activation: FusedActivation.None } => new AffineOperator { Activation = activation },
            _ => null,
        };
        return fused is null ? null : Patch.Replace(node, fused, source.Inputs);
    }
}
