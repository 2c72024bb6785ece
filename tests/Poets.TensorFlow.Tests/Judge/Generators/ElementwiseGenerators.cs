using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Operators of one or two operands, element by element, with broadcasting.</summary>
internal static class ElementwiseGenerators
{
    private static readonly ElementType[] s_float = [ElementType.Float32, ElementType.Float64];
    private static readonly ElementType[] s_signed = [ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64, ElementType.Int16, ElementType.Int8];
    private static readonly ElementType[] s_number = [ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int16, ElementType.Int8];
    private static readonly ElementType[] s_wide = [ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64];

    internal static void AddTo(GeneratorTable table)
    {
        Unary(table, s_signed, -3, 3, "Abs", "Neg", "Sign");
        Unary(table, s_wide, -3, 3, "Square");
        Unary(table, s_number, -4, 9, "Relu", "Relu6");
        Unary(table, s_float, -3, 3, "Exp", "Expm1", "Sin", "Cos", "Atan", "Sinh", "Cosh", "Tanh", "Sigmoid", "Softplus", "Softsign", "Elu", "Selu", "Erf", "Erfc", "Asinh", "Floor", "Ceil", "Rint");
        Unary(table, s_float, -1.4, 1.4, "Tan");
        Unary(table, s_float, -0.99, 0.99, "Asin", "Acos", "Atanh");
        Unary(table, s_float, 1, 9, "Acosh");
        Unary(table, s_float, -0.9, 9, "Log1p");
        Unary(table, s_float, 0.01, 9, "Log", "Sqrt", "Rsqrt", "Reciprocal", "Inv", "Lgamma", "Digamma");
        Unary(table, s_wide, -3, 3, "Round");
        Unary(table, s_float, -3, 3, "IsNan", "IsInf", "IsFinite");

        // Past ±10, where Softplus and friends change their formula.
        Unary(table, s_float, -40, 40, "Softplus:wide", "Sigmoid:wide", "Tanh:wide", "Elu:wide");
        table.Add("LeakyRelu", (draw, graph) =>
        {
            ElementType type = draw.Of(s_float);
            graph.Op("LeakyRelu", [graph.Input(draw.Values(type, draw.Shape(0, 4)))], ("T", type), ("alpha", draw.Of(0.2f, 0f, 1f, 1.5f)));
        });

        Binary(table, s_number, -3, 3, "Add", "AddV2", "Sub", "Mul", "Maximum", "Minimum");
        Binary(table, s_wide, -3, 3, "SquaredDifference");
        Binary(table, s_float, -3, 3, "RealDiv", "DivNoNan", "Atan2", "Xdivy", "MulNoNan");
        Binary(table, s_float, 0.1, 3, "Pow", "Xlogy");
        Binary(table, [ElementType.Int32, ElementType.Int64], 0, 4, "Pow:integers");
        Binary(table, s_wide, 1, 9, "Div", "FloorDiv", "FloorMod", "Mod");
        Binary(table, [ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int16, ElementType.Int8], 1, 9, "TruncateDiv");
        Binary(table, [ElementType.Int32, ElementType.Int64], 1, 9, "TruncateMod");
        Binary(table, [ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int16, ElementType.Int8], 0, 99, "BitwiseAnd", "BitwiseOr", "BitwiseXor");

        foreach (string division in (string[])["Div", "FloorDiv", "FloorMod", "Mod", "TruncateDiv", "TruncateMod"])
        {
            Add(table, division + ":signs", [ElementType.Int32, ElementType.Int64], (draw, graph, type) =>
            {
                int[] shape = draw.Shape(1, 2, 9);
                Tensor divisor = draw.Values(type, shape, -9, 9);
                for (int i = 0; i < divisor.Length; i++)
                {
                    // Dividing by 0 is refused by TensorFlow; it has a test of its own.
                    if (Convert.ToDouble(divisor.Data.GetValue(i), null) == 0)
                    {
                        divisor.Data.SetValue(type == ElementType.Int32 ? 1 : (object)1L, i);
                    }
                }

                graph.Op(division, [graph.Input(draw.Values(type, shape, -50, 50)), graph.Input(divisor)], ("T", type));
            });
        }

        table.Add("AddN", (draw, graph) =>
        {
            ElementType type = draw.Of(s_wide);
            int[] shape = draw.Shape(0, 4);
            string[] terms = [.. Enumerable.Range(0, draw.Int(1, 5)).Select(_ => graph.Input(draw.Values(type, shape)))];
            graph.Op("AddN", terms, ("T", type), ("N", terms.Length));
        });
        table.Add("ClipByValue", (draw, graph) =>
        {
            ElementType type = draw.Of(s_wide);
            int[] shape = draw.Shape(0, 4);
            graph.Op("ClipByValue", [graph.Input(draw.Values(type, shape, -9, 9)), graph.Weights(draw.Values(type, [], -3, 0)), graph.Weights(draw.Values(type, [], 1, 4))], ("T", type));
        });
        table.Add("Invert", (draw, graph) =>
        {
            ElementType type = draw.Of(ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int8);
            graph.Op("Invert", [graph.Input(draw.Values(type, draw.Shape(0, 3), 0, 99))], ("T", type));
        });
    }

    /// <summary>Two shapes that broadcast to one: dimensions of 1 and missing leading ones on either side.</summary>
    internal static (int[] Left, int[] Right) Broadcastable(Draw draw, int highRank = 4)
    {
        int[] whole = draw.Shape(0, highRank);
        return draw.Int(0, 3) switch
        {
            0 => (whole, whole),
            1 => (whole, Reduced(draw, whole)),
            2 => (Reduced(draw, whole), whole),
            _ => (Reduced(draw, whole), Reduced(draw, whole)),
        };
    }

    private static int[] Reduced(Draw draw, int[] whole) =>
        [.. whole.Skip(draw.Int(0, whole.Length)).Select(size => draw.Flag() ? 1 : size)];

    private static void Unary(GeneratorTable table, ElementType[] types, double low, double high, params string[] ops)
    {
        foreach (string op in ops)
        {
            Add(table, op, types, (draw, graph, type) =>
                graph.Op(op.Split(':')[0], [graph.Input(draw.Values(type, draw.Shape(0, 4), low, high))], ("T", type)));
        }
    }

    private static void Binary(GeneratorTable table, ElementType[] types, double low, double high, params string[] ops)
    {
        foreach (string op in ops)
        {
            Add(table, op, types, (draw, graph, type) =>
            {
                (int[] left, int[] right) = Broadcastable(draw, 5);
                graph.Op(op.Split(':')[0], [graph.Input(draw.Values(type, left, low, high)), graph.Input(draw.Values(type, right, low, high))], ("T", type));
            });
        }
    }

    private static void Add(GeneratorTable table, string op, ElementType[] types, Action<Draw, CaseBuilder, ElementType> generator) =>
        table.Add(op, (draw, graph) => generator(draw, graph, draw.Of(types)));
}
