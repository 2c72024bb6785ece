using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that hand their inputs on: Identity, IdentityN and those that only matter while training or debugging.</summary>
internal sealed class IdentityOperator(string kind, TensorShape declared) : Operator
{
    public override string Kind => kind;

    public override bool IsView => true;

    public override bool KeepsImagesApart(in ImageContext images) => kind != "IdentityN" && images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        if (kind != "IdentityN")
        {
            context.Expect(1);
            Fact input = context[0];
            return [input.IsConstant || !declared.HasRank ? input : new Fact(input.Type, Shapes.Merge(input.Shape, declared))];
        }

        return context.Inputs.ToArray();
    }
}
