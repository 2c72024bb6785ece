using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that look at shapes or change them without touching values.</summary>
internal static class ShapeOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        foreach (string kind in (ReadOnlySpan<string>)["Identity", "IdentityN", "StopGradient", "CheckNumerics", "PreventGradient", "Snapshot", "EnsureShape"])
        {
            registry.Add(kind, static node => new IdentityOperator(node.Op, node.Shape("shape", TensorShape.Unknown)));
        }

        registry.Add("Reshape", static node => new ReshapeOperator());
        registry.Add("Squeeze", static node => new SqueezeOperator(node.Ints(node.Has("squeeze_dims") ? "squeeze_dims" : "axis")));
        registry.Add("ExpandDims", static node => new ExpandDimsOperator());
        registry.Add("Shape", static node => new ShapeOperator(node.Type("out_type", ElementType.Int32)));
        registry.Add("ShapeN", static node => new ShapeOperator(node.Type("out_type", ElementType.Int32)));
        registry.Add("Size", static node => new SizeOperator(node.Type("out_type", ElementType.Int32)));
        registry.Add("Rank", static node => new RankOperator());
        registry.Add("StridedSlice", static node => StridedSliceOperator.Read(node));
        registry.Add("Slice", static node => new SliceOperator());
        registry.Add("Transpose", static node => new TransposeOperator());
        registry.Add("Fill", static node => new FillOperator(broadcastTo: false));
        registry.Add("BroadcastTo", static node => new FillOperator(broadcastTo: true));
        registry.Add("Tile", static node => new TileOperator());
        registry.Add("Roll", static node => new RollOperator());
        registry.Add("InvertPermutation", static node => new InvertPermutationOperator());
        registry.Add("ReverseV2", static node => new ReverseOperator());
        registry.Add("OneHot", static node => new OneHotOperator((int)node.Int("axis", -1)));
        registry.Add("Range", static node => new RangeOperator());
        registry.Add("Pad", static node => PadOperator.Read(node));
        registry.Add("PadV2", static node => PadOperator.Read(node));
        registry.Add("MirrorPad", static node => PadOperator.Read(node));
    }
}
