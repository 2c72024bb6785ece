using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Other dimensions over the same elements; one of them may be -1.</summary>
/// <remarks>
/// Frozen graphs spell the batch of 1 as a constant: <c>[1, 1001]</c>. While such a graph is planned for a batch of k, a
/// leading 1 of the wanted shape stands for the batch if dimension 0 of the input was 1 when the graph was read and is k
/// now. Nothing but the batch differs between the two, so dimension 0 is the batch, and [1, …] would otherwise either be
/// refused by its element count or pull the images of a batch into one row.
/// </remarks>
internal sealed class ReshapeOperator : Operator
{
    public override string Kind => "Reshape";

    public override bool IsView => true;

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        Fact input = context[0];
        long[]? wanted = context.KnownIntegers(1);
        if (wanted is null)
        {
            TensorShape vector = context.Shape(1);
            bool known = vector.HasRank && vector.Rank == 1 && vector[0] >= 0;
            return [new Fact(input.Type, known ? Shapes.OfRank(vector[0]) : TensorShape.Unknown)];
        }

        TensorShape shape = Resolve(wanted, context, input.Shape);
        return [input.IsConstant && shape.IsFullyKnown && input.Type != ElementType.Unknown && input.Shape.ElementCount <= 64
            ? new Fact(input.Value!.Reshape(shape.Dimensions.ToArray()))
            : new Fact(input.Type, shape)];
    }

    private static TensorShape Resolve(long[] wanted, InferenceContext context, TensorShape input)
    {
        var dimensions = new int[wanted.Length];
        int open = -1;
        bool unknown = false;
        long product = 1;
        for (int i = 0; i < wanted.Length; i++)
        {
            long size = wanted[i];
            if (size == Fact.NotKnown)
            {
                dimensions[i] = -1;
                unknown = true;
                continue;
            }

            if (size < -1 || size > int.MaxValue || (size == -1 && open >= 0))
            {
                throw new OperatorException($"[{string.Join(",", wanted)}] is no shape");
            }

            dimensions[i] = (int)size;
            if (size == -1)
            {
                open = i;
            }
            else
            {
                product *= size;
            }
        }

        if (wanted.Length > 0 && wanted[0] == 1 && context.GrewWithBatch(0))
        {
            dimensions[0] = context.Batch;
            product *= context.Batch;
        }

        if (!input.IsFullyKnown || unknown)
        {
            return TensorShape.Of(dimensions);
        }

        long count = input.ElementCount;
        if (open >= 0 && product > 0 && count % product == 0)
        {
            dimensions[open] = checked((int)(count / product));
            return TensorShape.Of(dimensions);
        }

        if (open >= 0 && product == 0 && count == 0)
        {
            dimensions[open] = 0;
            return TensorShape.Of(dimensions);
        }

        return open < 0 && product == count
            ? TensorShape.Of(dimensions)
            : throw new OperatorException($"{count} elements {input} cannot take the shape [{string.Join(",", wanted)}]");
    }
}
