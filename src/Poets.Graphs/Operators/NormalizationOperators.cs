using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Softmax, batch norm in its three spellings, local response normalisation.</summary>
internal static class NormalizationOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("Softmax", static node => new SoftmaxOperator(logarithm: false));
        registry.Add("LogSoftmax", static node => new SoftmaxOperator(logarithm: true));
        registry.Add("LRN", static node => new LocalResponseOperator(
            (int)node.Int("depth_radius", 5), node.Float("bias", 1), node.Float("alpha", 1), node.Float("beta", 0.5f)));
        registry.Add("BatchNormWithGlobalNormalization", static node => BatchNormOperator.ReadGlobal(node));
        foreach (string kind in (ReadOnlySpan<string>)["FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"])
        {
            registry.Add(kind, static node => BatchNormOperator.ReadFused(node));
        }
    }
}
