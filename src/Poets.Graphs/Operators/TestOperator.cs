using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>LogicalNot, IsNan, IsInf and IsFinite: one truth value an element.</summary>
internal sealed class TestOperator(string kind) : Operator
{
    public override string Kind => kind;

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(1);
        if (kind == "LogicalNot")
        {
            Shapes.RequireType(context[0], 0, ElementType.Bool);
        }
        else
        {
            Shapes.RequireType(context[0], 0, ElementType.Float32, ElementType.Float64);
        }

        return [new Fact(ElementType.Bool, context.Shape(0))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Span<bool> results = outputs[0].Span<bool>();
        if (inputs[0].Type == ElementType.Bool)
        {
            ReadOnlySpan<bool> values = inputs[0].Span<bool>();
            for (int i = 0; i < values.Length; i++)
            {
                results[i] = !values[i];
            }
        }
        else if (inputs[0].Type == ElementType.Float32)
        {
            Run<float>(inputs[0].Span<float>(), results);
        }
        else
        {
            Run<double>(inputs[0].Span<double>(), results);
        }
    }

    private void Run<T>(ReadOnlySpan<T> values, Span<bool> results)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            results[i] = kind switch
            {
                "IsNan" => T.IsNaN(values[i]),
                "IsInf" => T.IsInfinity(values[i]),
                _ => T.IsFinite(values[i]),
            };
        }
    }
}
