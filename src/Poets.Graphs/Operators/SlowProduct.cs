using System.Numerics;

namespace Poets.Graphs.Operators;

/// <summary>Matrix products of the element types that networks hardly use: three plain loops.</summary>
internal static class SlowProduct
{
    public static void Run(
        Tensor left, Tensor right, Tensor output, int leftOffset, int rightOffset, int outputOffset,
        int rows, int depth, int columns, bool transposeLeft, bool transposeRight)
    {
        switch (left.Type)
        {
            case ElementType.Float64:
                Run<double>(left, right, output, leftOffset, rightOffset, outputOffset, rows, depth, columns, transposeLeft, transposeRight);
                break;
            case ElementType.Int32:
                Run<int>(left, right, output, leftOffset, rightOffset, outputOffset, rows, depth, columns, transposeLeft, transposeRight);
                break;
            case ElementType.Int64:
                Run<long>(left, right, output, leftOffset, rightOffset, outputOffset, rows, depth, columns, transposeLeft, transposeRight);
                break;
            default:
                throw new OperatorException($"it is not computed for {left.Type}");
        }
    }

    private static void Run<T>(
        Tensor left, Tensor right, Tensor output, int leftOffset, int rightOffset, int outputOffset,
        int rows, int depth, int columns, bool transposeLeft, bool transposeRight)
        where T : struct, INumber<T>
    {
        ReadOnlySpan<T> x = left.Span<T>().Slice(leftOffset, rows * depth);
        ReadOnlySpan<T> y = right.Span<T>().Slice(rightOffset, depth * columns);
        Span<T> z = output.Span<T>().Slice(outputOffset, rows * columns);
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < columns; n++)
            {
                T sum = T.Zero;
                for (int k = 0; k < depth; k++)
                {
                    sum += x[transposeLeft ? (k * rows) + m : (m * depth) + k] * y[transposeRight ? (n * depth) + k : (k * columns) + n];
                }

                z[(m * columns) + n] = sum;
            }
        }
    }
}
