using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Comparisons, logic and choices between two tensors.</summary>
internal static class ComparisonGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        foreach (string op in (string[])["Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual"])
        {
            table.Add(op, (draw, graph) =>
            {
                bool equality = op is "Equal" or "NotEqual";
                ElementType[] numbers = [ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int8];
                ElementType type = draw.Of(equality ? [.. numbers, ElementType.Bool] : numbers);
                (int[] left, int[] right) = ElementwiseGenerators.Broadcastable(draw);
                graph.Op(op, [graph.Input(Coarse(draw, type, left)), graph.Input(Coarse(draw, type, right))], ("T", type));
            });
        }

        foreach (string op in (string[])["LogicalAnd", "LogicalOr"])
        {
            table.Add(op, (draw, graph) =>
            {
                (int[] left, int[] right) = ElementwiseGenerators.Broadcastable(draw);
                graph.Op(op, [graph.Input(draw.Values(ElementType.Bool, left)), graph.Input(draw.Values(ElementType.Bool, right))]);
            });
        }

        table.Add("LogicalNot", (draw, graph) => graph.Op("LogicalNot", [graph.Input(draw.Values(ElementType.Bool, draw.Shape(0, 4)))]));
        table.Add("Select", (draw, graph) =>
        {
            ElementType type = draw.Of(ElementType.Float32, ElementType.Int32, ElementType.Int64, ElementType.Bool, ElementType.UInt8);
            int[] shape = draw.Shape(0, 4);
            int[] condition = shape.Length == 0 ? shape : draw.Int(0, 2) switch { 0 => shape, 1 => [], _ => [shape[0]] };
            graph.Op("Select", [graph.Input(draw.Values(ElementType.Bool, condition)), graph.Input(draw.Values(type, shape)), graph.Input(draw.Values(type, shape))], ("T", type));
        });
        table.Add("SelectV2", (draw, graph) =>
        {
            ElementType type = draw.Of(ElementType.Float32, ElementType.Int32, ElementType.Int64, ElementType.Bool, ElementType.UInt8);
            (int[] left, int[] right) = ElementwiseGenerators.Broadcastable(draw);
            int[] condition = draw.Int(0, 2) switch { 0 => left, 1 => right, _ => [] };
            graph.Op("SelectV2", [graph.Input(draw.Values(ElementType.Bool, condition)), graph.Input(draw.Values(type, left)), graph.Input(draw.Values(type, right))], ("T", type));
        });
        table.Add("Where", (draw, graph) =>
        {
            ElementType type = draw.Of(ElementType.Bool, ElementType.Float32, ElementType.Int32);
            graph.Op("Where", [graph.Input(Coarse(draw, type, draw.Shape(1, 4)))], ("T", type));
        });
    }

    /// <summary>Few different values, so that many are equal.</summary>
    private static Tensor Coarse(Draw draw, ElementType type, int[] shape)
    {
        Tensor tensor = draw.Values(type, shape, -2, 2);
        if (tensor.Data is float[] values)
        {
            Array.ConvertAll(values, value => MathF.Round(value)).CopyTo(values, 0);
        }

        return tensor;
    }
}
