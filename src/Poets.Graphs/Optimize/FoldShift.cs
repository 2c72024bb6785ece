using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>conv + b, with b a constant for each channel: it becomes the bias. BiasAdd, Add and Sub.</summary>
internal sealed class FoldShift : Pass
{
    public override string Name => nameof(FoldShift);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        bool bias = node.Operator is BiasAddOperator { IsChannelsFirst: false };
        if ((!bias && node.Operator is not BinaryOperator { Kind: "Add" or "AddV2" or "Sub" }) || node.Facts[0].Type != ElementType.Float32)
        {
            return null;
        }

        for (int side = 0; side < (node.Operator.Kind is "Add" or "AddV2" ? 2 : 1); side++)
        {
            if (Epilogue.Of(node.Inputs[side], uses) is { } epilogue && Channels.Of(node.Inputs[1 - side].Fact, epilogue.Shape) is { } shift)
            {
                return Patch.Replace(node, epilogue.Affine(node.Name, null, node.Operator.Kind == "Sub" ? Array.ConvertAll(shift, static x => -x) : shift).Output());
            }
        }

        return null;
    }
}
