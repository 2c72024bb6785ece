using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>
/// FakeQuantWithMinMaxArgs, …Vars and …VarsPerChannel: values rounded to the steps that integers of num_bits could hold, the
/// range nudged so that 0 is one of them (Jacob et al. 2018).
/// </summary>
internal sealed class FakeQuantOperator(string kind, int bits, bool narrow, float minimum, float maximum) : Operator
{
    public override string Kind => kind;

    public static FakeQuantOperator Read(NodeReader node)
    {
        long bits = node.Int("num_bits", 8);
        return bits is >= 2 and <= 16
            ? new FakeQuantOperator(node.Op, (int)bits, node.Bool("narrow_range", false), node.Float("min", -6), node.Float("max", 6))
            : throw new OperatorException($"num_bits {bits} is out of range (2 to 16)");
    }

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && images.Rank(0) > 1;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(kind == "FakeQuantWithMinMaxArgs" ? 1 : 3);
        for (int i = 0; i < context.Count; i++)
        {
            Shapes.RequireType(context[i], i, ElementType.Float32);
        }

        return [new Fact(ElementType.Float32, context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        ReadOnlySpan<float> x = inputs[0].Span<float>();
        Span<float> y = outputs[0].Span<float>();
        ReadOnlySpan<float> lows = inputs.Length > 1 ? inputs[1].Span<float>() : [minimum];
        ReadOnlySpan<float> highs = inputs.Length > 1 ? inputs[2].Span<float>() : [maximum];
        int channels = lows.Length;
        for (int c = 0; c < channels; c++)
        {
            (float low, float high, float scale) = Nudge(lows[c], highs[c]);
            float inverse = scale == 0 ? 0 : 1 / scale;

            // TensorFlow subtracts the zero point before it rounds, which decides ties.
            float zero = MathF.Floor((-low * inverse) + 0.5f);
            for (int i = c; i < x.Length; i += channels)
            {
                float clamped = Math.Clamp(x[i], low, high) - low;
                y[i] = scale == 0 ? 0 : MathF.Floor((clamped * inverse) - zero + 0.5f) * scale;
            }
        }
    }

    private (float Low, float High, float Scale) Nudge(float low, float high)
    {
        if (low == 0 && high == 0)
        {
            return (0, 0, 0);
        }

        float first = narrow ? 1 : 0;
        float last = (1 << bits) - 1;
        float scale = (high - low) / (last - first);
        float zero = first - (low / scale);
        float nudged = zero < first ? first : zero > last ? last : MathF.Round(zero, MidpointRounding.AwayFromZero);
        return ((first - nudged) * scale, (last - nudged) * scale, scale);
    }
}
