using System.Numerics;
using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>TopKV2: the k largest of the last axis in falling order, and where they stood; of equals the one that came first.</summary>
internal sealed class TopKOperator(int fixedCount) : Operator
{
    public override string Kind => "TopK";

    public override bool KeepsImagesApart(in ImageContext images) => images.OnlyFirst && images.Rank(0) > 1;

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(fixedCount >= 0 ? 1 : 2);
        Shapes.RequireType(context[0], 0, ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64);
        TensorShape shape = context.Shape(0);
        long k = fixedCount >= 0 ? fixedCount : context.KnownIntegers(1) is [long only] && only != Fact.NotKnown ? only : -1;
        if (!shape.HasRank)
        {
            return [new Fact(context.Type(0), TensorShape.Unknown), new Fact(ElementType.Int32, TensorShape.Unknown)];
        }

        if (shape.Rank < 1 || (shape[-1] >= 0 && k > shape[-1]))
        {
            throw new OperatorException($"{shape} has no {k} largest elements");
        }

        TensorShape top = TensorShape.Of([.. shape.Dimensions[..^1], (int)k]);
        return [new Fact(context.Type(0), top), new Fact(ElementType.Int32, top)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        switch (inputs[0].Type)
        {
            case ElementType.Float32:
                Run<float>(inputs[0], outputs);
                break;
            case ElementType.Float64:
                Run<double>(inputs[0], outputs);
                break;
            case ElementType.Int32:
                Run<int>(inputs[0], outputs);
                break;
            default:
                Run<long>(inputs[0], outputs);
                break;
        }
    }

    private static void Run<T>(Tensor input, ReadOnlySpan<Tensor> outputs)
        where T : struct, INumber<T>
    {
        int size = input.Dimensions[^1];
        int k = outputs[0].Dimensions[^1];
        if (k == 0)
        {
            return;
        }

        var keys = new T[size];
        var places = new int[size];
        for (int row = 0; row < input.Length / size; row++)
        {
            ReadOnlySpan<T> values = input.Span<T>().Slice(row * size, size);
            for (int i = 0; i < size; i++)
            {
                (keys[i], places[i]) = (values[i], i);
            }

            Array.Sort(places, (x, y) => keys[x] == keys[y] ? x.CompareTo(y) : keys[y].CompareTo(keys[x]));
            for (int i = 0; i < k; i++)
            {
                outputs[0].Span<T>()[(row * k) + i] = values[places[i]];
                outputs[1].Span<int>()[(row * k) + i] = places[i];
            }
        }
    }
}
