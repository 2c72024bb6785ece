using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Operators that change or tell the shape and touch no value.</summary>
internal static class ShapeGenerators
{
    private static readonly ElementType[] s_any = [ElementType.Float32, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Bool, ElementType.Float64];

    internal static void AddTo(GeneratorTable table)
    {
        table.Add("Reshape", (draw, graph) =>
        {
            ElementType type = draw.Of(s_any);
            int[] shape = draw.Shape(0, 4);
            int[] target = Regrouped(draw, shape);
            if (target.Length > 0 && !target.Contains(0) && draw.Flag())
            {
                target[draw.Int(0, target.Length - 1)] = -1;
            }

            ElementType index = draw.Of(ElementType.Int32, ElementType.Int64);
            graph.Op("Reshape", [graph.Input(draw.Values(type, shape)), graph.Indices(index, target)], ("T", type), ("Tshape", index));
        });
        table.Add("Squeeze", (draw, graph) =>
        {
            int[] shape = [.. draw.Shape(0, 5).Select(size => draw.Flag() ? 1 : size)];
            int[] ones = [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] == 1 && draw.Flag()).Select(axis => draw.Flag() ? axis - shape.Length : axis)];
            graph.Op("Squeeze", [graph.Input(draw.Floats(shape))], ("T", ElementType.Float32), ("squeeze_dims", draw.Flag() ? ones : Array.Empty<int>()));
        });
        table.Add("ExpandDims", (draw, graph) =>
        {
            int[] shape = draw.Shape(0, 4);
            graph.Op("ExpandDims", [graph.Input(draw.Floats(shape)), graph.Int(draw.Axis(shape.Length + 1))], ("T", ElementType.Float32), ("Tdim", ElementType.Int32));
        });
        table.Add("Shape", (draw, graph) => graph.Op("Shape", [graph.Input(draw.Floats(draw.Shape(0, 5)))], ("T", ElementType.Float32), ("out_type", draw.Of(ElementType.Int32, ElementType.Int64))));
        table.Add("ShapeN", (draw, graph) =>
        {
            string[] inputs = [.. Enumerable.Range(0, draw.Int(1, 3)).Select(_ => graph.Input(draw.Floats(draw.Shape(0, 4))))];
            string node = graph.Op("ShapeN", inputs, ("T", ElementType.Float32), ("N", inputs.Length), ("out_type", draw.Of(ElementType.Int32, ElementType.Int64)));
            for (int i = 0; i < inputs.Length; i++)
            {
                graph.Output($"{node}:{i}");
            }
        });
        table.Add("Rank", (draw, graph) => graph.Op("Rank", [graph.Input(draw.Floats(draw.Shape(0, 5)))], ("T", ElementType.Float32)));
        table.Add("Size", (draw, graph) => graph.Op("Size", [graph.Input(draw.Floats(draw.Shape(0, 5)))], ("T", ElementType.Float32), ("out_type", draw.Of(ElementType.Int32, ElementType.Int64))));
        table.Add("BroadcastTo", (draw, graph) =>
        {
            int[] target = draw.Shape(0, 4);
            int[] shape = [.. target.Skip(draw.Int(0, target.Length)).Select(size => draw.Flag() ? 1 : size)];
            graph.Op("BroadcastTo", [graph.Input(draw.Floats(shape)), graph.Ints(target)], ("T", ElementType.Float32), ("Tidx", ElementType.Int32));
        });
        table.Add("BroadcastArgs", (draw, graph) =>
        {
            (int[] left, int[] right) = ElementwiseGenerators.Broadcastable(draw);
            graph.Op("BroadcastArgs", [graph.Ints(left), graph.Input(Tensor.Of(right, right.Length))], ("T", ElementType.Int32));
        });
        table.Add("Fill", (draw, graph) =>
        {
            ElementType type = draw.Of(s_any);
            int[] shape = draw.Shape(0, 4);
            graph.Op("Fill", [graph.Weights(Tensor.Of(shape, shape.Length)), graph.Input(draw.Values(type, []))], ("T", type), ("index_type", ElementType.Int32));
        });
        table.Add("ZerosLike", (draw, graph) => Like("ZerosLike", draw, graph));
        table.Add("OnesLike", (draw, graph) => Like("OnesLike", draw, graph));
        table.Add("Range", (draw, graph) =>
        {
            ElementType type = draw.Of(ElementType.Int32, ElementType.Float32, ElementType.Int64);
            int step = draw.Of(1, 2, 3, -1, -2);
            int start = draw.Int(-3, 3);
            int limit = start + (Math.Sign(step) * draw.Int(0, 9));
            graph.Op("Range", [.. new[] { start, limit, step }.Select(value => graph.Weights(Scalar(type, value)))], ("Tidx", type));
        });
        table.Add("LinSpace", (draw, graph) =>
            graph.Op("LinSpace", [graph.Input(draw.Floats()), graph.Input(draw.Floats()), graph.Int(draw.Int(1, 9))], ("T", ElementType.Float32), ("Tidx", ElementType.Int32)));
        table.Add("InvertPermutation", (draw, graph) =>
        {
            int[] order = draw.Permutation(draw.Int(1, 7));
            graph.Op("InvertPermutation", [graph.Input(Tensor.Of(order, order.Length))], ("T", ElementType.Int32));
        });
        table.Add("Bitcast", (draw, graph) =>
            graph.Op("Bitcast", [graph.Input(draw.Floats(draw.Shape(0, 3)))], ("T", ElementType.Float32), ("type", draw.Of(ElementType.Int32, ElementType.UInt8))));
        table.Add("EnsureShape", (draw, graph) =>
        {
            int[] shape = draw.Shape(0, 4);
            graph.Op("EnsureShape", [graph.Input(draw.Floats(shape))], ("T", ElementType.Float32), ("shape", Support.GraphBuilder.ShapeProto([.. shape.Select(size => draw.Flag() ? -1 : size)])));
        });
    }

    /// <summary>A scalar of a numeric type.</summary>
    internal static Tensor Scalar(ElementType type, int value) => type switch
    {
        ElementType.Int64 => new Tensor(type, [], new[] { (long)value }),
        ElementType.Float32 => Tensor.Of([(float)value]),
        _ => Tensor.Of(new[] { value }),
    };

    private static void Like(string op, Draw draw, CaseBuilder graph)
    {
        ElementType type = draw.Of(s_any);
        graph.Op(op, [graph.Input(draw.Values(type, draw.Shape(0, 4)))], ("T", type));
    }

    private static int[] Regrouped(Draw draw, int[] shape)
    {
        var target = new List<int>();
        foreach (int size in shape)
        {
            if (target.Count > 0 && draw.Flag())
            {
                target[^1] *= size;
            }
            else
            {
                target.Add(size);
            }
        }

        if (draw.Flag())
        {
            target.Insert(draw.Int(0, target.Count), 1);
        }

        return [.. target];
    }
}
