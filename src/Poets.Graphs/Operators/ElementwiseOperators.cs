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
    }
}
