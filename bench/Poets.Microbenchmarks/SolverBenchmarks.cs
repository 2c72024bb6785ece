using BenchmarkDotNet.Attributes;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Lbfgs;
using Poets.Retraining.Training.Sgd;

namespace Poets.Microbenchmarks;

/// <summary>Training a layer of five classes on made-up bottlenecks, on one thread and on all.</summary>
public class SolverBenchmarks
{
    private const int Classes = 5;
    private TrainingProblem _problem = null!;

    /// <summary>Training images.</summary>
    [Params(400, 3000)]
    public int Images { get; set; }

    /// <summary>Features an image.</summary>
    [Params(1001)]
    public int Features { get; set; }

    /// <summary>Threads; 0 is one a core.</summary>
    [Params(1, 0)]
    public int Threads { get; set; }

    /// <summary>Makes the data.</summary>
    [GlobalSetup]
    public void Setup() => _problem = new TrainingProblem { Training = Make(Images), Validation = Make(Images / 8), Seed = 1, Threads = Threads };

    /// <summary>A hundred of retrain.py's steps.</summary>
    [Benchmark]
    public SoftmaxLayer Sgd100Steps() => new SgdSolver(new SgdOptions { Steps = 100 }).Train(_problem, new NullObserver(), CancellationToken.None);

    /// <summary>The convex optimum of one strength.</summary>
    [Benchmark]
    public SoftmaxLayer LbfgsOneStrength() => new LbfgsSolver(new LbfgsOptions { L2Grid = [0.1] }).Train(_problem, new NullObserver(), CancellationToken.None);

    private LabelledFeatures Make(int images)
    {
        var matrix = new FeatureMatrix(images, Features);
        int[] labels = [.. Enumerable.Range(0, images).Select(i => i % Classes)];
        var random = new Random(images);
        for (int i = 0; i < images; i++)
        {
            foreach (ref float value in matrix.Row(i))
            {
                value = (8 * random.NextSingle()) + labels[i];
            }
        }

        return new LabelledFeatures(matrix, labels, Classes);
    }
}
