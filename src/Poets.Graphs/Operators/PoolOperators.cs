using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Pooling over windows.</summary>
internal static class PoolOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("MaxPool", static node => ChannelsLast.Wrap(node, PoolOperator.Read(node, maximum: true)));
        registry.Add("AvgPool", static node => ChannelsLast.Wrap(node, PoolOperator.Read(node, maximum: false)));
    }
}
