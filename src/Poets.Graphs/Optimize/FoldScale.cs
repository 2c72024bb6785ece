using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>conv · s, with s a constant for each channel: the weights take it in. The first half of batch norm spelled out.</summary>
internal sealed class FoldScale : Pass
{
    public override string Name => nameof(FoldScale);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (node.Operator is not BinaryOperator { Kind: "Mul" or "RealDiv" or "Div" } || node.Facts[0].Type != ElementType.Float32)
        {
            return null;
        }

        for (int side = 0; side < (node.Operator.Kind == "Mul" ? 2 : 1); side++)
        {
            if (Epilogue.Of(node.Inputs[side], uses) is { } epilogue && Channels.Of(node.Inputs[1 - side].Fact, epilogue.Shape) is { } scale)
            {
                return Patch.Replace(node, epilogue.Affine(node.Name, node.Operator.Kind == "Mul" ? scale : Array.ConvertAll(scale, static x => 1 / x), null).Output());
            }
        }

        return null;
    }
}
