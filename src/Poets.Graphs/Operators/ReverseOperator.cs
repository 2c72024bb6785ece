using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>ReverseV2: the elements of some axes in opposite order.</summary>
internal sealed class ReverseOperator : Operator
{
    public override string Kind => "ReverseV2";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        return [new Fact(context.Type(0), context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor input = inputs[0];
        int rank = input.Rank;
        var part = new SliceGeometry(new int[rank], new int[rank], input.Dimensions.ToArray());
        Array.Fill(part.Step, 1);
        foreach (long axis in Integers.Of(inputs[1]))
        {
            int at = Shapes.Axis(axis, rank);
            (part.Begin[at], part.Step[at]) = (Math.Max(0, input.Dimensions[at] - 1), -1);
        }

        part.Copy(input, outputs[0]);
    }
}
