using Poets.Retraining.Evaluation;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Lbfgs;
using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Tests.Training;

public sealed class SolverTests
{
    [Fact]
    public void Sgd_learns_three_clouds()
    {
        TrainingProblem problem = Clouds.Problem(rows: 300, features: 40, classes: 3, spread: 0.5, seed: 5);
        SoftmaxLayer layer = new SgdSolver(new SgdOptions { Steps = 300 }).Train(problem, new NullObserver(), default);
        EvaluationResult result = Evaluator.Evaluate(layer, problem.Validation!, ["a", "b", "c"]);
        Assert.True(result.Accuracy > 0.95, $"accuracy {result.Accuracy}");
    }

    [Fact]
    public void Lbfgs_validates_at_least_as_well_as_Sgd()
    {
        TrainingProblem problem = Clouds.Problem(rows: 300, features: 40, classes: 3, spread: 2, seed: 6);
        SoftmaxLayer convex = new LbfgsSolver(new LbfgsOptions { RefitsOnAll = false }).Train(problem, new NullObserver(), default);
        SoftmaxLayer descended = new SgdSolver(new SgdOptions { Steps = 2000 }).Train(problem, new NullObserver(), default);
        double ours = Evaluator.Evaluate(convex, problem.Validation!, ["a", "b", "c"]).CrossEntropy;
        double theirs = Evaluator.Evaluate(descended, problem.Validation!, ["a", "b", "c"]).CrossEntropy;
        Assert.True(ours <= theirs, $"Lbfgs {ours}, Sgd {theirs}");
    }

    [Fact]
    public void Lbfgs_fits_the_chosen_strength_once_more_to_all_images()
    {
        TrainingProblem problem = Clouds.Problem(rows: 120, features: 20, classes: 3, spread: 1, seed: 8);
        var options = new LbfgsOptions { L2Grid = [0.1], Powers = [1], Tolerance = 1e-7 };
        SoftmaxLayer refitted = new LbfgsSolver(options).Train(problem, new NullObserver(), default);
        SoftmaxLayer selected = new LbfgsSolver(options with { RefitsOnAll = false }).Train(problem, new NullObserver(), default);
        SoftmaxLayer whole = new LbfgsSolver(options).Train(new TrainingProblem { Training = problem.Training!.And(problem.Validation!) }, new NullObserver(), default);
        Close.ToLargest(whole.Weights, refitted.Weights, 1e-4, "weights");
        Assert.True(Difference(whole.Weights, selected.Weights) > 0.01, "the validation images made no difference");
    }

    /// <summary>Features of one slice, of two and of four.</summary>
    [Theory]
    [InlineData(false, 70)]
    [InlineData(false, 1001)]
    [InlineData(false, 1700)]
    [InlineData(true, 70)]
    public void Training_does_not_depend_on_the_number_of_threads(bool convex, int features)
    {
        SoftmaxLayer one = Train(threads: 1);
        SoftmaxLayer several = Train(threads: 3);
        Close.Exact(one.Weights, several.Weights, "weights");
        Close.Exact(one.Biases, several.Biases, "biases");

        SoftmaxLayer Train(int threads)
        {
            TrainingProblem problem = Clouds.Problem(rows: 500, features, classes: 5, spread: 2, seed: 9, threads);
            ISolver solver = convex ? new LbfgsSolver(new LbfgsOptions { L2Grid = [0.3, 0.1] }) : new SgdSolver(new SgdOptions { Steps = 30 });
            return solver.Train(problem, new NullObserver(), default);
        }
    }

    private static double Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        }

        return largest;
    }

    /// <summary>retrain.py's formulas in float64 on the whole set, step for step.</summary>
    [Theory]
    [InlineData(24, 5, 0.1f)]
    [InlineData(270, 530, 0.01f)]
    public void Sgd_follows_the_formulas(int rows, int features, float rate)
    {
        TrainingProblem problem = Clouds.Problem(rows, features, classes: 3, spread: 1, seed: 9);
        SoftmaxLayer start = new SgdSolver(new SgdOptions { Steps = 0 }).Train(problem, new NullObserver(), default);
        SoftmaxLayer found = new SgdSolver(new SgdOptions { Steps = 50, TrainBatchSize = -1, LearningRate = rate }).Train(problem, new NullObserver(), default);
        double[] w = Array.ConvertAll(start.Weights, value => (double)value);
        var b = new double[3];
        LabelledFeatures data = problem.Training!;
        for (int step = 0; step < 50; step++)
        {
            var dw = new double[w.Length];
            var db = new double[3];
            for (int i = 0; i < data.Count; i++)
            {
                float[] x = data.Features.Row(i).ToArray();
                double[] e = [.. Enumerable.Range(0, 3).Select(k => Math.Exp(b[k] + x.Select((value, d) => value * w[(d * 3) + k]).Sum()))];
                for (int k = 0; k < 3; k++)
                {
                    double difference = (e[k] / e.Sum()) - (data.Labels[i] == k ? 1 : 0);
                    db[k] += difference / data.Count;
                    for (int d = 0; d < features; d++)
                    {
                        dw[(d * 3) + k] += x[d] * difference / data.Count;
                    }
                }
            }

            w = [.. w.Zip(dw, (value, slope) => value - (rate * slope))];
            b = [.. b.Zip(db, (value, slope) => value - (rate * slope))];
        }

        Close.ToLargest(Array.ConvertAll(w, value => (float)value), found.Weights, 1e-5, "weights");
        Close.ToLargest(Array.ConvertAll(b, value => (float)value), found.Biases, 1e-5, "biases");
    }

    [Fact]
    public void Initial_weights_are_a_truncated_normal_of_deviation_0_001()
    {
        TrainingProblem problem = Clouds.Problem(rows: 10, features: 2000, classes: 5, spread: 1, seed: 4);
        SoftmaxLayer layer = new SgdSolver(new SgdOptions { Steps = 0 }).Train(problem, new NullObserver(), default);
        Assert.True(layer.Weights.All(weight => Math.Abs(weight) <= 0.002f));
        Assert.InRange(Math.Sqrt(layer.Weights.Average(weight => (double)weight * weight)), 0.00085, 0.00091);
        Assert.All(layer.Biases, bias => Assert.Equal(0, bias));
    }

    [Fact]
    public void Divergence_ends_the_run_and_names_the_summary()
    {
        TrainingProblem problem = Clouds.Problem(rows: 30, features: 20, classes: 3, spread: 1, seed: 1);
        var error = Assert.Throws<TrainingException>(() => new SgdSolver(new SgdOptions { LearningRate = float.MaxValue }).Train(problem, new NullObserver(), default));
        Assert.Contains("in summary histogram for: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluations_come_at_multiples_and_at_the_last_step_and_patience_ends_early()
    {
        TrainingProblem problem = Clouds.Problem(rows: 60, features: 10, classes: 3, spread: 3, seed: 1);
        var watch = new Watch();
        new SgdSolver(new SgdOptions { Steps = 26, EvaluationInterval = 10, SnapshotInterval = 12 }).Train(problem, watch, default);
        Assert.Equal([0, 10, 20, 25], watch.Evaluations.Select(step => step.Step));
        Assert.Equal([12, 24], watch.Snapshots);
        Assert.All(watch.Evaluations, step => Assert.Equal(100, step.ValidationCount));

        var patient = new Watch();
        SoftmaxLayer kept = new SgdSolver(new SgdOptions { Steps = 20000, LearningRate = 1, Patience = 5, KeepBest = true, ValidationBatchSize = -1 }).Train(problem, patient, default);
        Assert.True(patient.Facts!.Steps < 20000, patient.Facts.Ended);
        TrainingStep best = patient.Evaluations.MinBy(step => step.ValidationCrossEntropy)!;
        Assert.Equal(best.Step, patient.Facts.KeptStep);
        Assert.Equal(best.ValidationCrossEntropy, Evaluator.Evaluate(kept, problem.Validation!, ["a", "b", "c"]).CrossEntropy, 6);
    }

    /// <summary>The weights that observers see are those that the figures beside them come from, whatever is put off inside.</summary>
    [Fact]
    public void Steps_snapshots_and_the_result_show_the_weights_after_each_step()
    {
        TrainingProblem problem = Clouds.Problem(rows: 60, features: 600, classes: 3, spread: 3, seed: 1);
        var watch = new Weights();
        SoftmaxLayer last = new SgdSolver(new SgdOptions { Steps = 8, EvaluationInterval = 5, SnapshotInterval = 3 }).Train(problem, watch, default);
        for (int step = 0; step < 8; step++)
        {
            SoftmaxLayer until = new SgdSolver(new SgdOptions { Steps = step }).Train(problem, new NullObserver(), default);
            Assert.Equal(until.Weights.Order(), watch.Steps[step].Order());
        }

        Close.Exact(new SgdSolver(new SgdOptions { Steps = 4 }).Train(problem, new NullObserver(), default).Weights, watch.Snapshots[3].Weights, "snapshot");
        Close.Exact(new SgdSolver(new SgdOptions { Steps = 8, EvaluationInterval = 1 }).Train(problem, new NullObserver(), default).Weights, last.Weights, "result");
    }

    [Fact]
    public void Classes_are_drawn_evenly_and_empty_ones_never()
    {
        int[] labels = [.. Enumerable.Repeat(0, 500), .. Enumerable.Repeat(2, 5)];
        var sampler = new BalancedSampler(labels, 3, new SeededRandom(1));
        (int Class, int Row)[] draws = [.. Enumerable.Range(0, 20000).Select(_ => sampler.Next())];
        Assert.InRange(draws.Count(draw => draw.Class == 0), 9700, 10300);
        Assert.DoesNotContain(draws, draw => draw.Class == 1);
        Assert.All(draws, draw => Assert.Equal(draw.Class, labels[draw.Row]));
        Assert.Equal(5, draws.Where(draw => draw.Class == 2).Select(draw => draw.Row).Distinct().Count());
    }

    /// <summary>A constant feature, one far from zero, and features of very different sizes.</summary>
    [Fact]
    public void Lbfgs_bears_constant_and_badly_scaled_features()
    {
        TrainingProblem plain = Clouds.Problem(rows: 200, features: 8, classes: 3, spread: 0.4, seed: 8);
        foreach (LabelledFeatures set in new[] { plain.Training!, plain.Validation! })
        {
            for (int i = 0; i < set.Count; i++)
            {
                Span<float> row = set.Features.Row(i);
                row[0] = 6;
                row[1] += 1000;
                row[2] *= 1e-4f;
                row[3] *= 1e4f;
            }
        }

        SoftmaxLayer layer = new LbfgsSolver(new LbfgsOptions()).Train(plain, new NullObserver(), default);
        Assert.Equal(-1, Array.FindIndex(layer.Weights, weight => !float.IsFinite(weight)));
        Assert.True(Evaluator.Evaluate(layer, plain.Validation!, ["a", "b", "c"]).Accuracy > 0.8);
        Assert.All(Enumerable.Range(0, 3), k => Assert.Equal(0, layer.Weights[k]));
    }

    [Fact]
    public void Lbfgs_trains_without_validation_images_and_refuses_distorted_batches()
    {
        TrainingProblem whole = Clouds.Problem(rows: 90, features: 8, classes: 3, spread: 0.5, seed: 8);
        var watch = new Watch();
        SoftmaxLayer layer = new LbfgsSolver(new LbfgsOptions()).Train(new TrainingProblem { Training = whole.Training }, watch, default);
        Assert.True(Evaluator.Evaluate(layer, whole.Training!, ["a", "b", "c"]).Accuracy > 0.9);
        Assert.Equal(0.1, watch.Facts!.L2);
        Assert.Throws<TrainingException>(() => new LbfgsSolver(new LbfgsOptions()).Train(new TrainingProblem(), new NullObserver(), default));
    }

    [Fact]
    public void Cancelling_stops_both_solvers()
    {
        TrainingProblem problem = Clouds.Problem(rows: 30, features: 8, classes: 3, spread: 1, seed: 8);
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => new SgdSolver(new SgdOptions()).Train(problem, new NullObserver(), cancelled));
        Assert.Throws<OperationCanceledException>(() => new LbfgsSolver(new LbfgsOptions()).Train(problem, new NullObserver(), cancelled));
    }

    private sealed class Weights : ITrainingObserver
    {
        public List<float[]> Steps { get; } = [];

        public Dictionary<int, SoftmaxLayer> Snapshots { get; } = [];

        public void OnStep(in BatchView batch) => Steps.Add(batch.Weights.ToArray());

        public void OnEvaluation(TrainingStep step, in BatchView validation)
        {
        }

        public void OnSnapshot(int step, SoftmaxLayer layer) => Snapshots.Add(step, layer);

        public void OnCompleted(TrainingFacts facts)
        {
        }
    }

    private sealed class Watch : ITrainingObserver
    {
        public List<TrainingStep> Evaluations { get; } = [];

        public List<int> Snapshots { get; } = [];

        public TrainingFacts? Facts { get; private set; }

        public void OnStep(in BatchView batch)
        {
        }

        public void OnEvaluation(TrainingStep step, in BatchView validation) => Evaluations.Add(step);

        public void OnSnapshot(int step, SoftmaxLayer layer) => Snapshots.Add(step);

        public void OnCompleted(TrainingFacts facts) => Facts = facts;
    }
}
