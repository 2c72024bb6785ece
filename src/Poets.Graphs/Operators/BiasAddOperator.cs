using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Adds a vector to the channels: the last axis, or axis 1 of [N,C,…].</summary>
internal sealed class BiasAddOperator(bool channelsFirst) : Operator
{
    private readonly BinaryOperator _add = new("AddV2");

    public override string Kind => "BiasAdd";

    public bool IsChannelsFirst => channelsFirst;

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2);
        ElementType type = Shapes.SameType(context[0], context[1]);
        Shapes.RequireRank(context[1], 1, 1);
        TensorShape shape = context.Shape(0);
        TensorShape bias = context.Shape(1);
        if (shape.HasRank && shape.Rank < 2)
        {
            throw new OperatorException($"its input {shape} should have at least 2 dimensions");
        }

        if (shape.HasRank && bias.HasRank)
        {
            int channels = shape[channelsFirst ? 1 : -1];
            if (channels >= 0 && bias[0] >= 0 && channels != bias[0])
            {
                throw new OperatorException($"a bias {bias} cannot be added to the channels of {shape}");
            }
        }

        return [new Fact(type, shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor bias = inputs[1];
        if (channelsFirst && inputs[0].Rank > 2)
        {
            var dimensions = new int[inputs[0].Rank - 1];
            Array.Fill(dimensions, 1);
            dimensions[0] = bias.Length;
            bias = bias.Reshape(dimensions);
        }

        _add.Compute([inputs[0], bias], outputs, workers);
    }
}
