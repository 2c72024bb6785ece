using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Cumsum and Cumprod along an axis; exclusive leaves each element itself out, reverse starts at the end.</summary>
internal sealed class CumulativeOperator(bool product, bool exclusive, bool reverse) : Operator
{
    public override string Kind => product ? "Cumprod" : "Cumsum";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Shapes.RequireType(context[0], 0, ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64);
        return [new Fact(context.Type(0), context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int axis = Shapes.Axis(Integers.At(inputs[1], 0), inputs[0].Rank);
        switch (inputs[0].Type)
        {
            case ElementType.Float32: Run<float>(inputs[0], outputs[0], axis); break;
            case ElementType.Float64: Run<double>(inputs[0], outputs[0], axis); break;
            case ElementType.Int32: Run<int>(inputs[0], outputs[0], axis); break;
            default: Run<long>(inputs[0], outputs[0], axis); break;
        }
    }

    private void Run<T>(Tensor input, Tensor output, int axis)
        where T : struct, INumber<T>
    {
        ReadOnlySpan<T> x = input.Span<T>();
        Span<T> y = output.Span<T>();
        int size = input.Dimensions[axis];
        int inner = Shapes.Product(input.Dimensions[(axis + 1)..]);
        int outer = x.Length / Math.Max(1, size * inner);
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                T running = product ? T.One : T.Zero;
                for (int step = 0; step < size; step++)
                {
                    int at = (((o * size) + (reverse ? size - 1 - step : step)) * inner) + i;
                    T next = product ? running * x[at] : running + x[at];
                    y[at] = exclusive ? running : next;
                    running = next;
                }
            }
        }
    }
}
