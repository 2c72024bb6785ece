using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Sums, means and extremes over axes.</summary>
internal static class ReductionGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        foreach (string op in (string[])["Sum", "Mean", "Prod", "Max", "Min", "EuclideanNorm"])
        {
            table.Add(op, (draw, graph) =>
            {
                ElementType type = op == "EuclideanNorm" ? draw.Of(ElementType.Float32, ElementType.Float64) : draw.Of(ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64);
                Reduce(op, draw, graph, type, ("T", type));
            });
        }

        foreach (string op in (string[])["All", "Any"])
        {
            table.Add(op, (draw, graph) => Reduce(op, draw, graph, ElementType.Bool));
        }

        foreach (string op in (string[])["ArgMax", "ArgMin"])
        {
            table.Add(op, (draw, graph) =>
            {
                ElementType type = draw.Of(ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.UInt8);
                int[] shape = draw.Shape(1, 4);
                ElementType index = draw.Of(ElementType.Int32, ElementType.Int64);
                Tensor axis = new(index, [], index == ElementType.Int32 ? new[] { draw.Axis(shape.Length) } : new[] { (long)draw.Axis(shape.Length) });
                graph.Op(op, [graph.Input(draw.Values(type, shape, -9, 9)), graph.Weights(axis)], ("T", type), ("Tidx", index), ("output_type", draw.Of(ElementType.Int64, ElementType.Int32)));
            });
        }

        foreach (string op in (string[])["Cumsum", "Cumprod"])
        {
            table.Add(op, (draw, graph) =>
            {
                ElementType type = draw.Of(ElementType.Float32, ElementType.Float64, ElementType.Int32);
                int[] shape = draw.Shape(1, 4);
                graph.Op(op, [graph.Input(draw.Values(type, shape)), graph.Int(draw.Axis(shape.Length))], ("T", type), ("exclusive", draw.Flag()), ("reverse", draw.Flag()));
            });
        }

        table.Add("L2Loss", (draw, graph) => graph.Op("L2Loss", [graph.Input(draw.Floats(draw.Shape(0, 4)))], ("T", ElementType.Float32)));
        table.Add("TopKV2", (draw, graph) =>
        {
            int[] shape = draw.Shape(1, 3, 9);
            string k = graph.Weights(Tensor.Of(new[] { draw.Int(0, shape[^1]) }));
            string node = graph.Op("TopKV2", [graph.Input(draw.Floats(shape)), k], ("T", ElementType.Float32), ("sorted", true));
            graph.Output(node);
            graph.Output(node + ":1");
        });
        foreach (string op in (string[])["InTopK", "InTopKV2"])
        {
            table.Add(op, (draw, graph) =>
            {
                (int rows, int classes) = (draw.Int(1, 5), draw.Int(2, 9));
                string predictions = graph.Input(draw.Floats(rows, classes));
                string targets = graph.Input(draw.Values(ElementType.Int32, [rows], 0, classes - 1));
                int k = draw.Int(1, classes);
                _ = op == "InTopK"
                    ? graph.Op(op, [predictions, targets], ("T", ElementType.Int32), ("k", k))
                    : graph.Op(op, [predictions, targets, graph.Int(k)], ("T", ElementType.Int32));
            });
        }
    }

    private static void Reduce(string op, Draw draw, CaseBuilder graph, ElementType type, params (string, object)[] attributes)
    {
        int[] shape = draw.Shape(0, 5, 4);
        int[] axes = [.. draw.Permutation(shape.Length).Take(draw.Int(0, shape.Length)).Select(axis => draw.Flag() ? axis - shape.Length : axis)];
        ElementType index = draw.Of(ElementType.Int32, ElementType.Int64);
        string axisInput = axes.Length == 1 && draw.Flag() && index == ElementType.Int32 ? graph.Int(axes[0]) : graph.Indices(index, axes);
        graph.Op(op, [graph.Input(draw.Values(type, shape)), axisInput], [.. attributes, ("Tidx", index), ("keep_dims", draw.Flag())]);
    }
}
