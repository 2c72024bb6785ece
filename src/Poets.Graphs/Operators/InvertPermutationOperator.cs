using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>InvertPermutation: y[x[i]] = i.</summary>
internal sealed class InvertPermutationOperator : Operator
{
    public override string Kind => "InvertPermutation";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Shapes.RequireType(context[0], 0, ElementType.Int32, ElementType.Int64);
        Shapes.RequireRank(context[0], 0, 1);
        return [new Fact(context.Type(0), context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        long[] order = Integers.Of(inputs[0]);
        long[] inverse = new long[order.Length];
        Array.Fill(inverse, -1);
        for (int i = 0; i < order.Length; i++)
        {
            if (order[i] < 0 || order[i] >= order.Length || inverse[order[i]] >= 0)
            {
                throw new OperatorException($"[{string.Join(",", order)}] is no permutation");
            }

            inverse[order[i]] = i;
        }

        Array.Copy(Integers.ToTensor(inputs[0].Type, inputs[0].Dimensions, inverse).Data, outputs[0].Data, order.Length);
    }
}
