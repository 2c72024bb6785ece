using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>ArgMax and ArgMin: the position of the largest or smallest element of an axis, the first of equals.</summary>
internal sealed class ArgOperator(bool largest, ElementType result) : Operator
{
    public override string Kind => largest ? "ArgMax" : "ArgMin";

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && images.Axis(1, images.Rank(0)) > 0;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Shapes.RequireType(context[0], 0, ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int8);
        TensorShape shape = context.Shape(0);
        if (!shape.HasRank || context.KnownIntegers(1) is not [long axis])
        {
            return [new Fact(result, TensorShape.Unknown)];
        }

        int at = Shapes.Axis(axis, shape.Rank);
        return shape[at] == 0
            ? throw new OperatorException($"axis {at} of {shape} is empty")
            : [new Fact(result, TensorShape.Of([.. shape.Dimensions[..at], .. shape.Dimensions[(at + 1)..]]))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int axis = Shapes.Axis(Integers.At(inputs[1], 0), inputs[0].Rank);
        switch (inputs[0].Type)
        {
            case ElementType.Float32:
                Run<float>(inputs[0], axis, outputs[0]);
                break;
            case ElementType.Float64:
                Run<double>(inputs[0], axis, outputs[0]);
                break;
            case ElementType.Int32:
                Run<int>(inputs[0], axis, outputs[0]);
                break;
            case ElementType.Int64:
                Run<long>(inputs[0], axis, outputs[0]);
                break;
            case ElementType.UInt8:
                Run<byte>(inputs[0], axis, outputs[0]);
                break;
            default:
                Run<sbyte>(inputs[0], axis, outputs[0]);
                break;
        }
    }

    private void Run<T>(Tensor input, int axis, Tensor output)
        where T : struct, INumber<T>
    {
        ReadOnlySpan<T> values = input.Span<T>();
        int size = input.Dimensions[axis];
        int inner = Shapes.Product(input.Dimensions[(axis + 1)..]);
        for (int i = 0; i < output.Length; i++)
        {
            (int outer, int place) = Math.DivRem(i, inner);
            int start = (outer * size * inner) + place;
            int best = 0;
            for (int k = 1; k < size; k++)
            {
                T candidate = values[start + (k * inner)];
                T champion = values[start + (best * inner)];
                best = (largest ? candidate > champion : candidate < champion) ? k : best;
            }

            if (result == ElementType.Int64)
            {
                output.Span<long>()[i] = best;
            }
            else
            {
                output.Span<int>()[i] = best;
            }
        }
    }
}
