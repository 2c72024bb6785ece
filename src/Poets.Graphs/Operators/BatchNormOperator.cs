using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>
/// Batch normalisation with known statistics: (x − mean) · rsqrt(variance + ε) · gamma + beta for each channel.
/// FusedBatchNorm reads x, gamma, beta, mean, variance; BatchNormWithGlobalNormalization reads x, mean, variance, beta, gamma.
/// </summary>
internal sealed class BatchNormOperator : Operator
{
    private readonly bool _global;
    private readonly bool _scaled;
    private readonly bool _channelsFirst;
    private readonly float _epsilon;

    private BatchNormOperator(bool global, bool scaled, bool channelsFirst, float epsilon) =>
        (_global, _scaled, _channelsFirst, _epsilon) = (global, scaled, channelsFirst, epsilon);

    public override string Kind => _global ? "BatchNormWithGlobalNormalization" : "FusedBatchNorm";

    public bool IsChannelsFirst => _channelsFirst;

    public static BatchNormOperator ReadGlobal(NodeReader node) =>
        new(global: true, node.Bool("scale_after_normalization", true), channelsFirst: false, node.Float("variance_epsilon", 0.001f));

    public static Operator ReadFused(NodeReader node) => node.Bool("is_training", true)
        ? new TrainingBatchNormOperator(WindowRule.ChannelsFirst(node), node.Float("epsilon", 0.0001f))
        : new BatchNormOperator(global: false, scaled: true, WindowRule.ChannelsFirst(node), node.Float("epsilon", 0.0001f));

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(5);
        Fact x = context[0];
        for (int i = 0; i < 5; i++)
        {
            Shapes.RequireType(context[i], i, ElementType.Float32);
        }

        Shapes.RequireRank(x, 0, 4);
        for (int i = 1; i < 5; i++)
        {
            Shapes.RequireRank(context[i], i, 1);
            if (x.Shape.HasRank && context.Shape(i).HasRank && x.Shape[_channelsFirst ? 1 : 3] is >= 0 and int channels
                && context.Shape(i)[0] >= 0 && context.Shape(i)[0] != channels)
            {
                throw new OperatorException($"input {i} {context.Shape(i)} does not fit the channels of {x.Shape}");
            }
        }

        var y = new Fact(ElementType.Float32, x.Shape);
        var statistics = new Fact(ElementType.Float32, context.Shape(3));
        return _global ? [y] : [y, statistics, statistics, statistics, statistics, new Fact(ElementType.Float32, TensorShape.Of(0))];
    }

    /// <summary>The scale and shift of each channel: y = x · scale + shift.</summary>
    /// <param name="inputs">The node's five inputs; the first is not read and may be anything.</param>
    public (float[] Scale, float[] Shift) Fold(ReadOnlySpan<Tensor> inputs)
    {
        ReadOnlySpan<float> gamma = inputs[_global ? 4 : 1].Span<float>();
        ReadOnlySpan<float> beta = inputs[_global ? 3 : 2].Span<float>();
        ReadOnlySpan<float> mean = inputs[_global ? 1 : 3].Span<float>();
        ReadOnlySpan<float> variance = inputs[_global ? 2 : 4].Span<float>();
        var scale = new float[mean.Length];
        var shift = new float[mean.Length];
        for (int c = 0; c < scale.Length; c++)
        {
            scale[c] = 1 / MathF.Sqrt(variance[c] + _epsilon) * (_scaled ? gamma[c] : 1);
            shift[c] = beta[c] - (mean[c] * scale[c]);
        }

        return (scale, shift);
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        (float[] scale, float[] shift) = Fold(inputs);
        ReadOnlySpan<float> x = inputs[0].Span<float>();
        Span<float> y = outputs[0].Span<float>();
        int channels = scale.Length;
        int inner = _channelsFirst ? inputs[0].Dimensions[2] * inputs[0].Dimensions[3] : 1;
        for (int at = 0; at < x.Length; at += inner)
        {
            int c = at / inner % channels;
            for (int i = at; i < at + inner; i++)
            {
                y[i] = (x[i] * scale[c]) + shift[c];
            }
        }

        if (!_global)
        {
            inputs[3].Span<float>().CopyTo(outputs[1].Span<float>());
            inputs[4].Span<float>().CopyTo(outputs[2].Span<float>());
            inputs[3].Span<float>().CopyTo(outputs[3].Span<float>());
            inputs[4].Span<float>().CopyTo(outputs[4].Span<float>());
        }
    }
}
