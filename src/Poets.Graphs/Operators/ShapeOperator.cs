using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>The dimensions of each input as an integer vector.</summary>
internal sealed class ShapeOperator(ElementType type) : Operator
{
    public override string Kind => "Shape";

    public override Fact[] Infer(InferenceContext context)
    {
        var facts = new Fact[context.Count];
        for (int i = 0; i < facts.Length; i++)
        {
            TensorShape shape = context.Shape(i);
            if (!shape.HasRank)
            {
                facts[i] = new Fact(type, TensorShape.Of(-1));
                continue;
            }

            long[] elements = Array.ConvertAll(shape.Dimensions.ToArray(), static size => size < 0 ? Fact.NotKnown : size);
            facts[i] = shape.IsFullyKnown
                ? new Fact(Integers.ToTensor(type, [elements.Length], elements))
                : Fact.OfPartial(type, TensorShape.Of(elements.Length), elements);
        }

        return facts;
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            long[] elements = Array.ConvertAll(inputs[i].Dimensions.ToArray(), static size => (long)size);
            Array.Copy(Integers.ToTensor(type, [elements.Length], elements).Data, outputs[i].Data, elements.Length);
        }
    }
}
