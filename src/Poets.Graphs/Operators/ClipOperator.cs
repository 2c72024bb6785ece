using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>ClipByValue: min(max(x, lower), upper), the bounds scalars or of x's shape.</summary>
internal sealed class ClipOperator : Operator
{
    private readonly BinaryOperator _maximum = new("Maximum");
    private readonly BinaryOperator _minimum = new("Minimum");

    public override string Kind => "ClipByValue";

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && images.Rank(1) == 0 && images.Rank(2) == 0;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(3);
        Shapes.SameType(context[0], context[1]);
        return [new Fact(Shapes.SameType(context[0], context[2]), context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        // TensorFlow takes the upper bound first: where lower > upper, lower wins.
        _minimum.Compute([inputs[0], inputs[2]], outputs, workers);
        _maximum.Compute([outputs[0], inputs[1]], outputs, workers);
    }
}
