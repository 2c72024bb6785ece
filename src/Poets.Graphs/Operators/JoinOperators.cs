using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that join tensors and take them apart.</summary>
internal static class JoinOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("Concat", static node => new ConcatOperator(axisFirst: true));
        registry.Add("ConcatV2", static node => new ConcatOperator(axisFirst: false));
        registry.Add("Pack", static node => new PackOperator((int)node.Int("axis", 0)));
        foreach (string kind in (ReadOnlySpan<string>)["Split", "SplitV", "Unpack"])
        {
            registry.Add(kind, static node => SplitOperator.Read(node));
        }

        registry.Add("Gather", static node => new GatherOperator(hasAxis: false, 0));
        registry.Add("GatherNd", static node => new GatherNdOperator());
        registry.Add("GatherV2", static node => new GatherOperator(hasAxis: true, (int)node.Int("batch_dims", 0)));
    }
}
