using System.Globalization;
using Poets.Bench.Measuring;
using Poets.Bench.Reporting;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Lbfgs;
using Poets.Retraining.Training.Sgd;

namespace Poets.Bench.Sections;

/// <summary>Training the last layer from bottlenecks in memory: one thread and all.</summary>
internal sealed class SolversSection : ISection
{
    /// <inheritdoc/>
    public string Name => "solvers";

    /// <inheritdoc/>
    public string Description => "Training the last layer from bottlenecks in memory.";

    /// <inheritdoc/>
    public BenchTable Run(BenchSettings settings)
    {
        int all = Environment.ProcessorCount;
        var table = new BenchTable(Name, "solver", "bottlenecks", "training images", "features", "one thread ms", $"{all} threads ms", "one / all");
        foreach ((string origin, LabelledFeatures training, LabelledFeatures validation) in Sets())
        {
            (string Name, ISolver Solver)[] solvers =
            [
                ("Sgd, 500 steps", new SgdSolver(new SgdOptions { Steps = 500 })),
                ("Sgd, 4000 steps", new SgdSolver(new SgdOptions { Steps = 4000 })),
                ("Lbfgs", new LbfgsSolver(new LbfgsOptions())),
            ];
            foreach ((string name, ISolver solver) in solvers.Where(solver => settings.Wants(solver.Name)))
            {
                Burst[] bursts = settings.Pace.Alternate(Contender(1), Contender(all));
                table.Add(
                    name,
                    origin,
                    training.Count.ToString(CultureInfo.InvariantCulture),
                    training.Features.Columns.ToString(CultureInfo.InvariantCulture),
                    Figures.Short(bursts[0].Best),
                    Figures.Short(bursts[1].Best),
                    Figures.Ratio(bursts[0].Best, bursts[1].Best));
                Console.WriteLine(string.Join("  ", table.Rows[^1]));

                ActionContender Contender(int threads)
                {
                    var problem = new TrainingProblem { Training = training, Validation = validation, Seed = 1, Threads = threads };
                    return new ActionContender(() => solver.Train(problem, new NullObserver(), CancellationToken.None));
                }
            }
        }

        return table;
    }

    private static IEnumerable<(string Origin, LabelledFeatures Training, LabelledFeatures Validation)> Sets()
    {
        yield return BottleneckData.Flowers();
        yield return BottleneckData.MadeUp(502, 3104);
        yield return BottleneckData.MadeUp(3670, 3104);
    }
}
