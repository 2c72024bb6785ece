using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Roll: the elements of some axes moved on, those that fall off coming back at the start; how windows are shifted in Swin transformers.</summary>
internal sealed class RollOperator : Operator
{
    public override string Kind => "Roll";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(3);
        return [new Fact(context.Type(0), context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor input = inputs[0];
        int rank = input.Rank;
        (long[] shifts, long[] axes) = (Integers.Of(inputs[1]), Integers.Of(inputs[2]));
        if (shifts.Length != axes.Length)
        {
            throw new OperatorException($"it has {shifts.Length} shifts for {axes.Length} axes");
        }

        if (input.Length == 0)
        {
            return;
        }

        // Where each axis starts to be read: an axis that is named twice moves by both shifts.
        var first = new long[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = Shapes.Axis(axes[i], rank);
            int size = input.Dimensions[axis];
            first[axis] = (((first[axis] - shifts[i]) % size) + size) % size;
        }

        int last = Array.FindLastIndex(first, static start => start != 0);
        int run = Shapes.Product(input.Dimensions[(last + 1)..]);
        for (int to = 0; to < input.Length; to += run)
        {
            long rest = to / run;
            long from = 0;
            long stride = run;
            for (int axis = last; axis >= 0; axis--)
            {
                int size = input.Dimensions[axis];
                (rest, long position) = Math.DivRem(rest, size);
                from += (position + first[axis]) % size * stride;
                stride *= size;
            }

            Array.Copy(input.Data, from, outputs[0].Data, to, run);
        }
    }
}
