using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that work element by element.</summary>
internal static class ElementwiseOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        foreach (string kind in (ReadOnlySpan<string>)[
            "Add", "AddV2", "Sub", "Mul", "Div", "RealDiv", "TruncateDiv", "DivNoNan", "FloorDiv", "FloorMod", "Mod", "TruncateMod",
            "Maximum", "Minimum", "SquaredDifference", "Pow", "Atan2", "Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual",
            "LogicalAnd", "LogicalOr"])
        {
            registry.Add(kind, static node => new BinaryOperator(node.Op));
        }

        foreach (string kind in (ReadOnlySpan<string>)[
            "Abs", "Neg", "Sign", "Square", "Relu", "Relu6", "Exp", "Expm1", "Log", "Log1p", "Sqrt", "Rsqrt", "Reciprocal", "Inv", "Floor",
            "Ceil", "Round", "Rint", "Sin", "Cos", "Tan", "Atan", "Tanh", "Sigmoid", "Softplus", "Softsign", "Elu", "Selu", "Erf", "Erfc"])
        {
            registry.Add(kind, static node => new UnaryOperator(node.Op));
        }

        foreach (string kind in (ReadOnlySpan<string>)["LogicalNot", "IsNan", "IsInf", "IsFinite"])
        {
            registry.Add(kind, static node => new TestOperator(node.Op));
        }

        registry.Add("LeakyRelu", static node => new LeakyReluOperator(node.Float("alpha", 0.2f)));
        registry.Add("AddN", static node => new AddNOperator());
        registry.Add("ClipByValue", static node => new ClipOperator());
        registry.Add("Select", static node => new SelectOperator(broadcasts: false));
        registry.Add("SelectV2", static node => new SelectOperator(broadcasts: true));
        registry.Add("Where", static node => new WhereOperator());
        registry.Add("ZerosLike", static node => new LikeOperator(ones: false));
        registry.Add("OnesLike", static node => new LikeOperator(ones: true));
    }
}
