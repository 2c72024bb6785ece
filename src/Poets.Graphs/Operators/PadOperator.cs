using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Pad with zeros, PadV2 with a value, MirrorPad with reflected elements (SYMMETRIC repeats the border, REFLECT does not).</summary>
internal sealed class PadOperator(string kind, bool repeatsBorder) : Operator
{
    public override string Kind => kind;

    /// <summary>Whether what is added is zeros, or whatever PadV2's third input says.</summary>
    public bool IsZero => kind != "MirrorPad";

    public static PadOperator Read(NodeReader node)
    {
        string mode = node.Text("mode", "REFLECT");
        return mode is "REFLECT" or "SYMMETRIC" ? new PadOperator(node.Op, mode == "SYMMETRIC") : throw new OperatorException($"mode {mode} is neither REFLECT nor SYMMETRIC");
    }

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && images.KnownIntegers(1) is [0, 0, ..];

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(kind == "PadV2" ? 3 : 2);
        Fact input = context[0];
        long[]? sizes = context.KnownIntegers(1);
        if (!input.Shape.HasRank)
        {
            return [new Fact(input.Type, TensorShape.Unknown)];
        }

        int rank = input.Shape.Rank;
        if (sizes is null)
        {
            return [new Fact(input.Type, Shapes.OfRank(rank))];
        }

        if (sizes.Length != 2 * rank)
        {
            throw new OperatorException($"its paddings have {sizes.Length} numbers for {rank} dimensions");
        }

        var dimensions = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            (long before, long after) = (sizes[2 * i], sizes[(2 * i) + 1]);
            if (before == Fact.NotKnown || after == Fact.NotKnown || input.Shape[i] < 0)
            {
                dimensions[i] = -1;
                continue;
            }

            long most = kind == "MirrorPad" ? input.Shape[i] - (repeatsBorder ? 0 : 1) : int.MaxValue;
            dimensions[i] = before >= 0 && after >= 0 && Math.Max(before, after) <= most
                ? checked((int)(before + input.Shape[i] + after))
                : throw new OperatorException($"a dimension of {input.Shape[i]} cannot be padded by {before} and {after}");
        }

        return [new Fact(input.Type, TensorShape.Of(dimensions))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int[] before = new int[inputs[0].Rank];
        for (int i = 0; i < before.Length; i++)
        {
            before[i] = (int)Integers.At(inputs[1], 2 * i);
        }

        if (kind == "MirrorPad")
        {
            Mirror(inputs[0], outputs[0], before);
            return;
        }

        Tensor output = outputs[0];
        if (inputs.Length > 2)
        {
            Span<int> still = stackalloc int[output.Rank];
            still.Clear();
            Walk.Strided(inputs[2].Data, output.Data, output.Type, 0, still, output.Dimensions, output.Length);
        }
        else if (output.Type == ElementType.String)
        {
            output.Span<byte[]>().Fill([]);
        }
        else
        {
            Array.Clear(output.Data, 0, output.Length);
        }

        Inside(inputs[0], output, before);
    }

    private static void Inside(Tensor input, Tensor output, int[] before)
    {
        int rank = before.Length;
        int run = rank == 0 ? 1 : input.Dimensions[^1];
        if (input.Length == 0)
        {
            return;
        }

        Span<int> strides = stackalloc int[rank];
        Shapes.Strides(output.Dimensions, strides);
        for (int start = 0; start < input.Length; start += run)
        {
            int rest = start / run;
            int to = rank == 0 ? 0 : before[^1];
            for (int axis = rank - 2; axis >= 0; axis--)
            {
                (rest, int position) = Math.DivRem(rest, input.Dimensions[axis]);
                to += (position + before[axis]) * strides[axis];
            }

            Array.Copy(input.Data, start, output.Data, to, run);
        }
    }

    private void Mirror(Tensor input, Tensor output, int[] before)
    {
        int rank = before.Length;
        Span<int> strides = stackalloc int[rank];
        Shapes.Strides(input.Dimensions, strides);
        for (int to = 0; to < output.Length; to++)
        {
            int rest = to;
            int from = 0;
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                (rest, int position) = Math.DivRem(rest, output.Dimensions[axis]);
                int size = input.Dimensions[axis];
                int at = position - before[axis];
                at = at < 0 ? -at - (repeatsBorder ? 1 : 0) : at >= size ? (2 * size) - at - (repeatsBorder ? 1 : 2) : at;
                from += at * strides[axis];
            }

            Array.Copy(input.Data, from, output.Data, to, 1);
        }
    }
}
