using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>
/// FusedBatchNorm and BatchNormWithGlobalNormalization with constant statistics: into the convolution before them, else
/// one multiplication and addition for each channel.
/// </summary>
internal sealed class FoldBatchNorm : Pass
{
    public override string Name => nameof(FoldBatchNorm);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (node.Operator is not BatchNormOperator { IsChannelsFirst: false } norm || !Array.TrueForAll(node.Inputs[1..], static input => input.Fact.IsConstant)
            || (node.Facts.Length > 1 && !OnlyFirstIsRead(node, uses)))
        {
            return null;
        }

        Tensor[] values = Array.ConvertAll(node.Inputs, static input => input.Fact.Value!);
        (float[] scale, float[] shift) = norm.Fold(values);
        if (Epilogue.Of(node.Inputs[0], uses) is { } epilogue && epilogue.Shape[-1] == scale.Length)
        {
            return Patch.Replace(node, epilogue.Affine(node.Name, scale, shift).Output());
        }

        return Patch.Replace(node, new AffineOperator(), node.Inputs[0],
            Patch.Constant(node.Name + "/scale", Tensor.Of(scale, scale.Length)), Patch.Constant(node.Name + "/shift", Tensor.Of(shift, shift.Length)));
    }

    private static bool OnlyFirstIsRead(GraphNode node, Uses uses)
    {
        for (int i = 1; i < node.Facts.Length; i++)
        {
            if (uses.IsRead(node.Output(i)))
            {
                return false;
            }
        }

        return true;
    }
}
