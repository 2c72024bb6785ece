using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>The sum of tensors of one shape.</summary>
internal sealed class AddNOperator : Operator
{
    private readonly BinaryOperator _add = new("AddV2");

    public override string Kind => "AddN";

    public override bool KeepsImagesApart(in ImageContext images) => images.IsBroadcast;

    public override Fact[] Infer(InferenceContext context)
    {
        TensorShape shape = context.Shape(0);
        ElementType type = context.Type(0);
        for (int i = 1; i < context.Count; i++)
        {
            type = Shapes.SameType(context[0], context[i]);
            TensorShape other = context.Shape(i);
            if (shape.HasRank && other.HasRank && (shape.Rank != other.Rank || (shape.IsFullyKnown && other.IsFullyKnown && !shape.Equals(other))))
            {
                throw new OperatorException($"{shape} and {other} cannot be added; the shapes must be equal");
            }

            shape = Shapes.Merge(shape, other);
        }

        return [new Fact(type, shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Array.Copy(inputs[0].Data, outputs[0].Data, inputs[0].Length);
        for (int i = 1; i < inputs.Length; i++)
        {
            _add.Compute([outputs[0], inputs[i]], outputs, workers);
        }
    }
}
