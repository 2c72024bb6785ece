using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Lbfgs;

namespace Poets.Retraining.Tests.Training;

/// <summary>Both forms of the objective: the same problem and optimum, judged by the loss that the resulting plain layers have.</summary>
public sealed class ObjectiveTests
{
    [Theory]
    [InlineData(30, 100, 1)]
    [InlineData(30, 100, 0)]
    [InlineData(60, 61, 1)]
    [InlineData(61, 60, 0.5)]
    [InlineData(150, 40, 1)]
    [InlineData(5, 33, 1)]
    public void Both_forms_have_the_same_optimum(int rows, int features, double power)
    {
        RequireSameOptimum(Clouds.Problem(rows, features, classes: 3, spread: 1.5, seed: 11).Training!, power);
    }

    [Fact]
    public void Rows_that_repeat_cost_no_precision()
    {
        LabelledFeatures cloud = Clouds.Problem(rows: 24, features: 60, classes: 3, spread: 1.5, seed: 12).Training!;
        for (int i = 0; i < 24; i += 2)
        {
            cloud.Features.Row(i).CopyTo(cloud.Features.Row(i + 1));
        }

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

        RequireSameOptimum(cloud, 1);
    }

    [Theory]
    [InlineData(400, 3104, 5, true)]
    [InlineData(451, 1001, 5, true)]
    [InlineData(400, 300, 5, false)]
    [InlineData(2950, 3104, 5, false)]
    [InlineData(400, 3104, 2, false)]
    [InlineData(200, 3104, 2, true)]
    public void The_Gram_matrix_is_taken_where_it_pays(int rows, int columns, int classes, bool pays)
    {
        Assert.Equal(pays, Objective.GramPays(rows, columns, classes));
    }

    /// <summary>
    /// Along random directions, the product with the gradient is what the value changes by, and the preconditioner is
    /// symmetric and positive.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_are_those_of_the_value_and_the_preconditioner_is_symmetric(bool isGram)
    {
        var rows = new TrainingRows(Clouds.Problem(90, 130, classes: 4, spread: 1.5, seed: 18).Training!);
        Objective objective = Form(isGram, rows, Standardiser.Of(rows, 1));
        double[] point = Direction(objective, 1);
        objective.Prepare(0.05, 0.1);
        var gradient = new double[objective.Length];
        var other = new double[objective.Length];
        double step = isGram ? 1e-5 : 1e-2;
        for (int seed = 2; seed < 6; seed++)
        {
            double[] direction = Direction(objective, seed);
            objective.Evaluate(point, gradient);
            double expected = objective.Dot(gradient, direction);
            double change = objective.Evaluate(Sum(point, step, direction), other) - objective.Evaluate(Sum(point, -step, direction), other);
            Assert.Equal(expected, change / (2 * step), (isGram ? 1e-7 : 1e-3) * Math.Max(1, Math.Abs(expected)));

            double[] next = Direction(objective, seed + 1);
            double[] conditioned = [.. direction];
            double[] nextConditioned = [.. next];
            objective.Precondition(conditioned);
            objective.Precondition(nextConditioned);
            double product = objective.Dot(next, conditioned);
            Assert.Equal(product, objective.Dot(nextConditioned, direction), (isGram ? 1e-10 : 1e-4) * Math.Max(1, Math.Abs(product)));
            Assert.True(objective.Dot(direction, conditioned) > 0);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_preconditioner_halves_the_iterations(bool isGram)
    {
        LabelledFeatures cloud = Clouds.Problem(200, 300, classes: 4, spread: 1.5, seed: 21).Training!;
        Correlate(cloud.Features);
        var rows = new TrainingRows(cloud);
        Objective objective = Form(isGram, rows, Standardiser.Of(rows, 1));
        objective.Prepare(0.03, objective.Variance);
        int with = Iterations(objective);
        int without = Iterations(new Unconditioned(objective));
        Assert.True(2 * with <= without, $"{with} iterations with it, {without} without");

        static int Iterations(Objective objective)
        {
            int count = 0;
            new LbfgsMinimiser(1e-5, 1000).Minimise(objective, objective.Start(), _ => count++, default);
            return count;
        }
    }

    [Fact]
    public void A_path_of_strengths_ends_where_a_cold_start_does()
    {
        var rows = new TrainingRows(Clouds.Problem(80, 120, classes: 3, spread: 1.5, seed: 19).Training!);
        Objective objective = new GramObjective(rows, Standardiser.Of(rows, 1), 1);
        var minimiser = new LbfgsMinimiser(1e-8, 2000);
        var path = new SolutionPath();
        int warm = 0, cold = 0;
        foreach (double strength in new[] { 1, 0.3, 0.1, 0.03, 0.01 })
        {
            objective.Prepare(strength, objective.Variance);
            double[] found = minimiser.Minimise(objective, path.Guess(strength) ?? objective.Start(), _ => warm++, default);
            path.Add(strength, found);
            double[] expected = minimiser.Minimise(objective, objective.Start(), _ => cold++, default);
            Assert.Equal(0, Math.Sqrt(Norm(objective, Sum(found, -1, expected)) / Norm(objective, expected)), 1e-5);
        }

        Assert.True(warm < 0.8 * cold, $"{warm} iterations along the path, {cold} without it");
    }

    /// <summary>The second fit starts from the first: the same V, with new images that have no part in it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_start_from_fewer_images_is_the_same_layer(bool isGram)
    {
        LabelledFeatures cloud = Clouds.Problem(50, 70, classes: 3, spread: 1.5, seed: 20).Training!;
        var few = new TrainingRows(cloud);
        var all = new TrainingRows(cloud, cloud);
        Standardiser standardiser = Standardiser.Of(few, 1);
        Objective first = Form(isGram, few, standardiser);
        Objective second = Form(isGram, all, standardiser);
        double[] point = Optimum(first, 0.1);
        double[] start = second.Start(point, few.Count);
        Close.ToLargest(first.Fold(point).Weights.Values, second.Fold(start).Weights.Values, 1e-6, "weights");
        second.Prepare(0.1, second.Variance);
        second.Evaluate(start, new double[second.Length]);
        Assert.Equal(first.Judge(point).Logits, second.Judge(start).Logits.Take(150).ToArray(), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(second.Start(), second.Start(new double[5], 2));
    }

    [Fact]
    public void Features_made_anew_for_each_block_give_the_same_bits_as_kept_ones()
    {
        LabelledFeatures cloud = Clouds.Problem(rows: 700, features: 50, classes: 4, spread: 1.5, seed: 16).Training!;
        var rows = new TrainingRows(cloud, cloud);
        Standardiser standardiser = Standardiser.Of(rows, 1);
        Assert.Equal(
            Optimum(new PlainObjective(rows, standardiser, 1), 0.01),
            Optimum(new PlainObjective(rows, standardiser, 1, memoryBudget: 0), 0.01));
    }

    private static void RequireSameOptimum(LabelledFeatures data, double power)
    {
        var rows = new TrainingRows(data);
        Standardiser standardiser = Standardiser.Of(rows, 1).WithPower(power);
        foreach (double strength in new[] { 1, 0.03, 0.001, 1e-5 })
        {
            var plain = new PlainObjective(rows, standardiser, 1);
            var gram = new GramObjective(rows, standardiser, 1);
            TransposedLayer one = plain.Fold(Optimum(plain, strength));
            TransposedLayer other = gram.Fold(Optimum(gram, strength));
            double expected = Loss(one, data, standardiser, strength);
            double found = Loss(other, data, standardiser, strength);
            Assert.True(Math.Abs(found - expected) <= (strength < 1e-3 ? 1e-3 : 1e-5) * expected, $"λ {strength}: plain {expected:R}, Gram {found:R}");
        }
    }

    /// <summary>Features of networks go up and down together: most of their variance lies in a few directions.</summary>
    private static void Correlate(FeatureMatrix features)
    {
        const int Directions = 40;
        var random = new SeededRandom(22);
        double[][] directions = [.. Enumerable.Range(0, Directions).Select(_ => Enumerable.Range(0, features.Columns).Select(_ => random.Normal()).ToArray())];
        for (int i = 0; i < features.Rows; i++)
        {
            for (int j = 0; j < Directions; j++)
            {
                double amount = 8 * Math.Pow(0.9, j) * random.Normal();
                for (int d = 0; d < features.Columns; d++)
                {
                    features.Row(i)[d] += (float)(amount * directions[j][d]);
                }
            }
        }
    }

    private static Objective Form(bool isGram, TrainingRows rows, Standardiser standardiser) =>
        isGram ? new GramObjective(rows, standardiser, 1) : new PlainObjective(rows, standardiser, 1);

    private static double[] Optimum(Objective objective, double strength)
    {
        objective.Prepare(strength, objective.Variance);
        return new LbfgsMinimiser(1e-6, 2000).Minimise(objective, objective.Start(), _ => { }, default);
    }

    /// <summary>Some point or direction, made of gradients at random logits, so that A and F belong together.</summary>
    private static double[] Direction(Objective objective, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        double[] place = objective.Start();
        for (int i = 0; i < place.Length; i++)
        {
            place[i] = 0.1 * random.Normal();
        }

        objective.Prepare(0, 0.1);
        var gradient = new double[place.Length];
        objective.Evaluate(place, gradient);
        objective.Prepare(0.05, 0.1);
        return gradient;
    }

    private static double[] Sum(double[] a, double scale, double[] b) => [.. a.Zip(b, (x, y) => x + (scale * y))];

    private static double Norm(Objective objective, double[] point) => objective.Dot(point, point);

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

    /// <summary>The same objective with the unit matrix for a preconditioner.</summary>
    private sealed class Unconditioned(Objective inner) : Objective(inner.Rows, 1)
    {
        public override int Length => inner.Length;

        public override double Rounding => inner.Rounding;

        public override double[] Start(double[] point, int images) => inner.Start(point, images);

        public override double Evaluate(double[] point, double[] gradient) => inner.Evaluate(point, gradient);

        public override double Dot(double[] a, double[] b) => inner.Dot(a, b);

        public override void Precondition(double[] vector)
        {
        }

        public override BatchFigures Judge(double[] point) => inner.Judge(point);

        public override TransposedLayer Fold(double[] point) => inner.Fold(point);

        protected override void Adapt(double variance)
        {
        }
    }
}
