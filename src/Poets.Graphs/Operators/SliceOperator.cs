using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Slice: begin and size of each axis; a size of -1 is all that follows.</summary>
/// <remarks>A frozen size of 1 on the batch axis is the whole batch; see <see cref="ReshapeOperator"/> for why that is sound.</remarks>
internal sealed class SliceOperator : Operator
{
    public override string Kind => "Slice";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(3);
        Fact input = context[0];
        (long[]? begin, long[]? size) = (context.KnownIntegers(1), context.KnownIntegers(2));
        if (!input.Shape.HasRank || begin is null || size is null)
        {
            return [new Fact(input.Type, input.Shape.HasRank ? Shapes.OfRank(input.Shape.Rank) : TensorShape.Unknown)];
        }

        int[] dimensions = Sizes(input.Shape.Dimensions, begin, size);
        if (context.GrewWithBatch(0) && begin[0] == 0 && size[0] == 1)
        {
            dimensions[0] = context.Batch;
        }

        return [new Fact(input.Type, TensorShape.Of(dimensions))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int[] begin = Array.ConvertAll(Integers.Of(inputs[1]), static value => (int)value);
        var step = new int[begin.Length];
        Array.Fill(step, 1);
        new SliceGeometry(begin, step, outputs[0].Dimensions.ToArray()).Copy(inputs[0], outputs[0]);
    }

    private static int[] Sizes(ReadOnlySpan<int> input, long[] begin, long[] size)
    {
        if (begin.Length != input.Length || size.Length != input.Length)
        {
            throw new OperatorException($"begin and size should have {input.Length} elements");
        }

        var dimensions = new int[input.Length];
        for (int i = 0; i < dimensions.Length; i++)
        {
            if (begin[i] == Fact.NotKnown || size[i] == Fact.NotKnown || (size[i] == -1 && input[i] < 0))
            {
                dimensions[i] = size[i] < 0 ? -1 : (int)size[i];
                continue;
            }

            dimensions[i] = size[i] == -1 ? (int)(input[i] - begin[i]) : (int)size[i];
            if (begin[i] < 0 || dimensions[i] < 0 || (input[i] >= 0 && begin[i] + dimensions[i] > input[i]))
            {
                throw new OperatorException($"the part [{begin[i]}, +{size[i]}) lies outside of a dimension of {input[i]}");
            }
        }

        return dimensions;
    }
}
