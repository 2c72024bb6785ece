using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>LRN (Krizhevsky et al. 2012): x / (bias + alpha · Σ x²)^beta, the sum over depth_radius channels to either side.</summary>
internal sealed class LocalResponseOperator(int radius, float bias, float alpha, float beta) : Operator
{
    public override string Kind => "LRN";

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Shapes.RequireType(context[0], 0, ElementType.Float32);
        Shapes.RequireRank(context[0], 0, 4);
        return [new Fact(context.Type(0), context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int channels = inputs[0].Dimensions[3];
        var body = new Body(this, inputs[0], outputs[0], channels);
        workers.For(channels == 0 ? 0 : inputs[0].Dimensions[0] * inputs[0].Dimensions[1], ref body);
    }

    private void Pixel(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int c = 0; c < x.Length; c++)
        {
            float sum = 0;
            for (int k = Math.Max(0, c - radius); k <= Math.Min(x.Length - 1, c + radius); k++)
            {
                sum += x[k] * x[k];
            }

            y[c] = x[c] * MathF.Pow(bias + (alpha * sum), -beta);
        }
    }

    private readonly struct Body(LocalResponseOperator owner, Tensor input, Tensor output, int channels) : IParallelBody
    {
        public void Invoke(int index)
        {
            int row = input.Dimensions[2] * channels;
            for (int at = index * row; at < (index + 1) * row; at += channels)
            {
                owner.Pixel(input.Span<float>().Slice(at, channels), output.Span<float>().Slice(at, channels));
            }
        }
    }
}
