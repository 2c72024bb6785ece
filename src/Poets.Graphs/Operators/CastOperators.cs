using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that change the element type.</summary>
internal static class CastOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("Cast", static node => new CastOperator(node.Type("DstT")));
        registry.Add("Dequantize", static node => DequantizeOperator.Read(node));
        foreach (string kind in (ReadOnlySpan<string>)["FakeQuantWithMinMaxArgs", "FakeQuantWithMinMaxVars", "FakeQuantWithMinMaxVarsPerChannel"])
        {
            registry.Add(kind, static node => FakeQuantOperator.Read(node));
        }
    }
}
