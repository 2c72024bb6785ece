using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>start, start + delta, … below limit (above it where delta is negative).</summary>
internal sealed class RangeOperator : Operator
{
    public override string Kind => "Range";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(3);
        ElementType type = Shapes.SameType(context[0], context[1]);
        Shapes.RequireType(context[0], 0, ElementType.Int32, ElementType.Int64, ElementType.Float32, ElementType.Float64);
        return [new Fact(type, TensorShape.Of(
            context[0].IsConstant && context[1].IsConstant && context[2].IsConstant ? Count(context[0].Value!, context[1].Value!, context[2].Value!) : -1))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        switch (inputs[0].Type)
        {
            case ElementType.Int32:
                Run<int>(inputs, outputs[0]);
                break;
            case ElementType.Int64:
                Run<long>(inputs, outputs[0]);
                break;
            case ElementType.Float32:
                Run<float>(inputs, outputs[0]);
                break;
            default:
                Run<double>(inputs, outputs[0]);
                break;
        }
    }

    private static int Count(Tensor start, Tensor limit, Tensor delta)
    {
        (double first, double last, double step) = (AsDouble(start), AsDouble(limit), AsDouble(delta));
        if (step == 0 || (step > 0 && first > last) || (step < 0 && first < last))
        {
            throw new OperatorException($"there is no range from {first} to {last} in steps of {step}");
        }

        return checked((int)Math.Ceiling(Math.Abs((last - first) / step)));
    }

    private static double AsDouble(Tensor tensor) => tensor.Type switch
    {
        ElementType.Float32 => tensor.Span<float>()[0],
        ElementType.Float64 => tensor.Span<double>()[0],
        _ => Integers.At(tensor, 0),
    };

    private static void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor output)
        where T : struct, INumber<T>
    {
        T value = inputs[0].Span<T>()[0];
        foreach (ref T element in output.Span<T>())
        {
            element = value;
            value += inputs[2].Span<T>()[0];
        }
    }
}
