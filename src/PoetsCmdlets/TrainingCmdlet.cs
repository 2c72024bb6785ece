using System.Management.Automation;
using System.Runtime.CompilerServices;
using Poets.Retraining;

namespace PoetsCmdlets;

/// <summary>A cmdlet that trains a layer: the solver, its numbers, the split and the distortions.</summary>
public abstract class TrainingCmdlet : NetworkCmdlet
{
    // In a box: see the remarks of Hosting.ModuleInitializer.
    private readonly StrongBox<SolverKind?> _solver = new();

    /// <summary>
    /// How the layer is trained: Lbfgs finds the optimum of the regularised layer; Sgd is retrain.py's algorithm, seeded.
    /// Distortions need Sgd.
    /// </summary>
    /// <value>Lbfgs, with distortions Sgd</value>
    [Parameter]
    public SolverKind? Solver
    {
        get => _solver.Value;
        set => _solver.Value = value;
    }

    /// <summary>Everything random follows from it: the same seed, the same graph.</summary>
    /// <value>0</value>
    [Parameter]
    public int Seed { get; set; }

    /// <summary>Training steps of -Solver Sgd.</summary>
    /// <value>4000</value>
    [Parameter]
    [Alias("how_many_training_steps", "HowManyTrainingSteps")]
    [ValidateRange(0, int.MaxValue)]
    public int Steps { get; set; } = 4000;

    /// <summary>Learning rate of -Solver Sgd.</summary>
    /// <value>0.01</value>
    [Parameter]
    [Alias("learning_rate")]
    [ValidateRange(1e-12, 1e6)]
    public double LearningRate { get; set; } = 0.01;

    /// <summary>Share of photos, in percent, that the final accuracy is measured on.</summary>
    /// <value>10</value>
    [Parameter]
    [Alias("testing_percentage")]
    [ValidateRange(0, 100)]
    public int TestingPercentage { get; set; } = 10;

    /// <summary>Share of photos, in percent, that choose hyper-parameters and are looked at while training.</summary>
    /// <value>10</value>
    [Parameter]
    [Alias("validation_percentage")]
    [ValidateRange(0, 100)]
    public int ValidationPercentage { get; set; } = 10;

    /// <summary>Every how many steps of -Solver Sgd accuracies are reported.</summary>
    /// <value>10</value>
    [Parameter]
    [Alias("eval_step_interval")]
    [ValidateRange(1, int.MaxValue)]
    public int EvalStepInterval { get; set; } = 10;

    /// <summary>Photos a step of -Solver Sgd; -1 is all training photos.</summary>
    /// <value>100</value>
    [Parameter]
    [Alias("train_batch_size")]
    [ValidateRange(-1, int.MaxValue)]
    public int TrainBatchSize { get; set; } = 100;

    /// <summary>Photos of the final test; -1 is all of them.</summary>
    /// <value>-1</value>
    [Parameter]
    [Alias("test_batch_size")]
    [ValidateRange(-1, int.MaxValue)]
    public int TestBatchSize { get; set; } = -1;

    /// <summary>Photos of each evaluation of -Solver Sgd; -1 is all of them.</summary>
    /// <value>100</value>
    [Parameter]
    [Alias("validation_batch_size")]
    [ValidateRange(-1, int.MaxValue)]
    public int ValidationBatchSize { get; set; } = 100;

    /// <summary>Has -Solver Sgd stop when the validation set has not improved for so many evaluations; 0 never stops early.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int EarlyStoppingPatience { get; set; }

    /// <summary>Has -Solver Sgd keep the weights of the best evaluation in place of the last.</summary>
    [Parameter]
    public SwitchParameter KeepBestOnValidation { get; set; }

    /// <summary>The L2 strengths that -Solver Lbfgs tries, and chooses from on the validation set. Without it, its own grid.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] L2Grid { get; set; } = [];

    /// <summary>Mirrors training photos at random. Like every distortion, it computes bottlenecks anew in each step.</summary>
    [Parameter]
    [Alias("flip_left_right")]
    public SwitchParameter FlipLeftRight { get; set; }

    /// <summary>Margin, in percent, that is cropped away from training photos at random.</summary>
    /// <value>0</value>
    [Parameter]
    [Alias("random_crop")]
    [ValidateRange(0, 99)]
    public int RandomCrop { get; set; }

    /// <summary>Percent by which training photos are zoomed at random.</summary>
    /// <value>0</value>
    [Parameter]
    [Alias("random_scale")]
    [ValidateRange(0, 1000)]
    public int RandomScale { get; set; }

    /// <summary>Percent by which the pixels of training photos are multiplied up or down at random.</summary>
    /// <value>0</value>
    [Parameter]
    [Alias("random_brightness")]
    [ValidateRange(0, 1000)]
    public int RandomBrightness { get; set; }

    /// <summary>Options with what this class's parameters say.</summary>
    private protected RetrainOptions WithTraining(RetrainOptions options) => options with
    {
        Solver = Solver,
        Seed = Seed,
        Steps = Steps,
        LearningRate = LearningRate,
        TestingPercentage = TestingPercentage,
        ValidationPercentage = ValidationPercentage,
        EvalStepInterval = EvalStepInterval,
        TrainBatchSize = TrainBatchSize,
        TestBatchSize = TestBatchSize,
        ValidationBatchSize = ValidationBatchSize,
        EarlyStoppingPatience = EarlyStoppingPatience,
        KeepBestOnValidation = KeepBestOnValidation,
        L2Grid = L2Grid,
        FlipLeftRight = FlipLeftRight,
        RandomCrop = RandomCrop,
        RandomScale = RandomScale,
        RandomBrightness = RandomBrightness,
    };
}
