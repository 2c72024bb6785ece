using Poets.Retraining.Training;

namespace Poets.Retraining.Tests.Training;

/// <summary>Both ways to the optimum of the same problem, judged by the loss that the resulting plain layers have.</summary>
public sealed class CoordinatesTests
{
    [Theory]
    [InlineData(30, 100, 1)]
    [InlineData(30, 100, 0)]
    [InlineData(60, 61, 1)]
    [InlineData(61, 60, 0.5)]
    [InlineData(150, 40, 1)]
    [InlineData(5, 33, 1)]
    public void The_span_has_the_same_optimum(int rows, int features, double power)
    {
        RequireSameOptimum(Clouds.Problem(rows, features, classes: 3, spread: 1.5, seed: 11).Training!, power);
    }

    [Fact]
    public void Rows_that_repeat_make_the_span_smaller_and_nothing_else()
    {
        LabelledFeatures cloud = Clouds.Problem(rows: 24, features: 60, classes: 3, spread: 1.5, seed: 12).Training!;
        for (int i = 0; i < 24; i += 2)
        {
            cloud.Features.Row(i).CopyTo(cloud.Features.Row(i + 1));
        }

        Assert.InRange(Span(cloud, 1).Columns, 10, 12);
        RequireSameOptimum(cloud, 1);
    }

    [Fact]
    public void Rows_that_almost_repeat_cost_no_precision()
    {
        LabelledFeatures cloud = Clouds.Problem(rows: 24, features: 60, classes: 3, spread: 1.5, seed: 13).Training!;
        for (int i = 0; i < 24; i += 2)
        {
            cloud.Features.Row(i).CopyTo(cloud.Features.Row(i + 1));
            cloud.Features.Row(i)[i] *= 1.00001f;
        }

        RequireSameOptimum(cloud, 1);
    }

    [Fact]
    public void Constant_features_carry_nothing()
    {
        LabelledFeatures cloud = Clouds.Problem(rows: 24, features: 60, classes: 3, spread: 1.5, seed: 14).Training!;
        for (int i = 0; i < 24; i++)
        {
            cloud.Features.Row(i)[10..50].Fill(7);
        }

        Assert.Equal(20, Span(cloud, 1).Columns);
        RequireSameOptimum(cloud, 1);
    }

    [Fact]
    public void Images_that_are_all_the_same_leave_the_biases()
    {
        LabelledFeatures cloud = Clouds.Problem(rows: 12, features: 20, classes: 3, spread: 1.5, seed: 15).Training!;
        for (int i = 1; i < 12; i++)
        {
            cloud.Features.Row(0).CopyTo(cloud.Features.Row(i));
        }

        Assert.Equal(0, Span(cloud, 1).Columns);
        RequireSameOptimum(cloud, 1);
    }

    [Theory]
    [InlineData(400, 3104, 5, true)]
    [InlineData(400, 300, 5, false)]
    [InlineData(2950, 3104, 5, false)]
    [InlineData(400, 3104, 2, false)]
    [InlineData(200, 3104, 2, true)]
    public void The_span_is_taken_where_it_pays(int rows, int columns, int classes, bool pays)
    {
        Assert.Equal(pays, Coordinates.SpanPays(rows, columns, classes));
    }

    [Fact]
    public void Features_made_anew_for_each_block_give_the_same_bits_as_kept_ones()
    {
        LabelledFeatures cloud = Clouds.Problem(rows: 700, features: 50, classes: 4, spread: 1.5, seed: 16).Training!;
        var rows = new TrainingRows(cloud, cloud);
        Standardiser standardiser = Standardiser.Of(rows, 1);
        Assert.Equal(
            Optimum(new PlainCoordinates(rows, standardiser, 1), 0.01),
            Optimum(new PlainCoordinates(rows, standardiser, 1, memoryBudget: 0), 0.01));
    }

    [Fact]
    public void A_Cholesky_factor_times_itself_is_the_matrix()
    {
        LabelledFeatures cloud = Clouds.Problem(rows: 40, features: 25, classes: 2, spread: 1, seed: 17).Training!;
        double[] gram = GramKernel.Run(cloud.Features, 1);
        var factor = new PivotedCholesky((double[])gram.Clone(), 40, 2);
        Assert.Equal(25, factor.Rank);
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 40; j++)
            {
                Assert.Equal(gram[(i * 40) + j], VectorMath.Dot(factor.Row(i), factor.Row(j)), 1e-9);
            }
        }
    }

    private static void RequireSameOptimum(LabelledFeatures data, double power)
    {
        var rows = new TrainingRows(data);
        Standardiser standardiser = Standardiser.Of(rows, 1).WithPower(power);
        foreach (double strength in new[] { 1, 0.03, 0.001 })
        {
            var plain = new PlainCoordinates(rows, standardiser, 1);
            var span = new SpanCoordinates(rows, standardiser, 1);
            TransposedLayer one = plain.Fold(Optimum(plain, strength));
            TransposedLayer other = span.Fold(Optimum(span, strength));
            double expected = Loss(one, data, standardiser, strength);
            double found = Loss(other, data, standardiser, strength);
            Assert.True(Math.Abs(found - expected) <= 1e-5 * expected, $"λ {strength}: plain {expected:R}, span {found:R}");
        }
    }

    private static double[] Optimum(Coordinates coordinates, double strength)
    {
        var objective = new SoftmaxObjective(coordinates, 1) { L2 = strength };
        return new LbfgsMinimiser(1e-6, 2000).Minimise(objective, objective.Start(), _ => { }, default);
    }

    private static SpanCoordinates Span(LabelledFeatures data, double power)
    {
        var rows = new TrainingRows(data);
        return new SpanCoordinates(rows, Standardiser.Of(rows, 1).WithPower(power), 1);
    }

    /// <summary>The objective of a plain layer, spelled out in float64: the penalty is on the weights times the deviations.</summary>
    private static double Loss(TransposedLayer layer, LabelledFeatures data, Standardiser standardiser, double strength)
    {
        double total = 0;
        for (int i = 0; i < data.Count; i++)
        {
            double[] logits = [.. Enumerable.Range(0, data.ClassCount).Select(k => layer.Biases[k] + Dot(layer.Weights.Row(k), data.Features.Row(i)))];
            double largest = logits.Max();
            total += Math.Log(logits.Sum(logit => Math.Exp(logit - largest))) + largest - logits[data.Labels[i]];
        }

        // A unit step of one plain feature is this many standardised ones.
        var steps = new float[data.Features.Columns];
        var zero = new float[data.Features.Columns];
        standardiser.Apply([.. Enumerable.Repeat(1f, steps.Length)], steps);
        standardiser.Apply(zero, zero);
        double penalty = 0;
        for (int d = 0; d < steps.Length; d++)
        {
            double step = steps[d] - zero[d];
            for (int k = 0; k < data.ClassCount; k++)
            {
                penalty += step == 0 ? 0 : Math.Pow(layer.Weights.Row(k)[d] / step, 2);
            }
        }

        return (total / data.Count) + (strength / 2 * penalty);
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
