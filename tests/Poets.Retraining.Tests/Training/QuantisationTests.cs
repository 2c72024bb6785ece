using FsCheck;
using FsCheck.Fluent;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;
using Poets.Retraining.Training.Quantisation;
using Poets.Retraining.Training.Sgd;
using Poets.Testing;

namespace Poets.Retraining.Tests.Training;

/// <summary>The rounding that quantised modules' new layers are trained with.</summary>
public class QuantisationTests
{
    [Fact]
    public void Rounding_is_that_of_the_FakeQuant_nodes_of_the_exported_graph() =>
        Prop.ForAll(Gen.Choose(0, 400).Select(i => i / 100f).Two().Zip(Gen.Choose(0, 1)).ToArbitrary(), drawn =>
        {
            ((float below, float above), int narrow) = drawn;
            float[] values = [.. Enumerable.Range(-60, 121).Select(i => i * 0.083f)];
            var graph = new TinyGraph();
            graph.Placeholder("x", DataType.DtFloat, values.Length);
            graph.Constant("min", Tensor.Of(new[] { -below }));
            graph.Constant("max", Tensor.Of(new[] { above }));
            graph.Node("y", "FakeQuantWithMinMaxVars", ["x", "min", "max"]);
            graph.Graph.Node[^1].Attr.Add("num_bits", new AttrValue { I = 8 });
            graph.Graph.Node[^1].Attr.Add("narrow_range", new AttrValue { B = narrow == 1 });
            using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"]);
            float[] expected = session.Run(Tensor.Of(values, values.Length))[0].Span<float>().ToArray();
            float[] rounded = [.. values];
            FakeQuantisation.Apply(rounded, -below, above, narrow == 1);
            return rounded.SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ranges_follow_weights_at_once_and_logits_slowly_from_the_first()
    {
        var quantisation = new LayerQuantisation();
        var weights = new FeatureMatrix(1, 3);
        ((float[])[-0.5f, 0.25f, 2]).CopyTo(weights.Row(0));
        Close.ToLargest([-0.5f, 0.25f, 2], quantisation.Weights(weights).Row(0).ToArray(), 3e-3, "rounded weights");
        Assert.Equal((-0.5f, 2f), (quantisation.Ranges.WeightsMin, quantisation.Ranges.WeightsMax));

        quantisation.Logits([-4f, 8]);
        Assert.Equal(-4, quantisation.Ranges.LogitsMin, 1e-4f);
        Assert.Equal(8, quantisation.Ranges.LogitsMax, 1e-4f);

        // After the second look: (0.999 · a + b) / 1.999, for the start at 0 is divided out.
        quantisation.Logits([-2f, 1]);
        Assert.Equal(((0.999 * -4) - 2) / 1.999, quantisation.Ranges.LogitsMin, 1e-3);
        Assert.Equal(((0.999 * 8) + 1) / 1.999, quantisation.Ranges.LogitsMax, 1e-3);
    }

    [Fact]
    public void A_layer_trained_with_rounding_judges_with_rounding()
    {
        TrainingProblem problem = Clouds.Problem(rows: 200, features: 16, classes: 3, spread: 0.5, seed: 4);
        LabelledFeatures data = problem.Training!;
        SoftmaxLayer layer = new SgdSolver(new SgdOptions { Steps = 200, LearningRate = 0.2f, Quantise = true }).Train(problem, new NullObserver(), default);
        Assert.NotNull(layer.Ranges);
        Assert.Equal((MathF.Min(0, layer.Weights.Min()), MathF.Max(0, layer.Weights.Max())), (layer.Ranges.WeightsMin, layer.Ranges.WeightsMax));
        float step = (layer.Ranges.LogitsMax - layer.Ranges.LogitsMin) / 255;
        float[] scores = layer.Predict(data.Features);
        for (int i = 0; i < scores.Length; i += 3)
        {
            // Logits are whole steps, so ratios of scores are powers of e^step.
            double steps = Math.Log(scores[i] / scores[i + 1]) / step;
            Assert.Equal(Math.Round(steps), steps, 0.05);
        }

        int correct = Enumerable.Range(0, data.Count).Count(i => SoftmaxKernel.ArgMax(scores.AsSpan(i * 3, 3)) == data.Labels[i]);
        Assert.True(correct > 0.9 * data.Count, $"{correct} of {data.Count}");
    }
}
