using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Pooling windows.</summary>
internal static class PoolGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        foreach (string op in (string[])["MaxPool", "AvgPool"])
        {
            table.Add(op, (draw, graph) => Pool(op, draw, graph, 6, draw.Int(1, 5), draw.Int(1, 5)));
            table.Add(op + ":channels", (draw, graph) => Pool(op, draw, graph, 70, draw.Of(2, 3), draw.Of(2, 3)));
        }

        table.Add("MaxPoolV2", (draw, graph) =>
        {
            string input = graph.Input(draw.Floats(draw.Int(1, 2), draw.Int(3, 9), draw.Int(3, 9), draw.Int(1, 6)));
            graph.Op("MaxPoolV2", [input, graph.Ints(1, draw.Int(1, 3), draw.Int(1, 3), 1), graph.Ints(1, draw.Int(1, 3), draw.Int(1, 3), 1)], ("T", ElementType.Float32), ("padding", draw.Of("SAME", "VALID")));
        });
    }

    private static void Pool(string op, Draw draw, CaseBuilder graph, int channels, int height, int width)
    {
        string padding = draw.Of("SAME", "VALID");
        string input = graph.Input(draw.Floats(draw.Int(1, 3), draw.Int(1, 13), draw.Int(1, 13), draw.Int(1, channels)));
        graph.Op(op, [input], ("T", ElementType.Float32), ("ksize", new[] { 1, height, width, 1 }), ("strides", new[] { 1, draw.Int(1, 3), draw.Int(1, 3), 1 }), ("padding", padding));
    }
}
