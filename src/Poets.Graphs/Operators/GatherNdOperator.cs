using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>GatherNd: each vector of the last axis of the indices names an element, or a slice, by its first axes.</summary>
internal sealed class GatherNdOperator : Operator
{
    public override string Kind => "GatherNd";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        (Fact values, Fact indices) = (context[0], context[1]);
        Shapes.RequireType(indices, 1, ElementType.Int32, ElementType.Int64);
        if (!values.Shape.HasRank || !indices.Shape.HasRank || indices.Shape.Rank == 0 || indices.Shape[-1] < 0)
        {
            return [new Fact(values.Type, TensorShape.Unknown)];
        }

        int depth = indices.Shape[-1];
        return depth <= values.Shape.Rank
            ? [new Fact(values.Type, TensorShape.Of([.. indices.Shape.Dimensions[..^1], .. values.Shape.Dimensions[depth..]]))]
            : throw new OperatorException($"indices of {depth} axes are too many for {values.Shape}");
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor values = inputs[0];
        Tensor indices = inputs[1];
        int depth = indices.Dimensions[^1];
        int inner = Shapes.Product(values.Dimensions[depth..]);
        int count = Shapes.Product(indices.Dimensions[..^1]);
        for (int i = 0; i < count; i++)
        {
            int at = 0;
            for (int axis = 0; axis < depth; axis++)
            {
                long index = Integers.At(indices, (i * depth) + axis);
                int size = values.Dimensions[axis];
                at = index >= 0 && index < size ? (at * size) + (int)index : throw new OperatorException($"index {index} is outside of a dimension of {size}");
            }

            Array.Copy(values.Data, at * inner, outputs[0].Data, i * inner, inner);
        }
    }
}
