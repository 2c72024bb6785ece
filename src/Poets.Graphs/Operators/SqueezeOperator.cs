using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Drops dimensions of size 1: the named ones, or all.</summary>
internal sealed class SqueezeOperator(int[] axes) : Operator
{
    public override string Kind => "Squeeze";

    public override bool IsView => true;

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Fact input = context[0];
        if (!input.Shape.HasRank || (axes.Length == 0 && !input.Shape.IsFullyKnown))
        {
            return [new Fact(input.Type, TensorShape.Unknown)];
        }

        var drop = new bool[input.Shape.Rank];
        foreach (int axis in axes)
        {
            int at = Shapes.Axis(axis, drop.Length);
            drop[at] = input.Shape[at] is 1 or -1 ? true : throw new OperatorException($"dimension {at} of {input.Shape} is not 1 and cannot be dropped");
        }

        var kept = new List<int>(drop.Length);
        for (int i = 0; i < drop.Length; i++)
        {
            if (!drop[i] && (axes.Length > 0 || input.Shape[i] != 1))
            {
                kept.Add(input.Shape[i]);
            }
        }

        return [new Fact(input.Type, TensorShape.Of([.. kept]))];
    }
}
