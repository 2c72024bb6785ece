using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>ZerosLike and OnesLike.</summary>
internal sealed class LikeOperator(bool ones) : Operator
{
    public override string Kind => ones ? "OnesLike" : "ZerosLike";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        return [new Fact(context.Type(0), context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor output = outputs[0];
        if (!ones)
        {
            Array.Clear(output.Data, 0, output.Length);
            return;
        }

        var truths = Tensor.Zeros(ElementType.Bool, output.Dimensions.ToArray());
        truths.Span<bool>().Fill(true);
        new CastOperator(output.Type).Compute([truths], outputs, workers);
    }
}
