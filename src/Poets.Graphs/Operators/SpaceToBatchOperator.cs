using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>
/// SpaceToBatchND (value, block, paddings) moves blocks of the padded axes 1… into the batch, BatchToSpaceND (value, block,
/// crops) moves them back and crops: how older graphs spell dilated convolutions.
/// </summary>
internal sealed class SpaceToBatchOperator(bool back) : Operator
{
    public override string Kind => back ? "BatchToSpaceND" : "SpaceToBatchND";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(3);
        Fact input = context[0];
        (long[]? block, long[]? edges) = (context.KnownIntegers(1), context.KnownIntegers(2));
        if (!input.Shape.HasRank || block is null || edges is null)
        {
            return [new Fact(input.Type, input.Shape.HasRank ? Shapes.OfRank(input.Shape.Rank) : TensorShape.Unknown)];
        }

        if (block.Length >= input.Shape.Rank || edges.Length != 2 * block.Length || Array.Exists(block, static size => size < 1))
        {
            throw new OperatorException($"blocks of [{string.Join(",", block)}] do not fit {input.Shape}");
        }

        int[] dimensions = input.Shape.Dimensions.ToArray();
        long product = 1;
        for (int i = 0; i < block.Length; i++)
        {
            product *= block[i];
            int size = dimensions[i + 1];
            long edge = edges[2 * i] + edges[(2 * i) + 1];
            if (size >= 0)
            {
                long changed = back ? (size * block[i]) - edge : size + edge;
                dimensions[i + 1] = changed >= 0 && edges[2 * i] >= 0 && edges[(2 * i) + 1] >= 0 && (back || changed % block[i] == 0)
                    ? (int)(back ? changed : changed / block[i])
                    : throw new OperatorException($"blocks of [{string.Join(",", block)}] and edges [{string.Join(",", edges)}] do not fit {input.Shape}");
            }
        }

        if (dimensions[0] >= 0)
        {
            dimensions[0] = !back ? checked((int)(dimensions[0] * product))
                : dimensions[0] % product == 0 ? (int)(dimensions[0] / product)
                : throw new OperatorException($"a batch of {dimensions[0]} cannot be divided by {product}");
        }

        return [new Fact(input.Type, TensorShape.Of(dimensions))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int[] block = Array.ConvertAll(Integers.Of(inputs[1]), static value => (int)value);
        int[] edges = Array.ConvertAll(Integers.Of(inputs[2]), static value => (int)value);

        // The space side is [n, padded size of each axis, rest]; the batch side [block…, n, size / block…, rest].
        Tensor space = back ? outputs[0] : inputs[0];
        Tensor batch = back ? inputs[0] : outputs[0];
        int rest = Shapes.Product(space.Dimensions[(block.Length + 1)..]);
        if (!back)
        {
            Array.Clear(batch.Data, 0, batch.Length);
        }

        int count = space.Length / Math.Max(1, rest);
        for (int i = 0; i < count; i++)
        {
            int left = i;
            int to = 0;
            int stride = 1;
            int offset = 0;
            int offsetStride = 1;
            for (int axis = block.Length; axis >= 1; axis--)
            {
                (left, int position) = Math.DivRem(left, space.Dimensions[axis]);
                (int cell, int within) = Math.DivRem(position + edges[2 * (axis - 1)], block[axis - 1]);
                to += cell * stride;
                stride *= batch.Dimensions[axis];
                offset += within * offsetStride;
                offsetStride *= block[axis - 1];
            }

            int image = (offset * space.Dimensions[0]) + left;
            int place = ((image * stride) + to) * rest;
            Array.Copy((back ? batch : space).Data, back ? place : i * rest, (back ? space : batch).Data, back ? i * rest : place, rest);
        }
    }
}
