using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Operators;

/// <summary>Softmax and LogSoftmax over the last axis.</summary>
internal sealed class SoftmaxOperator(bool logarithm) : Operator
{
    public override string Kind => logarithm ? "LogSoftmax" : "Softmax";

    public override bool KeepsImagesApart(in ImageContext images) => images.Rank(0) > 1;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        Fact input = context[0];
        Shapes.RequireType(input, 0, ElementType.Float32, ElementType.Float64);
        if (input.Shape is { HasRank: true, Rank: 0 })
        {
            throw new OperatorException("its input is a scalar and should have at least 1 dimension");
        }

        return [new Fact(input.Type, input.Shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int length = inputs[0].Dimensions[^1];
        if (inputs[0].Length == 0)
        {
            return;
        }

        int rows = inputs[0].Length / length;
        if (inputs[0].Type == ElementType.Float64)
        {
            Double(inputs[0].Span<double>(), outputs[0].Span<double>(), length);
        }
        else if (logarithm)
        {
            SoftmaxKernel.LogSoftmax(inputs[0].Span<float>(), outputs[0].Span<float>(), rows, length);
        }
        else
        {
            SoftmaxKernel.Softmax(inputs[0].Span<float>(), outputs[0].Span<float>(), rows, length);
        }
    }

    private void Double(ReadOnlySpan<double> input, Span<double> output, int length)
    {
        for (int start = 0; start < input.Length; start += length)
        {
            ReadOnlySpan<double> x = input.Slice(start, length);
            double largest = double.NegativeInfinity;
            foreach (double value in x)
            {
                largest = Math.Max(largest, value);
            }

            double sum = 0;
            foreach (double value in x)
            {
                sum += Math.Exp(value - largest);
            }

            for (int i = 0; i < length; i++)
            {
                output[start + i] = logarithm ? x[i] - largest - Math.Log(sum) : Math.Exp(x[i] - largest) / sum;
            }
        }
    }
}
