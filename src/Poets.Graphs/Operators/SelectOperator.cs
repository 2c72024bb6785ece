using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Select and SelectV2: where the condition holds the second input, else the third. V2 broadcasts; Select takes a vector for whole rows.</summary>
internal sealed class SelectOperator(bool broadcasts) : Operator
{
    public override string Kind => broadcasts ? "SelectV2" : "Select";

    public override bool KeepsImagesApart(in ImageContext images) => broadcasts && images.IsBroadcast;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(3);
        Shapes.RequireType(context[0], 0, ElementType.Bool);
        ElementType type = Shapes.SameType(context[1], context[2]);
        TensorShape shape = broadcasts
            ? Shapes.Broadcast(context.Shape(0), Shapes.Broadcast(context.Shape(1), context.Shape(2)))
            : Shapes.Merge(context.Shape(1), context.Shape(2));
        return [new Fact(type, shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor output = outputs[0];
        if (inputs[0].Length == 1 && inputs[1].Length == output.Length && inputs[2].Length == output.Length)
        {
            Array.Copy(inputs[inputs[0].Span<bool>()[0] ? 1 : 2].Data, output.Data, output.Length);
            return;
        }

        int rank = output.Rank;
        Span<int> strides = stackalloc int[3 * rank];
        for (int i = 0; i < 3; i++)
        {
            Span<int> own = strides.Slice(i * rank, rank);
            if (i == 0 && !broadcasts && inputs[0].Rank == 1 && rank > 1)
            {
                own.Clear();
                own[0] = 1;
            }
            else
            {
                Shapes.BroadcastStrides(inputs[i].Dimensions, output.Dimensions, own);
            }
        }

        ReadOnlySpan<bool> condition = inputs[0].Span<bool>();
        for (int to = 0; to < output.Length; to++)
        {
            int rest = to;
            (int c, int x, int y) = (0, 0, 0);
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                (rest, int position) = Math.DivRem(rest, output.Dimensions[axis]);
                c += position * strides[axis];
                x += position * strides[rank + axis];
                y += position * strides[(2 * rank) + axis];
            }

            bool chosen = condition[c];
            Array.Copy(inputs[chosen ? 1 : 2].Data, chosen ? x : y, output.Data, to, 1);
        }
    }
}
