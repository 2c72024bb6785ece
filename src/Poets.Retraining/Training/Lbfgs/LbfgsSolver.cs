using System.Diagnostics;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>
/// The convex optimum of the same layer: minimises mean cross entropy + λ/2 · ‖V‖² over features centred by the training
/// set's mean and divided by a power of its deviation (biases free), for each power and each λ of a grid from the
/// strongest on, each starting from where the ones before point; the pair with the lowest validation cross entropy wins, is
/// fitted once more to training and validation images together, and its V and biases are folded back into plain weights
/// and biases. The testing images are never seen. Nothing in it is random.
/// </summary>
public sealed class LbfgsSolver : ISolver
{
    /// <summary>Weaker strengths are not tried any more after so many in a row that validate worse.</summary>
    private const int WorseInARow = 2;

    private const int EvaluationInterval = 10;

    private readonly LbfgsOptions _options;

    /// <summary>A solver with the given parameters.</summary>
    /// <exception cref="TrainingException">A parameter allows no training.</exception>
    public LbfgsSolver(LbfgsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.L2Grid.Count == 0 || options.L2Grid.Any(strength => !(strength > 0) || !double.IsFinite(strength)))
        {
            throw new TrainingException("The L2 strengths must be one or more positive numbers.");
        }

        if (options.Powers.Count == 0 || options.Powers.Any(power => !double.IsFinite(power)))
        {
            throw new TrainingException("The powers of the deviation must be one or more finite numbers.");
        }

        if (!(options.Tolerance > 0) || options.MaximumIterations < 1)
        {
            throw new TrainingException("The tolerance and the number of iterations must be positive.");
        }

        _options = options;
    }

    /// <inheritdoc/>
    public SoftmaxLayer Train(TrainingProblem problem, ITrainingObserver observer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(observer);
        if (problem.Batches is not null || problem.Training is not { Count: > 0 } training)
        {
            throw new TrainingException(problem.Batches is not null
                ? "Distorted images change from step to step, so there is no optimum to find; choose the Sgd solver for distortions."
                : "There are no training images; lower the validation and testing percentages or add images.");
        }

        return new Run(this, problem, training, observer, cancel).Train();
    }

    /// <summary>One training run's state.</summary>
    private sealed class Run(LbfgsSolver solver, TrainingProblem problem, LabelledFeatures training, ITrainingObserver observer, CancellationToken cancel)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly TrainingRows _rows = new(training);
        private readonly List<(double L2, double CrossEntropy, double Accuracy)> _tried = [];
        private readonly Batch? _validation = WholeSet(problem.Validation);
        private Objective? _objective;
        private Choice? _chosen;
        private int _iterations;

        public SoftmaxLayer Train()
        {
            Standardiser measured = Standardiser.Of(_rows, problem.Threads);
            foreach (double power in _validation is null ? [1] : solver._options.Powers)
            {
                Try(power, measured.WithPower(power));
            }

            TransposedLayer layer = _validation is not null && solver._options.RefitsOnAll ? Refit(_chosen!) : _chosen!.Layer;
            observer.OnCompleted(new TrainingFacts
            {
                Solver = "Lbfgs",
                Steps = _iterations,
                KeptStep = _chosen!.Iteration,
                Ended = _validation is null ? "converged; without validation images the middle L2 strength was taken" : "converged for each L2 strength",
                L2 = _chosen.L2,
                Power = _chosen.Power,
                Tried = _tried,
                Selected = _validation is not null && solver._options.RefitsOnAll ? (_chosen.CrossEntropy, _chosen.Accuracy) : null,
                Duration = Stopwatch.GetElapsedTime(_started),
            });
            return layer.ToLayer();
        }

        private void Try(double power, Standardiser standardiser)
        {
            _objective = null;
            _objective = Objective.Of(_rows, standardiser, problem.Threads);
            var minimiser = new LbfgsMinimiser(solver._options.Tolerance, solver._options.MaximumIterations);
            var path = new SolutionPath();
            double best = double.PositiveInfinity;
            int worse = 0;
            foreach (double strength in Strengths())
            {
                _objective.Prepare(strength, _objective.Variance);
                double[] point = minimiser.Minimise(_objective, path.Guess(strength) ?? _objective.Start(), Report, cancel);
                path.Add(strength, point);
                (TransposedLayer layer, double crossEntropy, double accuracy) = Finish(point);
                _tried.Add((strength, crossEntropy, accuracy));
                if (_chosen is null || crossEntropy < _chosen.CrossEntropy)
                {
                    _chosen = new Choice(power, strength, crossEntropy, accuracy, _iterations, layer, point, _objective.Variance);
                }

                (best, worse) = crossEntropy < best ? (crossEntropy, 0) : (best, worse + 1);
                if (worse == WorseInARow)
                {
                    break;
                }
            }
        }

        // The validation images have done their work once power and strength are chosen, so the layer learns from them too.
        private TransposedLayer Refit(Choice choice)
        {
            var all = new TrainingRows(training, problem.Validation!);
            Standardiser standardiser = Standardiser.Of(all, problem.Threads).WithPower(choice.Power);
            var objective = Objective.Of(all, standardiser, problem.Threads);
            double[] start = objective.Start(choice.Point, training.Count);
            objective.Prepare(choice.L2, choice.Variance);
            return objective.Fold(new LbfgsMinimiser(solver._options.Tolerance, solver._options.MaximumIterations).Minimise(objective, start, _ => { }, cancel));
        }

        private double[] Strengths()
        {
            // Without LINQ, whose methods for numbers would all have to be compiled for this.
            double[] descending = [.. solver._options.L2Grid];
            Array.Sort(descending);
            Array.Reverse(descending);
            return _validation is null ? [descending[descending.Length / 2]] : descending;
        }

        private void Report(double[] point)
        {
            _iterations++;
            if (_iterations % EvaluationInterval == 0)
            {
                Evaluate(point);
            }
        }

        private (TransposedLayer Layer, double CrossEntropy, double Accuracy) Finish(double[] point)
        {
            TransposedLayer layer = Evaluate(point);
            return (layer, _validation?.CrossEntropy ?? double.NaN, _validation?.Accuracy ?? double.NaN);
        }

        private TransposedLayer Evaluate(double[] point)
        {
            TransposedLayer layer = _objective!.Fold(point);
            BatchFigures whole = _objective.Judge(point);
            observer.OnStep(whole.View(_iterations, layer));
            if (_validation is null)
            {
                observer.OnEvaluation(new TrainingStep(_iterations, whole.Accuracy, whole.CrossEntropy, double.NaN, double.NaN, 0), default);
                return layer;
            }

            _validation.Evaluate(layer);
            var figures = new TrainingStep(_iterations, whole.Accuracy, whole.CrossEntropy, _validation.Accuracy, _validation.CrossEntropy, _validation.Count);
            observer.OnEvaluation(figures, _validation.View(_iterations, layer));
            return layer;
        }

        private sealed record Choice(double Power, double L2, double CrossEntropy, double Accuracy, int Iteration, TransposedLayer Layer, double[] Point, double Variance);

        private static Batch? WholeSet(LabelledFeatures? set)
        {
            if (set is not { Count: > 0 })
            {
                return null;
            }

            var batch = new Batch(set.Features, set.Count, set.ClassCount);
            batch.TakeRowsInOrder();
            set.Labels.CopyTo(batch.Labels, 0);
            return batch;
        }
    }
}
