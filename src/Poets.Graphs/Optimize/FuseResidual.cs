using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>conv + y, with y of the same shape: added in the convolution's epilogue (the skips of MobileNet v2, EfficientNet, ResNet).</summary>
internal sealed class FuseResidual : Pass
{
    public override string Name => nameof(FuseResidual);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (node.Operator is not BinaryOperator { Kind: "Add" or "AddV2" } || node.Facts[0].Type != ElementType.Float32
            || !SameShape(node.Inputs[0].Fact.Shape, node.Inputs[1].Fact.Shape) || node.Inputs[0] == node.Inputs[1])
        {
            return null;
        }

        // The second operand first: in Keras and slim it is the later one, so the other is ready when it runs.
        for (int side = 1; side >= 0; side--)
        {
            if (node.Inputs[side].Node is { Operator: ConvolutionOperator convolution } source && Epilogue.Of(node.Inputs[side], uses) is not null)
            {
                return Patch.Replace(node, convolution.With(residual: true), [.. source.Inputs, node.Inputs[1 - side]]);
            }
        }

        return null;
    }

    /// <summary>Nothing is broadcast between equal shapes; a batch that is not known yet is the same one in both.</summary>
    private static bool SameShape(TensorShape left, TensorShape right) => left.HasRank && left.Equals(right) && left.Rank == 4 && left[3] >= 0;
}
