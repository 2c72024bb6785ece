using Poets.Retraining.Evaluation;
using Poets.Retraining.Training;

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_does_not_depend_on_the_number_of_threads(bool convex)
    {
        SoftmaxLayer one = Train(threads: 1);
        SoftmaxLayer several = Train(threads: 3);
        Close.Exact(one.Weights, several.Weights, "weights");
        Close.Exact(one.Biases, several.Biases, "biases");

        SoftmaxLayer Train(int threads)
        {
            TrainingProblem problem = Clouds.Problem(rows: 500, features: 70, classes: 5, spread: 2, seed: 9, threads);
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
}
