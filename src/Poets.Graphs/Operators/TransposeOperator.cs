using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Another order of axes: axis a of the output is axis perm[a] of the input.</summary>
internal sealed class TransposeOperator : Operator
{
    public override string Kind => "Transpose";

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && images.KnownIntegers(1) is [0, ..];

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Fact input = context[0];
        long[]? order = context.KnownIntegers(1);
        if (!input.Shape.HasRank || order is null)
        {
            return [new Fact(input.Type, input.Shape.HasRank ? Shapes.OfRank(input.Shape.Rank) : TensorShape.Unknown)];
        }

        int rank = input.Shape.Rank;
        var dimensions = new int[rank];
        var seen = new bool[rank];
        for (int i = 0; i < rank; i++)
        {
            int axis = order.Length == rank ? Shapes.Axis(order[i], rank) : throw new OperatorException($"an order of {order.Length} axes for {rank} dimensions");
            dimensions[i] = !seen[axis] ? input.Shape[axis] : throw new OperatorException($"[{string.Join(",", order)}] names axis {axis} twice");
            seen[axis] = true;
        }

        return [new Fact(input.Type, TensorShape.Of(dimensions))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Span<int> order = stackalloc int[inputs[0].Rank];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = Shapes.Axis(Integers.At(inputs[1], i), order.Length);
        }

        Transposition.Run(inputs[0], order, outputs[0]);
    }
}
