using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Where: the indices of the elements that are not zero, int64 [count, rank], in C order. Only a run knows how many.</summary>
internal sealed class WhereOperator : Operator
{
    public override string Kind => "Where";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        return [new Fact(ElementType.Int64, context.Shape(0).HasRank ? TensorShape.Of(-1, context.Shape(0).Rank) : Shapes.OfRank(2))];
    }

    public override Tensor[] Evaluate(ReadOnlySpan<Tensor> inputs, WorkerPool workers)
    {
        Tensor input = inputs[0];
        var truths = Tensor.Zeros(ElementType.Bool, input.Dimensions.ToArray());
        new CastOperator(ElementType.Bool).Compute([input], [truths], workers);
        var found = new List<long>();
        ReadOnlySpan<bool> values = truths.Span<bool>();
        Span<int> strides = stackalloc int[input.Rank];
        Shapes.Strides(input.Dimensions, strides);
        for (int i = 0; i < values.Length; i++)
        {
            for (int axis = 0; values[i] && axis < strides.Length; axis++)
            {
                found.Add(i / strides[axis] % input.Dimensions[axis]);
            }
        }

        int count = 0;
        foreach (bool value in values)
        {
            count += value ? 1 : 0;
        }

        return [new Tensor(ElementType.Int64, [count, input.Rank], found.ToArray())];
    }
}
