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
    }
}
