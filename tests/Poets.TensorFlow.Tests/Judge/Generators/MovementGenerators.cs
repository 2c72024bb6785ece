using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Operators that move values and compute nothing.</summary>
internal static class MovementGenerators
{
    private static readonly ElementType[] s_any = [ElementType.Float32, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Bool];

    internal static void AddTo(GeneratorTable table)
    {
        Add(table, "Transpose", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(0, 5);
            graph.Op("Transpose", [graph.Input(draw.Values(type, shape)), graph.Ints(draw.Permutation(shape.Length))], ("T", type), ("Tperm", ElementType.Int32));
        });
        Add(table, "ConcatV2", (draw, graph, type) =>
        {
            (string[] parts, int axis) = Parts(draw, graph, type);
            graph.Op("ConcatV2", [.. parts, graph.Int(axis)], ("T", type), ("N", parts.Length), ("Tidx", ElementType.Int32));
        });
        Add(table, "Concat", (draw, graph, type) =>
        {
            (string[] parts, int axis) = Parts(draw, graph, type);
            graph.Op("Concat", [graph.Int(axis), .. parts], ("T", type), ("N", parts.Length));
        });
        Add(table, "Pack", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(0, 3);
            string[] parts = [.. Enumerable.Range(0, draw.Int(1, 4)).Select(_ => graph.Input(draw.Values(type, shape)))];
            graph.Op("Pack", parts, ("T", type), ("N", parts.Length), ("axis", draw.Axis(shape.Length + 1)));
        });
        Add(table, "Unpack", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(1, 4);
            int axis = draw.Axis(shape.Length);
            int count = shape[axis < 0 ? axis + shape.Length : axis];
            string node = graph.Op("Unpack", [graph.Input(draw.Values(type, shape))], ("T", type), ("num", count), ("axis", axis));
            Outputs(graph, node, count);
        });
        Add(table, "Split", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(1, 4);
            int axis = draw.Axis(shape.Length);
            int count = draw.Int(1, 4);
            shape[axis < 0 ? axis + shape.Length : axis] *= count;
            Outputs(graph, graph.Op("Split", [graph.Int(axis), graph.Input(draw.Values(type, shape))], ("T", type), ("num_split", count)), count);
        });
        Add(table, "SplitV", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(1, 4);
            int axis = draw.Axis(shape.Length);
            int[] sizes = [.. Enumerable.Range(0, draw.Int(1, 4)).Select(_ => draw.Int(0, 3))];
            shape[axis < 0 ? axis + shape.Length : axis] = sizes.Sum();
            if (draw.Flag())
            {
                sizes[draw.Int(0, sizes.Length - 1)] = -1;
            }

            string node = graph.Op("SplitV", [graph.Input(draw.Values(type, shape)), graph.Ints(sizes), graph.Int(axis)], ("T", type), ("num_split", sizes.Length), ("Tlen", ElementType.Int32));
            Outputs(graph, node, sizes.Length);
        });
        Add(table, "Slice", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(1, 5);
            int[] begin = [.. shape.Select(size => draw.Int(0, size))];
            int[] sizes = [.. shape.Zip(begin, (size, start) => draw.Flag() ? -1 : draw.Int(0, size - start))];
            ElementType index = draw.Of(ElementType.Int32, ElementType.Int64);
            graph.Op("Slice", [graph.Input(draw.Values(type, shape)), graph.Indices(index, begin), graph.Indices(index, sizes)], ("T", type), ("Index", index));
        });
        Add(table, "StridedSlice", StridedSlice);
        Add(table, "Pad", (draw, graph, type) =>
        {
            (int[] shape, string paddings) = Paddings(draw, graph, 3);
            graph.Op("Pad", [graph.Input(draw.Values(type, shape)), paddings], ("T", type), ("Tpaddings", ElementType.Int32));
        });
        Add(table, "PadV2", (draw, graph, type) =>
        {
            (int[] shape, string paddings) = Paddings(draw, graph, 3);
            graph.Op("PadV2", [graph.Input(draw.Values(type, shape)), paddings, graph.Weights(draw.Values(type, []))], ("T", type), ("Tpaddings", ElementType.Int32));
        });
        Add(table, "MirrorPad", (draw, graph, type) =>
        {
            string mode = draw.Of("REFLECT", "SYMMETRIC");
            (int[] shape, string paddings) = Paddings(draw, graph, 4, mode == "REFLECT" ? 1 : 0);
            graph.Op("MirrorPad", [graph.Input(draw.Values(type, shape)), paddings], ("T", type), ("Tpaddings", ElementType.Int32), ("mode", mode));
        });
        Add(table, "Tile", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(0, 4, 4);
            graph.Op("Tile", [graph.Input(draw.Values(type, shape)), graph.Ints([.. shape.Select(_ => draw.Int(1, 3))])], ("T", type), ("Tmultiples", ElementType.Int32));
        });
        Add(table, "ReverseV2", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(1, 4);
            int[] axes = [.. draw.Permutation(shape.Length).Take(draw.Int(0, shape.Length)).Select(axis => draw.Flag() ? axis - shape.Length : axis)];
            graph.Op("ReverseV2", [graph.Input(draw.Values(type, shape)), graph.Ints(axes)], ("T", type), ("Tidx", ElementType.Int32));
        });
        Add(table, "Roll", (draw, graph, type) =>
        {
            int[] shape = draw.Shape(1, 4);
            int[] axes = [.. Enumerable.Range(0, draw.Int(1, 3)).Select(_ => draw.Axis(shape.Length))];
            string shifts = graph.Ints([.. axes.Select(_ => draw.Int(-7, 7))]);
            string along = graph.Ints(axes);
            graph.Op("Roll", [graph.Input(draw.Values(type, shape)), shifts, along], ("T", type), ("Tshift", ElementType.Int32), ("Taxis", ElementType.Int32));
        });
        Add(table, "SpaceToDepth", (draw, graph, type) =>
        {
            int block = draw.Int(2, 3);
            graph.Op("SpaceToDepth", [graph.Input(draw.Values(type, [draw.Int(1, 2), block * draw.Int(1, 3), block * draw.Int(1, 3), draw.Int(1, 4)]))], ("T", type), ("block_size", block));
        });
        Add(table, "DepthToSpace", (draw, graph, type) =>
        {
            int block = draw.Int(2, 3);
            graph.Op("DepthToSpace", [graph.Input(draw.Values(type, [draw.Int(1, 2), draw.Int(1, 4), draw.Int(1, 4), block * block * draw.Int(1, 3)]))], ("T", type), ("block_size", block));
        });
        Add(table, "SpaceToBatchND", (draw, graph, type) =>
        {
            (int[] block, int[] pads, int[] shape) = Blocks(draw);
            type = type == ElementType.Bool ? ElementType.Float32 : type;
            graph.Op("SpaceToBatchND", [graph.Input(draw.Values(type, shape)), graph.Ints(block), graph.Const(Tensor.Of(pads, block.Length, 2))], ("T", type), ("Tblock_shape", ElementType.Int32), ("Tpaddings", ElementType.Int32));
        });
        Add(table, "BatchToSpaceND", (draw, graph, type) =>
        {
            int[] block = [draw.Int(1, 3), draw.Int(1, 2)];
            int[] shape = [block[0] * block[1] * draw.Int(1, 2), draw.Int(1, 4), draw.Int(1, 4), draw.Int(1, 3)];
            int[] crops = [draw.Int(0, block[0] - 1), 0, 0, draw.Int(0, block[1] - 1)];
            type = type == ElementType.Bool ? ElementType.Float32 : type;
            graph.Op("BatchToSpaceND", [graph.Input(draw.Values(type, shape)), graph.Ints(block), graph.Const(Tensor.Of(crops, 2, 2))], ("T", type), ("Tblock_shape", ElementType.Int32), ("Tcrops", ElementType.Int32));
        });
        table.Add("Cast", (draw, graph) =>
        {
            ElementType from = draw.Of(ElementType.Float32, ElementType.Int32, ElementType.UInt8, ElementType.Int64, ElementType.Int8, ElementType.Int16, ElementType.UInt16, ElementType.Float64, ElementType.Bool, ElementType.Float16, ElementType.BFloat16);
            ElementType to = draw.Of(ElementType.Float32, ElementType.Int32, ElementType.UInt8, ElementType.Int64, ElementType.Int8, ElementType.Int16, ElementType.UInt16, ElementType.Float64, ElementType.Bool, ElementType.Float16, ElementType.BFloat16);
            graph.Tolerance = 0;

            // Within what every type can hold: beyond it C++ and so TensorFlow leave the answer open.
            bool signless = to is ElementType.UInt8 or ElementType.UInt16;
            graph.Op("Cast", [graph.Input(draw.Values(from, draw.Shape(0, 4), signless ? 0 : -99, 99))], ("SrcT", from), ("DstT", to), ("Truncate", false));
        });
    }

    private static void Add(GeneratorTable table, string op, Action<Draw, CaseBuilder, ElementType> generator) => table.Add(op, (draw, graph) =>
    {
        graph.Tolerance = 0;
        generator(draw, graph, draw.Of(s_any));
    });

    private static void Outputs(CaseBuilder graph, string node, int count)
    {
        for (int i = 0; i < count; i++)
        {
            graph.Output($"{node}:{i}");
        }
    }

    private static (string[] Parts, int Axis) Parts(Draw draw, CaseBuilder graph, ElementType type)
    {
        int[] shape = draw.Shape(1, 4);
        int axis = draw.Axis(shape.Length);
        string[] parts = [.. Enumerable.Range(0, draw.Int(2, 4)).Select(_ =>
        {
            int[] part = [.. shape];
            part[axis < 0 ? axis + shape.Length : axis] = draw.Int(0, 4);
            return graph.Input(draw.Values(type, part));
        })];
        return (parts, axis);
    }

    private static (int[] Shape, string Paddings) Paddings(Draw draw, CaseBuilder graph, int highest, int mirrorOffset = -1)
    {
        int[] shape = [.. draw.Shape(1, 4).Select(size => Math.Max(size, mirrorOffset >= 0 ? 1 : 0))];
        int[] pads = [.. shape.SelectMany(size =>
        {
            int limit = mirrorOffset < 0 ? highest : Math.Min(highest, size - mirrorOffset);
            return new[] { draw.Int(0, limit), draw.Int(0, limit) };
        })];
        return (shape, graph.Const(Tensor.Of(pads, shape.Length, 2)));
    }

    private static (int[] Block, int[] Pads, int[] Shape) Blocks(Draw draw)
    {
        int[] block = [draw.Int(1, 3), draw.Int(1, 2)];
        int[] padded = [block[0] * draw.Int(1, 3), block[1] * draw.Int(1, 3)];
        int[] before = [draw.Int(0, padded[0] - 1), draw.Int(0, padded[1] - 1)];
        int[] pads = [before[0], 0, 0, before[1]];
        return (block, pads, [draw.Int(1, 2), padded[0] - before[0], padded[1] - before[1], draw.Int(1, 3)]);
    }

    private static void StridedSlice(Draw draw, CaseBuilder graph, ElementType type)
    {
        int[] shape = draw.Shape(1, 4);
        int specified = draw.Int(1, shape.Length);
        int[] strides = [.. Enumerable.Range(0, specified).Select(_ => draw.Of(1, 1, 2, -1, -2))];
        int[] begin = [.. shape.Take(specified).Select(size => draw.Int(-size, Math.Max(0, size - 1)))];
        int[] end = [.. shape.Take(specified).Select(size => draw.Int(-size - 1, size + 1))];
        int mask() => draw.Int(0, (1 << specified) - 1);
        int shrink = draw.Rarely(3) ? mask() : 0;
        int newAxis = draw.Rarely(6) ? mask() : 0;
        int ellipsis = draw.Rarely(6) ? 1 << draw.Int(0, specified - 1) : 0;
        for (int i = 0; i < specified; i++)
        {
            if ((shrink >> i & 1) != 0)
            {
                strides[i] = 1;
            }
        }

        graph.Op(
            "StridedSlice",
            [graph.Input(draw.Values(type, shape)), graph.Ints(begin), graph.Ints(end), graph.Ints(strides)],
            ("T", type), ("Index", ElementType.Int32), ("begin_mask", draw.Flag() ? mask() : 0), ("end_mask", draw.Flag() ? mask() : 0),
            ("ellipsis_mask", ellipsis), ("new_axis_mask", newAxis), ("shrink_axis_mask", shrink));
    }
}
