using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.Testing;

/// <summary>Cases of operators that move, reduce and convert.</summary>
public static partial class OperatorCases
{
    private static IEnumerable<OperatorCase> Movement()
    {
        yield return Case("Transpose", Noise(30, 2, 3, 4), graph =>
        {
            graph.Constant("order", new[] { 2, 0, 1 });
            graph.Node("y", "Transpose", ["x", "order"], ("T", F));
        });
        yield return Case("StridedSlice", Noise(31, 4, 5, 3), graph =>
        {
            graph.Constant("begin", new[] { -1, 0, 2 });
            graph.Constant("end", new[] { 0, 5, 3 });
            graph.Constant("step", new[] { -2, 2, 1 });
            graph.Node("y", "StridedSlice", ["x", "begin", "end", "step"], ("T", F), ("Index", DataType.DtInt32), ("shrink_axis_mask", 4));
        });
        yield return Case("StridedSlice ellipsis", Noise(31, 4, 5, 3), graph =>
        {
            graph.Constant("begin", new[] { 0, 0, 1 });
            graph.Constant("end", new[] { 0, 0, 3 });
            graph.Constant("step", new[] { 1, 1, 1 });
            graph.Node("y", "StridedSlice", ["x", "begin", "end", "step"], ("T", F), ("Index", DataType.DtInt32), ("ellipsis_mask", 1), ("new_axis_mask", 2));
        });
        yield return Case("Slice", Noise(32, 3, 4, 5), graph =>
        {
            graph.Constant("begin", new[] { 1, 0, 2 });
            graph.Constant("size", new[] { 2, -1, 2 });
            graph.Node("y", "Slice", ["x", "begin", "size"], ("T", F), ("Index", DataType.DtInt32));
        });
        foreach ((string op, string mode) in ((string, string)[])[("Pad", ""), ("MirrorPad", "REFLECT"), ("MirrorPad", "SYMMETRIC")])
        {
            yield return Case($"{op} {mode}", Noise(33, 2, 3, 4), graph =>
            {
                graph.Constant("edges", Tensor.Of(new[] { 0, 0, 1, 2, 2, 1 }, 3, 2));
                graph.Node("y", op, ["x", "edges"], mode.Length == 0 ? [("T", F), ("Tpaddings", DataType.DtInt32)] : [("T", F), ("Tpaddings", DataType.DtInt32), ("mode", mode)]);
            });
        }

        yield return Case("ConcatV2", Noise(34, 2, 3, 2), graph =>
        {
            graph.Constant("w", Noise(35, 2, 1, 2));
            graph.Constant("axis", -2);
            graph.Node("y", "ConcatV2", ["x", "w", "axis"], ("T", F), ("N", 2), ("Tidx", DataType.DtInt32));
        });
        yield return Case("SplitV", Noise(36, 2, 7), graph =>
        {
            graph.Constant("sizes", new[] { 2, -1, 1 });
            graph.Constant("axis", 1);
            graph.Node("y", "SplitV", ["x", "sizes", "axis"], ("T", F), ("num_split", 3), ("Tlen", DataType.DtInt32));
        }, "y:0", "y:1", "y:2");
        yield return Case("Unpack and Pack", Noise(37, 2, 3, 2), graph =>
        {
            graph.Node("parts", "Unpack", ["x"], ("T", F), ("num", 3), ("axis", 1));
            graph.Node("y", "Pack", ["parts:2", "parts:0"], ("T", F), ("N", 2), ("axis", 2));
        });
        yield return Case("Tile", Noise(38, 2, 3), graph =>
        {
            graph.Constant("times", new[] { 2, 3 });
            graph.Node("y", "Tile", ["x", "times"], ("T", F), ("Tmultiples", DataType.DtInt32));
        });
        yield return Case("GatherV2", Noise(39, 4, 2, 3), graph =>
        {
            graph.Constant("indices", Tensor.Of(new[] { 3, 0, 1, 1 }, 2, 2));
            graph.Constant("axis", 0);
            graph.Node("y", "GatherV2", ["x", "indices", "axis"], ("Tparams", F), ("Tindices", DataType.DtInt32), ("Taxis", DataType.DtInt32));
        });
        yield return Case("OneHot", Tensor.Of(new[] { 0, 2, -1, 4 }, 4), graph =>
        {
            graph.Constant("depth", 4);
            graph.Constant("on", Tensor.Of(new[] { 1f }));
            graph.Constant("off", Tensor.Of(new[] { -1f }));
            graph.Node("y", "OneHot", ["x", "depth", "on", "off"], ("T", F), ("TI", DataType.DtInt32), ("axis", 0));
        });
        foreach (string op in (string[])["Mean", "Sum", "Max", "Min", "Prod"])
        {
            yield return Case(op, Noise(40, 2, 3, 4), graph =>
            {
                graph.Constant("axes", new[] { 0, -1 });
                graph.Node("y", op, ["x", "axes"], ("T", F), ("Tidx", DataType.DtInt32), ("keep_dims", op == "Max"));
            });
        }

        yield return Case("ArgMax", Noise(41, 3, 5), graph =>
        {
            graph.Constant("axis", 1);
            graph.Node("y", "ArgMax", ["x", "axis"], ("T", F), ("Tidx", DataType.DtInt32), ("output_type", DataType.DtInt64));
        });
        yield return Case("TopKV2", Noise(42, 2, 6), graph =>
        {
            graph.Constant("k", 3);
            graph.Node("y", "TopKV2", ["x", "k"], ("T", F));
        }, "y:0", "y:1");
    }

    private static IEnumerable<OperatorCase> Others()
    {
        foreach ((string op, bool align, bool half) in ((string, bool, bool)[])[
            ("ResizeBilinear", false, false), ("ResizeBilinear", true, false), ("ResizeBilinear", false, true),
            ("ResizeNearestNeighbor", false, false), ("ResizeNearestNeighbor", true, false), ("ResizeNearestNeighbor", false, true)])
        {
            yield return Case($"{op} {align} {half}", Noise(50, 1, 3, 4, 2), graph =>
            {
                graph.Constant("size", new[] { 5, 3 });
                graph.Node("y", op, ["x", "size"], ("T", F), ("align_corners", align), ("half_pixel_centers", half));
            });
        }

        yield return Case("SpaceToBatchND and back", Noise(51, 2, 3, 4, 2), graph =>
        {
            graph.Constant("block", new[] { 2, 2 });
            graph.Constant("edges", Tensor.Of(new[] { 1, 0, 0, 2 }, 2, 2));
            graph.Node("y", "SpaceToBatchND", ["x", "block", "edges"], ("T", F), ("Tblock_shape", DataType.DtInt32), ("Tpaddings", DataType.DtInt32));
            graph.Node("z", "BatchToSpaceND", ["y", "block", "edges"], ("T", F), ("Tblock_shape", DataType.DtInt32), ("Tcrops", DataType.DtInt32));
        }, "y", "z");
        yield return Case("SpaceToDepth and back", Noise(52, 1, 4, 2, 3), graph =>
        {
            graph.Node("y", "SpaceToDepth", ["x"], ("T", F), ("block_size", 2));
            graph.Node("z", "DepthToSpace", ["y"], ("T", F), ("block_size", 2));
        }, "y", "z");
        foreach (string mode in (string[])["MIN_COMBINED", "MIN_FIRST", "SCALED"])
        {
            foreach (ElementType type in (ElementType[])[ElementType.QUInt8, ElementType.QInt8])
            {
                Array stored = type == ElementType.QUInt8 ? new byte[] { 0, 1, 127, 128, 254, 255 } : new sbyte[] { -128, -127, -1, 0, 1, 127 };
                yield return Case($"Dequantize {mode} {type}", Noise(53, 6), graph =>
                {
                    graph.Constant("stored", new Tensor(type, [6], stored));
                    graph.Constant("low", Tensor.Of(new[] { -0.8875439f }));
                    graph.Constant("high", Tensor.Of(new[] { 1.6307021f }));
                    graph.Node("w", "Dequantize", ["stored", "low", "high"], ("T", (DataType)type), ("mode", mode));
                    graph.Node("y", "Add", ["x", "w"], ("T", F));
                });
            }
        }

        yield return Case("FakeQuantWithMinMaxVars", Noise(54, 3, 4), graph =>
        {
            graph.Constant("low", Tensor.Of(new[] { -1.1f }));
            graph.Constant("high", Tensor.Of(new[] { 1.3f }));
            graph.Node("y", "FakeQuantWithMinMaxVars", ["x", "low", "high"], ("num_bits", 4), ("narrow_range", true));
        });
        yield return Case("Cast to int32", Noise(55, 8), graph => graph.Node("y", "Cast", ["x"], ("SrcT", F), ("DstT", DataType.DtInt32)));
        yield return Case("Cast from uint8", new Tensor(ElementType.UInt8, [3], new byte[] { 0, 128, 255 }), graph =>
            graph.Node("y", "Cast", ["x"], ("SrcT", DataType.DtUint8), ("DstT", F)));
        yield return Case("ClipByValue", Noise(56, 6), graph =>
        {
            graph.Constant("low", Tensor.Of(new[] { -0.5f }));
            graph.Constant("high", Tensor.Of(new[] { 1f }));
            graph.Node("y", "ClipByValue", ["x", "low", "high"], ("T", F));
        });
    }
}
