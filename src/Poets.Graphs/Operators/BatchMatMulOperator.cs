using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Operators;

/// <summary>Products of the last two axes, […,M,K] · […,K,N]; the axes before are broadcast.</summary>
internal sealed class BatchMatMulOperator(bool transposeLeft, bool transposeRight) : Operator
{
    public override string Kind => "BatchMatMul";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        ElementType type = Shapes.SameType(context[0], context[1]);
        Shapes.RequireType(context[0], 0, ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64);
        TensorShape left = context.Shape(0);
        TensorShape right = context.Shape(1);
        if (!left.HasRank || !right.HasRank)
        {
            return [new Fact(type, TensorShape.Unknown)];
        }

        if (left.Rank < 2 || right.Rank < 2)
        {
            throw new OperatorException($"{left} and {right} should have at least 2 dimensions");
        }

        int depth = left[transposeLeft ? -2 : -1];
        int other = right[transposeRight ? -1 : -2];
        if (depth >= 0 && other >= 0 && depth != other)
        {
            throw new OperatorException($"the matrices {left} and {right} do not fit");
        }

        TensorShape batch = Shapes.Broadcast(TensorShape.Of(left.Dimensions[..^2].ToArray()), TensorShape.Of(right.Dimensions[..^2].ToArray()));
        return [new Fact(type, TensorShape.Of([.. batch.Dimensions, left[transposeLeft ? -1 : -2], right[transposeRight ? -2 : -1]]))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        (Tensor left, Tensor right, Tensor output) = (inputs[0], inputs[1], outputs[0]);
        int depth = left.Dimensions[transposeLeft ? ^2 : ^1];
        int rows = output.Dimensions[^2];
        int columns = output.Dimensions[^1];
        ReadOnlySpan<int> batch = output.Dimensions[..^2];
        Span<int> leftStrides = stackalloc int[batch.Length];
        Span<int> rightStrides = stackalloc int[batch.Length];
        Shapes.BroadcastStrides(left.Dimensions[..^2], batch, leftStrides);
        Shapes.BroadcastStrides(right.Dimensions[..^2], batch, rightStrides);
        int count = Shapes.Product(batch);
        for (int b = 0; b < count; b++)
        {
            int rest = b;
            int x = 0;
            int y = 0;
            for (int axis = batch.Length - 1; axis >= 0; axis--)
            {
                (rest, int position) = Math.DivRem(rest, batch[axis]);
                x += position * leftStrides[axis];
                y += position * rightStrides[axis];
            }

            (x, y, int z) = (x * rows * depth, y * depth * columns, b * rows * columns);
            if (left.Type == ElementType.Float32)
            {
                MatMulKernel.Multiply(
                    left.Span<float>().Slice(x, rows * depth), right.Span<float>().Slice(y, depth * columns), output.Span<float>().Slice(z, rows * columns),
                    1, rows, depth, columns, transposeLeft, transposeRight, workers);
            }
            else
            {
                SlowProduct.Run(left, right, output, x, y, z, rows, depth, columns, transposeLeft, transposeRight);
            }
        }
    }
}
