using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Operators that look values up by index.</summary>
internal static class GatherGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        table.Add("Gather", (draw, graph) =>
        {
            (ElementType type, ElementType index, int[] shape) = Common(draw, graph);
            string indices = graph.Input(draw.Values(index, draw.Shape(0, 3), 0, Math.Max(0, shape[0] - 1)));
            graph.Op("Gather", [graph.Input(draw.Values(type, shape)), indices], ("Tparams", type), ("Tindices", index));
        });
        table.Add("GatherV2", (draw, graph) =>
        {
            (ElementType type, ElementType index, int[] shape) = Common(draw, graph);
            int axis = draw.Int(0, shape.Length - 1);
            int batch = draw.Rarely(4) ? draw.Int(0, axis) : 0;
            int[] indexShape = [.. shape.Take(batch), .. draw.Shape(batch > 0 ? 1 : 0, 2)];
            string indices = graph.Input(draw.Values(index, indexShape, 0, shape[axis] - 1));
            graph.Op("GatherV2", [graph.Input(draw.Values(type, shape)), indices, graph.Int(draw.Flag() ? axis - shape.Length : axis)], ("Tparams", type), ("Tindices", index), ("Taxis", ElementType.Int32), ("batch_dims", batch));
        });
        table.Add("GatherNd", (draw, graph) =>
        {
            (ElementType type, ElementType index, int[] shape) = Common(draw, graph);
            int depth = draw.Int(1, shape.Length);
            int[] outer = draw.Shape(0, 2);
            Tensor indices = Tensor.Zeros(index, [.. outer, depth]);
            for (int i = 0; i < indices.Length; i++)
            {
                int value = draw.Int(0, shape[i % depth] - 1);
                indices.Data.SetValue(index == ElementType.Int32 ? value : (object)(long)value, i);
            }

            graph.Op("GatherNd", [graph.Input(draw.Values(type, shape)), graph.Input(indices)], ("Tparams", type), ("Tindices", index));
        });
        table.Add("OneHot", (draw, graph) =>
        {
            int[] shape = draw.Shape(0, 3);
            ElementType index = draw.Of(ElementType.Int32, ElementType.Int64, ElementType.UInt8);
            graph.Tolerance = 0;
            graph.Op(
                "OneHot",
                [graph.Input(draw.Values(index, shape, -1, 6)), graph.Int(draw.Int(1, 6)), graph.Weights(draw.Floats()), graph.Weights(draw.Floats())],
                ("T", ElementType.Float32), ("TI", index), ("axis", draw.Int(-1, shape.Length)));
        });
    }

    private static (ElementType Type, ElementType Index, int[] Shape) Common(Draw draw, CaseBuilder graph)
    {
        graph.Tolerance = 0;
        return (draw.Of(ElementType.Float32, ElementType.Int32, ElementType.Int64, ElementType.UInt8), draw.Of(ElementType.Int32, ElementType.Int64), [.. draw.Shape(1, 4).Select(size => Math.Max(1, size))]);
    }
}
