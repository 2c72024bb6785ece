using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Gather (axis 0) and GatherV2: slices of an axis by index; leading batch_dims of both are walked together.</summary>
internal sealed class GatherOperator(bool hasAxis, int batchDimensions) : Operator
{
    public override string Kind => hasAxis ? "GatherV2" : "Gather";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(hasAxis ? 3 : 2);
        Fact values = context[0];
        Fact indices = context[1];
        Shapes.RequireType(indices, 1, ElementType.Int32, ElementType.Int64);
        long[]? axis = hasAxis ? context.KnownIntegers(2) : [0];
        if (!values.Shape.HasRank || !indices.Shape.HasRank || axis is not [long only])
        {
            return [new Fact(values.Type, TensorShape.Unknown)];
        }

        int at = Shapes.Axis(only, values.Shape.Rank);
        int batch = Batch(indices.Shape.Rank);
        if (batch > at)
        {
            throw new OperatorException($"batch_dims {batch} exceeds axis {at}");
        }

        ReadOnlySpan<int> from = values.Shape.Dimensions;
        TensorShape shape = TensorShape.Of([.. from[..at], .. indices.Shape.Dimensions[batch..], .. from[(at + 1)..]]);
        return [values.Partial is { } partial && from.Length == 1 && indices is { IsConstant: true, Shape.Rank: 0 } && Integers.At(indices.Value!, 0) is var index && index >= 0 && index < partial.Length
            ? Fact.OfPartial(values.Type, shape, [partial[index]])
            : new Fact(values.Type, shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor values = inputs[0];
        Tensor indices = inputs[1];
        int axis = hasAxis ? Shapes.Axis(Integers.At(inputs[2], 0), values.Rank) : 0;
        int batch = Batch(indices.Rank);
        int batches = Shapes.Product(values.Dimensions[..batch]);
        int outer = Shapes.Product(values.Dimensions[batch..axis]);
        int size = values.Dimensions[axis];
        int inner = Shapes.Product(values.Dimensions[(axis + 1)..]);
        int count = Shapes.Product(indices.Dimensions[batch..]);
        int to = 0;
        for (int b = 0; b < batches; b++)
        {
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < count; i++, to += inner)
                {
                    long index = Integers.At(indices, (b * count) + i);
                    if (index < 0 || index >= size)
                    {
                        throw new OperatorException($"index {index} is outside of a dimension of {size}");
                    }

                    Array.Copy(values.Data, ((((b * outer) + o) * size) + (int)index) * inner, outputs[0].Data, to, inner);
                }
            }
        }
    }

    private int Batch(int rank) => batchDimensions < 0 ? batchDimensions + rank : batchDimensions;
}
