using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>PlaceholderWithDefault that nobody feeds: its input passes through, under the shape that it declares.</summary>
internal sealed class DefaultOperator(TensorShape declared) : Operator
{
    public override string Kind => "PlaceholderWithDefault";

    public override bool IsView => true;

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Fact input = context[0];
        return input.IsConstant ? [input] : [new Fact(input.Type, Shapes.Merge(input.Shape, declared))];
    }
}
