using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Fill (sizes, value) and BroadcastTo (value, sizes): a value under a wanted shape.</summary>
internal sealed class FillOperator(bool broadcastTo) : Operator
{
    public override string Kind => broadcastTo ? "BroadcastTo" : "Fill";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Fact value = context[broadcastTo ? 0 : 1];
        long[]? sizes = context.KnownIntegers(broadcastTo ? 1 : 0);
        if (sizes is null)
        {
            TensorShape vector = context.Shape(broadcastTo ? 1 : 0);
            return [new Fact(value.Type, vector is { HasRank: true, Rank: 1 } && vector[0] >= 0 ? Shapes.OfRank(vector[0]) : TensorShape.Unknown)];
        }

        var dimensions = new int[sizes.Length];
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = sizes[i] == Fact.NotKnown ? -1 : sizes[i] is >= 0 and <= int.MaxValue ? (int)sizes[i] : throw new OperatorException($"[{string.Join(",", sizes)}] is no shape");
        }

        TensorShape shape = TensorShape.Of(dimensions);
        if (broadcastTo && value.Shape.HasRank && value.Shape.IsFullyKnown && shape.IsFullyKnown && !Shapes.Broadcast(value.Shape, shape).Equals(shape))
        {
            throw new OperatorException($"{value.Shape} cannot be broadcast to {shape}");
        }

        return [new Fact(value.Type, shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor value = inputs[broadcastTo ? 0 : 1];
        Tensor output = outputs[0];
        Span<int> strides = stackalloc int[output.Rank];
        Shapes.BroadcastStrides(value.Dimensions, output.Dimensions, strides);
        Walk.Strided(value.Data, output.Data, value.Type, 0, strides, output.Dimensions, output.Length);
    }
}
