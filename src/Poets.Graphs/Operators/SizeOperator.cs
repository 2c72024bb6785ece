using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>The number of elements.</summary>
internal sealed class SizeOperator(ElementType type) : Operator
{
    public override string Kind => "Size";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        return [context.Shape(0).IsFullyKnown
            ? new Fact(Integers.ToTensor(type, [], [context.Shape(0).ElementCount]))
            : new Fact(type, TensorShape.Scalar)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers) =>
        Array.Copy(Integers.ToTensor(type, [], [inputs[0].Length]).Data, outputs[0].Data, 1);
}
