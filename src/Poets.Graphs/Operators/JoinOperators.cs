using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that join tensors.</summary>
internal static class JoinOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("Concat", static node => new ConcatOperator(axisFirst: true));
        registry.Add("ConcatV2", static node => new ConcatOperator(axisFirst: false));
    }
}
