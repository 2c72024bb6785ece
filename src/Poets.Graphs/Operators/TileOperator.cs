using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Repeats the whole tensor along each axis.</summary>
internal sealed class TileOperator : Operator
{
    public override string Kind => "Tile";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Fact input = context[0];
        long[]? times = context.KnownIntegers(1);
        if (!input.Shape.HasRank || times is null)
        {
            return [new Fact(input.Type, input.Shape.HasRank ? Shapes.OfRank(input.Shape.Rank) : TensorShape.Unknown)];
        }

        if (times.Length != input.Shape.Rank)
        {
            throw new OperatorException($"it repeats {times.Length} axes of {input.Shape}");
        }

        var dimensions = new int[times.Length];
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = times[i] == Fact.NotKnown || input.Shape[i] < 0 ? -1
                : times[i] >= 0 ? checked((int)(input.Shape[i] * times[i]))
                : throw new OperatorException($"it repeats {times[i]} times");
        }

        return [new Fact(input.Type, TensorShape.Of(dimensions))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        // [a, b] tiled by [p, q] is [p, a, q, b] with strides 0 for the repetitions.
        Tensor input = inputs[0];
        int rank = input.Rank;
        Span<int> dimensions = stackalloc int[2 * rank];
        Span<int> strides = stackalloc int[2 * rank];
        Span<int> own = stackalloc int[rank];
        Shapes.Strides(input.Dimensions, own);
        for (int i = 0; i < rank; i++)
        {
            (dimensions[2 * i], strides[2 * i]) = ((int)Integers.At(inputs[1], i), 0);
            (dimensions[(2 * i) + 1], strides[(2 * i) + 1]) = (input.Dimensions[i], own[i]);
        }

        Walk.Strided(input.Data, outputs[0].Data, input.Type, 0, strides, dimensions, outputs[0].Length);
    }
}
