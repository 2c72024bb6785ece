using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>The number of dimensions, int32.</summary>
internal sealed class RankOperator : Operator
{
    public override string Kind => "Rank";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        return [context.Shape(0).HasRank
            ? new Fact(Tensor.Of(new[] { context.Shape(0).Rank }))
            : new Fact(ElementType.Int32, TensorShape.Scalar)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers) =>
        outputs[0].Span<int>()[0] = inputs[0].Rank;
}
