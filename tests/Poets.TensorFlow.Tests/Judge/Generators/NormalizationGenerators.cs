using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Batch normalisation in its spellings, local response normalisation, softmax.</summary>
internal static class NormalizationGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        foreach (string op in (string[])["FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"])
        {
            table.Add(op, (draw, graph) =>
            {
                int channels = draw.Int(1, 40);
                string input = graph.Input(draw.Floats(draw.Int(1, 2), draw.Int(1, 5), draw.Int(1, 5), channels));
                string[] moments = [.. Enumerable.Range(0, 3).Select(_ => graph.Weights(draw.Floats(channels))), graph.Weights(Variance(draw, channels))];
                (string, object)[] types = op == "FusedBatchNorm" ? [("T", ElementType.Float32)] : [("T", ElementType.Float32), ("U", ElementType.Float32)];
                graph.Op(op, [input, .. moments], [.. types, ("epsilon", draw.Of(0.001f, 1e-5f)), ("is_training", false)]);
            });
        }

        table.Add("FusedBatchNormV3:training", (draw, graph) =>
        {
            int channels = draw.Int(1, 20);
            string input = graph.Input(draw.Floats(draw.Int(1, 3), draw.Int(1, 5), draw.Int(2, 5), channels));
            string node = graph.Op(
                "FusedBatchNormV3",
                [input, graph.Weights(draw.Floats(channels)), graph.Weights(draw.Floats(channels)), graph.Const(draw.Floats(0)), graph.Const(draw.Floats(0))],
                ("T", ElementType.Float32), ("U", ElementType.Float32), ("epsilon", draw.Of(0.001f, 1e-5f)), ("is_training", true));
            graph.Output(node);
            graph.Output(node + ":1");
            graph.Output(node + ":2");
        });
        table.Add("BatchNormWithGlobalNormalization", (draw, graph) =>
        {
            graph.Producer = 8;
            int channels = draw.Int(1, 40);
            string input = graph.Input(draw.Floats(draw.Int(1, 2), draw.Int(1, 5), draw.Int(1, 5), channels));
            graph.Op(
                "BatchNormWithGlobalNormalization",
                [input, graph.Weights(draw.Floats(channels)), graph.Weights(Variance(draw, channels)), graph.Weights(draw.Floats(channels)), graph.Weights(draw.Floats(channels))],
                ("T", ElementType.Float32), ("variance_epsilon", 0.001f), ("scale_after_normalization", draw.Flag()));
        });
        table.Add("LRN", (draw, graph) =>
        {
            string input = graph.Input(draw.Floats(draw.Int(1, 2), draw.Int(1, 4), draw.Int(1, 4), draw.Int(1, 20)));
            graph.Op("LRN", [input], ("T", ElementType.Float32), ("depth_radius", draw.Int(0, 6)), ("bias", draw.Of(1f, 2f)), ("alpha", draw.Of(1f, 1e-4f)), ("beta", draw.Of(0.5f, 0.75f, 1f)));
        });
        foreach (string op in (string[])["Softmax", "LogSoftmax"])
        {
            table.Add(op, (draw, graph) => graph.Op(op, [graph.Input(draw.Floats(draw.Shape(1, 4, 20)))], ("T", ElementType.Float32)));
            table.Add(op + ":large", (draw, graph) => graph.Op(op, [graph.Input(draw.Values(ElementType.Float32, [draw.Int(1, 3), draw.Int(1, 1100)], -80, 80))], ("T", ElementType.Float32)));
        }
    }

    private static Tensor Variance(Draw draw, int channels) => draw.Values(ElementType.Float32, [channels], 0.1, 3);
}
