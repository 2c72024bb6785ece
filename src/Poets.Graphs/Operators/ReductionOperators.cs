using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that reduce axes.</summary>
internal static class ReductionOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        foreach (string kind in (ReadOnlySpan<string>)["Mean", "Sum", "Max", "Min", "Prod", "All", "Any"])
        {
            registry.Add(kind, static node => new ReductionOperator(node.Op, node.Bool("keep_dims", false)));
        }
    }
}
