using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Dequantize: quantised integers and their range to float32, in TensorFlow's three modes, per tensor or per slice of an axis.</summary>
internal sealed class DequantizeOperator(string mode, bool narrow, int axis) : Operator
{
    public override string Kind => "Dequantize";

    public static DequantizeOperator Read(NodeReader node)
    {
        string mode = node.Text("mode", "MIN_COMBINED");
        if (mode is not ("MIN_COMBINED" or "MIN_FIRST" or "SCALED"))
        {
            throw new OperatorException($"mode {mode} is none of MIN_COMBINED, MIN_FIRST and SCALED");
        }

        if (node.Type("dtype", ElementType.Float32) != ElementType.Float32)
        {
            throw new OperatorException("the managed engine dequantizes to float32 only");
        }

        return new DequantizeOperator(mode, node.Bool("narrow_range", false), (int)node.Int("axis", -1));
    }

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && axis != 0;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(3);
        Shapes.RequireType(context[0], 0, ElementType.QInt8, ElementType.QUInt8, ElementType.QInt16, ElementType.QUInt16, ElementType.QInt32);
        if (context.Shape(0).HasRank && axis >= context.Shape(0).Rank)
        {
            throw new OperatorException($"there is no axis {axis} in {context.Shape(0)}");
        }

        return [new Fact(ElementType.Float32, context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        switch (inputs[0].Type)
        {
            case ElementType.QUInt8:
                Run<byte>(inputs, outputs[0].Span<float>());
                break;
            case ElementType.QInt8:
                Run<sbyte>(inputs, outputs[0].Span<float>());
                break;
            case ElementType.QUInt16:
                Run<ushort>(inputs, outputs[0].Span<float>());
                break;
            case ElementType.QInt16:
                Run<short>(inputs, outputs[0].Span<float>());
                break;
            default:
                Run<int>(inputs, outputs[0].Span<float>());
                break;
        }
    }

    private void Run<T>(ReadOnlySpan<Tensor> inputs, Span<float> output)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ReadOnlySpan<T> input = inputs[0].Span<T>();
        ReadOnlySpan<float> minima = inputs[1].Span<float>();
        ReadOnlySpan<float> maxima = inputs[2].Span<float>();
        int slices = axis < 0 ? 1 : inputs[0].Dimensions[axis];
        int inner = axis < 0 ? Math.Max(1, input.Length) : Shapes.Product(inputs[0].Dimensions[(axis + 1)..]);
        if (minima.Length < slices || maxima.Length < slices)
        {
            throw new OperatorException($"its range has {minima.Length} minima and {maxima.Length} maxima for {slices} slices");
        }

        for (int at = 0; at < input.Length; at += inner)
        {
            int slice = at / inner % slices;
            (float scale, float shift) = Line<T>(minima[slice], maxima[slice], out float before);
            for (int i = at; i < at + inner; i++)
            {
                output[i] = ((float.CreateTruncating(input[i]) + before) * scale) + shift;
            }
        }
    }

    /// <summary>value = (stored + before) · scale + shift.</summary>
    private (float Scale, float Shift) Line<T>(float minimum, float maximum, out float before)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        double lowest = double.CreateTruncating(T.MinValue);
        double highest = double.CreateTruncating(T.MaxValue);
        switch (mode)
        {
            case "SCALED":
                before = 0;
                float fromMaximum = maximum / (float)highest;
                return (lowest == 0 ? fromMaximum : Math.Max(minimum / (float)(lowest + (narrow ? 1 : 0)), fromMaximum), 0);
            case "MIN_FIRST":
                // The range's start is moved to a multiple of the step, so that 0 is exact. In float32 throughout, as
                // TensorFlow does it: an error of the start is the same in all weights and does not average out.
                before = 0;
                float step = (float)((maximum - minimum) / (highest - lowest));
                float start = step == 0 ? minimum : MathF.Round(minimum / step, MidpointRounding.AwayFromZero) * step;
                return (step, start - ((float)lowest * step));
            default:
                before = lowest == 0 ? 0 : (float)((highest - lowest + 1) / 2);
                return ((maximum - minimum) / (float)(highest - lowest), minimum);
        }
    }
}
