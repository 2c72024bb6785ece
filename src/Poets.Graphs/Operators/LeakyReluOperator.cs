using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>x where positive, else alpha · x.</summary>
internal sealed class LeakyReluOperator(float alpha) : Operator
{
    private const int Grain = 16384;

    public override string Kind => "LeakyRelu";

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Shapes.RequireType(context[0], 0, ElementType.Float32, ElementType.Float64);
        return [new Fact(context.Type(0), context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        if (inputs[0].Type == ElementType.Float64)
        {
            ReadOnlySpan<double> x = inputs[0].Span<double>();
            Span<double> y = outputs[0].Span<double>();
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = x[i] > 0 ? x[i] : alpha * x[i];
            }

            return;
        }

        var body = new Body(inputs[0], outputs[0], alpha);
        workers.For((inputs[0].Length + Grain - 1) / Grain, ref body);
    }

    private readonly struct Body(Tensor input, Tensor output, float alpha) : IParallelBody
    {
        public void Invoke(int index)
        {
            int count = Math.Min(Grain, input.Length - (index * Grain));
            ReadOnlySpan<float> x = input.Span<float>().Slice(index * Grain, count);
            Span<float> y = output.Span<float>().Slice(index * Grain, count);
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = x[i] > 0 ? x[i] : alpha * x[i];
            }
        }
    }
}
