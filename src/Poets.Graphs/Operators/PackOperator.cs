using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Joins tensors of one shape along a new axis.</summary>
internal sealed class PackOperator(int axis) : Operator
{
    public override string Kind => "Pack";

    public override Fact[] Infer(InferenceContext context)
    {
        TensorShape shape = context.Shape(0);
        ElementType type = context.Type(0);
        for (int i = 1; i < context.Count; i++)
        {
            type = Shapes.SameType(context[0], context[i]);
            shape = Shapes.Merge(shape, context.Shape(i));
            if (shape.HasRank && context.Shape(i).HasRank && shape.Rank != context.Shape(i).Rank)
            {
                throw new OperatorException($"{shape} and {context.Shape(i)} cannot be packed");
            }
        }

        if (!shape.HasRank)
        {
            return [new Fact(type, TensorShape.Unknown)];
        }

        var dimensions = new List<int>(shape.Dimensions.ToArray());
        dimensions.Insert(Shapes.Axis(axis, dimensions.Count + 1), context.Count);
        TensorShape packed = TensorShape.Of([.. dimensions]);
        if (packed.Rank == 1 && type is (ElementType.Int32 or ElementType.Int64))
        {
            var elements = new long[context.Count];
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = context.KnownIntegers(i) is [long only] ? only : Fact.NotKnown;
            }

            return [Array.IndexOf(elements, Fact.NotKnown) < 0
                ? new Fact(Integers.ToTensor(type, packed.Dimensions, elements))
                : Fact.OfPartial(type, packed, elements)];
        }

        return [new Fact(type, packed)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int at = Shapes.Axis(axis, outputs[0].Rank);
        int outer = Shapes.Product(outputs[0].Dimensions[..at]);
        int inner = Shapes.Product(outputs[0].Dimensions[(at + 1)..]);
        for (int i = 0; i < outer; i++)
        {
            for (int p = 0; p < inputs.Length; p++)
            {
                Array.Copy(inputs[p].Data, i * inner, outputs[0].Data, ((i * inputs.Length) + p) * inner, inner);
            }
        }
    }
}
