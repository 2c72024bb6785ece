using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>
/// FusedBatchNorm in training mode, as graphs have it that were frozen before their mode was set: mean and variance come
/// from the batch itself, and the moving statistics among the inputs are not looked at. The variance that is handed out
/// is the unbiased one.
/// </summary>
internal sealed class TrainingBatchNormOperator(bool channelsFirst, float epsilon) : Operator
{
    public override string Kind => "FusedBatchNorm (training)";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(5);
        Shapes.RequireType(context[0], 0, ElementType.Float32);
        Shapes.RequireRank(context[0], 0, 4);
        Shapes.RequireRank(context[1], 1, 1);
        TensorShape shape = context.Shape(0);
        int channels = shape.HasRank ? shape[channelsFirst ? 1 : 3] : -1;
        TensorShape given = Shapes.Merge(context.Shape(1), TensorShape.Of(channels));
        if (channels >= 0 && given[0] != channels)
        {
            throw new OperatorException($"the scale {given} does not fit the channels of {shape}");
        }

        var statistics = new Fact(ElementType.Float32, given);
        return [new Fact(ElementType.Float32, shape), statistics, statistics, statistics, statistics, new Fact(ElementType.Float32, TensorShape.Of(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        ReadOnlySpan<float> x = inputs[0].Span<float>();
        int channels = inputs[1].Length;
        int inner = channelsFirst ? inputs[0].Dimensions[2] * inputs[0].Dimensions[3] : 1;
        int count = x.Length / Math.Max(1, channels);
        var sums = new double[channels];
        for (int at = 0; at < x.Length; at += inner)
        {
            for (int i = at; i < at + inner; i++)
            {
                sums[at / inner % channels] += x[i];
            }
        }

        var spreads = new double[channels];
        for (int at = 0; at < x.Length; at += inner)
        {
            int c = at / inner % channels;
            for (int i = at; i < at + inner; i++)
            {
                double difference = x[i] - (sums[c] / count);
                spreads[c] += difference * difference;
            }
        }

        Span<float> y = outputs[0].Span<float>();
        for (int at = 0; at < x.Length; at += inner)
        {
            int c = at / inner % channels;
            float scale = (float)(inputs[1].Span<float>()[c] / Math.Sqrt((spreads[c] / count) + epsilon));
            for (int i = at; i < at + inner; i++)
            {
                y[i] = ((x[i] - (float)(sums[c] / count)) * scale) + inputs[2].Span<float>()[c];
            }
        }

        for (int c = 0; c < channels; c++)
        {
            outputs[1].Span<float>()[c] = outputs[3].Span<float>()[c] = (float)(sums[c] / count);
            outputs[2].Span<float>()[c] = (float)(spreads[c] / Math.Max(1, count - 1));
            outputs[4].Span<float>()[c] = (float)(spreads[c] / count);
        }
    }
}
