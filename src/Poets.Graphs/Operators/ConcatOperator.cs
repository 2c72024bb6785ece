using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Joins tensors along one axis; Concat has the axis first, ConcatV2 last.</summary>
internal sealed class ConcatOperator(bool axisFirst) : Operator
{
    public override string Kind => axisFirst ? "Concat" : "ConcatV2";

    /// <summary>The input that holds the axis.</summary>
    public int AxisInput(int inputs) => axisFirst ? 0 : inputs - 1;

    /// <summary>The first of the joined inputs.</summary>
    public int FirstInput => axisFirst ? 1 : 0;

    public override bool KeepsImagesApart(in ImageContext images) =>
        images.AllBut(AxisInput(images.Count)) && images.Axis(AxisInput(images.Count), images.Rank(FirstInput)) > 0;

    public override Fact[] Infer(InferenceContext context)
    {
        if (context.Count < 2)
        {
            throw new OperatorException("it joins nothing");
        }

        int parts = context.Count - 1;
        ElementType type = context.Type(FirstInput);
        TensorShape shape = TensorShape.Unknown;
        for (int i = 0; i < parts; i++)
        {
            Fact part = context[FirstInput + i];
            type = Shapes.SameType(context[FirstInput], part);
            if (part.Shape.HasRank && shape.HasRank && part.Shape.Rank != shape.Rank)
            {
                throw new OperatorException($"{shape} and {part.Shape} cannot be joined");
            }

            shape = shape.HasRank ? shape : part.Shape;
        }

        long[]? axis = context.KnownIntegers(AxisInput(context.Count));
        if (!shape.HasRank || axis is not [long only] || only == Fact.NotKnown)
        {
            return [new Fact(type, shape.HasRank ? Shapes.OfRank(shape.Rank) : TensorShape.Unknown)];
        }

        int along = Shapes.Axis(only, shape.Rank);
        int[] dimensions = shape.Dimensions.ToArray();
        dimensions[along] = 0;
        var partial = type is ElementType.Int32 or ElementType.Int64 && shape.Rank == 1 ? new List<long>() : null;
        for (int i = 0; i < parts; i++)
        {
            Fact part = context[FirstInput + i];
            if (!part.Shape.HasRank)
            {
                dimensions[along] = -1;
                partial = null;
                continue;
            }

            for (int d = 0; d < dimensions.Length; d++)
            {
                int size = part.Shape[d];
                if (d == along)
                {
                    dimensions[d] = dimensions[d] < 0 || size < 0 ? -1 : dimensions[d] + size;
                }
                else if (dimensions[d] < 0)
                {
                    dimensions[d] = size;
                }
                else if (size >= 0 && size != dimensions[d])
                {
                    throw new OperatorException($"{shape} and {part.Shape} cannot be joined along axis {along}");
                }
            }

            if (part.KnownIntegers() is { } known && partial is not null)
            {
                partial.AddRange(known);
            }
            else
            {
                partial = null;
            }
        }

        return [partial is null ? new Fact(type, TensorShape.Of(dimensions)) : Fact.OfPartial(type, TensorShape.Of(dimensions), [.. partial])];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor output = outputs[0];
        int axis = Shapes.Axis(Integers.At(inputs[AxisInput(inputs.Length)], 0), output.Rank);
        int outer = Shapes.Product(output.Dimensions[..axis]);
        int row = Shapes.Product(output.Dimensions[axis..]);
        int at = 0;
        foreach (Tensor part in inputs.Slice(FirstInput, inputs.Length - 1))
        {
            int run = Shapes.Product(part.Dimensions[axis..]);
            for (int i = 0; i < outer; i++)
            {
                Array.Copy(part.Data, i * run, output.Data, (i * row) + at, run);
            }

            at += run;
        }
    }
}
