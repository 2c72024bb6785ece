using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that reduce axes, or add up along them.</summary>
internal static class ReductionOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        foreach (string kind in (ReadOnlySpan<string>)["Mean", "Sum", "Max", "Min", "Prod", "All", "Any"])
        {
            registry.Add(kind, static node => new ReductionOperator(node.Op, node.Bool("keep_dims", false)));
        }

        registry.Add("Cumsum", static node => new CumulativeOperator(product: false, node.Bool("exclusive", false), node.Bool("reverse", false)));
        registry.Add("Cumprod", static node => new CumulativeOperator(product: true, node.Bool("exclusive", false), node.Bool("reverse", false)));
        registry.Add("ArgMax", static node => new ArgOperator(largest: true, node.Type("output_type", ElementType.Int64)));
        registry.Add("ArgMin", static node => new ArgOperator(largest: false, node.Type("output_type", ElementType.Int64)));
        registry.Add("TopK", static node => new TopKOperator((int)node.Int("k")));
        registry.Add("TopKV2", static node => new TopKOperator(-1));
    }
}
