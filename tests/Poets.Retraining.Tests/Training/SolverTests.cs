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
        SoftmaxLayer convex = new LbfgsSolver(new LbfgsOptions()).Train(problem, new NullObserver(), default);
        SoftmaxLayer descended = new SgdSolver(new SgdOptions { Steps = 2000 }).Train(problem, new NullObserver(), default);
        double ours = Evaluator.Evaluate(convex, problem.Validation!, ["a", "b", "c"]).CrossEntropy;
        double theirs = Evaluator.Evaluate(descended, problem.Validation!, ["a", "b", "c"]).CrossEntropy;
        Assert.True(ours <= theirs, $"Lbfgs {ours}, Sgd {theirs}");
    }
}
