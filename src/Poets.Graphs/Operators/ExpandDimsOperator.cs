using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Puts a dimension of size 1 before an axis.</summary>
internal sealed class ExpandDimsOperator : Operator
{
    public override string Kind => "ExpandDims";

    public override bool IsView => true;

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Fact input = context[0];
        long[]? axis = context.KnownIntegers(1);
        if (!input.Shape.HasRank)
        {
            return [new Fact(input.Type, TensorShape.Unknown)];
        }

        if (axis is null)
        {
            return [new Fact(input.Type, Shapes.OfRank(input.Shape.Rank + 1))];
        }

        if (axis.Length != 1)
        {
            throw new OperatorException("its axis must be one number");
        }

        var dimensions = new List<int>(input.Shape.Dimensions.ToArray());
        dimensions.Insert(Shapes.Axis(axis[0], dimensions.Count + 1), 1);
        TensorShape shape = TensorShape.Of([.. dimensions]);
        return [input.Partial is { } partial ? Fact.OfPartial(input.Type, shape, partial) : new Fact(input.Type, shape)];
    }
}
