using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>OneHot (indices, depth, on, off): a new axis in which the index's place is on. Indices out of range are all off.</summary>
internal sealed class OneHotOperator(int axis) : Operator
{
    public override string Kind => "OneHot";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(4);
        Shapes.RequireType(context[0], 0, ElementType.Int32, ElementType.Int64, ElementType.UInt8);
        ElementType type = Shapes.SameType(context[2], context[3]);
        TensorShape shape = context.Shape(0);
        if (!shape.HasRank)
        {
            return [new Fact(type, TensorShape.Unknown)];
        }

        long depth = context.KnownIntegers(1) is [long only] && only != Fact.NotKnown ? only : -1;
        var dimensions = new List<int>(shape.Dimensions.ToArray());
        dimensions.Insert(Shapes.Axis(axis, dimensions.Count + 1), (int)depth);
        return [new Fact(type, TensorShape.Of([.. dimensions]))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor output = outputs[0];
        int at = Shapes.Axis(axis, output.Rank);
        int depth = output.Dimensions[at];
        int inner = Shapes.Product(output.Dimensions[(at + 1)..]);
        for (int i = 0; i < output.Length; i++)
        {
            (int outer, int rest) = Math.DivRem(i, depth * inner);
            (int k, int place) = Math.DivRem(rest, inner);
            bool on = Integers.At(inputs[0], (outer * inner) + place) == k;
            Array.Copy(inputs[on ? 2 : 3].Data, 0, output.Data, i, 1);
        }
    }
}
