using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Operators;

/// <summary>activation(x · scale + shift) for each channel of the last axis: batch norm that no convolution could take in.</summary>
internal sealed class AffineOperator : Operator
{
    public FusedActivation Activation { get; init; }

    public override string Kind => "Affine" + (Activation == FusedActivation.None ? "" : "+" + Activation);

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && images.Rank(0) > 1;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(3);
        Shapes.RequireType(context[0], 0, ElementType.Float32);
        TensorShape shape = context.Shape(0);
        return shape.HasRank && shape.Rank > 0 && shape[-1] >= 0 && shape[-1] != context.Shape(1)[0]
            ? throw new OperatorException($"{context.Shape(1)} does not fit the channels of {shape}")
            : [new Fact(ElementType.Float32, shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        int channels = inputs[1].Length;
        if (channels == 0 || inputs[0].Length == 0)
        {
            return;
        }

        var body = new Body(this, inputs[0], inputs[1], inputs[2], outputs[0], Math.Max(1, 16384 / channels) * channels);
        workers.For((inputs[0].Length + body.Run - 1) / body.Run, ref body);
    }

    private readonly struct Body(AffineOperator owner, Tensor input, Tensor scale, Tensor shift, Tensor output, int run) : IParallelBody
    {
        public int Run => run;

        public void Invoke(int index)
        {
            int start = index * run;
            int count = Math.Min(run, input.Length - start);
            ReadOnlySpan<float> x = input.Span<float>().Slice(start, count);
            Span<float> y = output.Span<float>().Slice(start, count);
            ReadOnlySpan<float> a = scale.Span<float>();
            ReadOnlySpan<float> b = shift.Span<float>();
            for (int at = 0; at < count; at += a.Length)
            {
                ReadOnlySpan<float> from = x.Slice(at, a.Length);
                Span<float> to = y.Slice(at, a.Length);
                int c = 0;
                for (; c <= a.Length - Vector<float>.Count; c += Vector<float>.Count)
                {
                    var product = new Vector<float>(from[c..]) * new Vector<float>(a[c..]);
                    (product + new Vector<float>(b[c..])).CopyTo(to[c..]);
                }

                for (; c < a.Length; c++)
                {
                    to[c] = (from[c] * a[c]) + b[c];
                }
            }

            if (owner.Activation != FusedActivation.None)
            {
                ActivationKernel.Apply(owner.Activation, y, y);
            }
        }
    }
}
