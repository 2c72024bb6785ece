using System.Diagnostics;
using Poets.Retraining.Training.Kernels;
using Poets.Retraining.Training.Quantisation;

namespace Poets.Retraining.Training.Sgd;

/// <summary>
/// retrain.py's training (reference §6.1, §7.2, §7.3): truncated-normal weights, zero biases, gradient descent at a
/// constant rate on batches drawn class by class with replacement; seeded.
/// <para>Per step, with P = softmax(XW + b) and Y one-hot: W ← W − rate · Xᵀ(P − Y)/B, b ← b − rate · mean(P − Y).</para>
/// </summary>
public sealed class SgdSolver : ISolver
{
    private readonly SgdOptions _options;

    /// <summary>A solver with the given parameters.</summary>
    /// <exception cref="TrainingException">A parameter allows no training.</exception>
    public SgdSolver(SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.EvaluationInterval == 0)
        {
            throw new TrainingException("The evaluation interval is 0; give 1 or more steps.");
        }

        if (options.TrainBatchSize == 0 || options.ValidationBatchSize == 0)
        {
            throw new TrainingException("A batch size is 0; give a positive number, or -1 for all images.");
        }

        _options = options;
    }

    /// <inheritdoc/>
    public SoftmaxLayer Train(TrainingProblem problem, ITrainingObserver observer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(observer);
        long started = Stopwatch.GetTimestamp();
        TransposedLayer layer = InitialLayer(problem, _options.Quantise);
        var training = new TrainingBatches(problem, _options.TrainBatchSize);
        var validation = new ValidationBatches(problem, _options.ValidationBatchSize);

        // Batches that are made on the fly take all cores to make.
        using var descent = new SlicedDescent(layer, problem.Batches is null ? problem.Threads : 1);
        var best = new BestLayer(_options.Patience, _options.KeepBest);
        string ended = "all steps done";
        int step = 0;
        for (; step < _options.Steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            Batch batch = training.Next(step, cancel);
            descent.Evaluate(batch);
            ThrowIfDiverged(step, layer, batch);
            observer.OnStep(batch.View(step, layer));
            descent.Descend(batch, _options.LearningRate);
            if (problem.Batches is not null)
            {
                // The next batch takes the place of this one.
                descent.Settle();
            }

            bool last = step == _options.Steps - 1;
            if (step % _options.EvaluationInterval == 0 || last)
            {
                TrainingStep figures = Evaluate(step, layer, descent, batch, validation, observer);
                if (best.Offer(figures, layer))
                {
                    ended = $"no lower validation cross entropy in {_options.Patience} evaluations";
                    step++;
                    break;
                }
            }

            if (_options.SnapshotInterval > 0 && step > 0 && step % _options.SnapshotInterval == 0)
            {
                descent.Settle();
                observer.OnSnapshot(step, layer.ToLayer());
            }
        }

        (TransposedLayer kept, int keptStep) = best.Kept(layer, step - 1);
        observer.OnCompleted(new TrainingFacts { Solver = "Sgd", Steps = step, KeptStep = keptStep, Ended = ended, Duration = Stopwatch.GetElapsedTime(started) });
        return kept.ToLayer();
    }

    /// <summary>Weights from the normal distribution of deviation 0.001, redrawn beyond two deviations; biases zero.</summary>
    private static TransposedLayer InitialLayer(TrainingProblem problem, bool quantise)
    {
        var layer = new TransposedLayer(problem.FeatureCount, problem.ClassCount) { Quantisation = quantise ? new LayerQuantisation() : null };
        var random = new SeededRandom(problem.Seed, RandomStreams.InitialWeights);
        for (int k = 0; k < layer.ClassCount; k++)
        {
            foreach (ref float weight in layer.Weights.Row(k))
            {
                double draw = random.Normal();
                while (Math.Abs(draw) > 2)
                {
                    draw = random.Normal();
                }

                weight = (float)(0.001 * draw);
            }
        }

        return layer;
    }

    private static TrainingStep Evaluate(int step, TransposedLayer layer, SlicedDescent descent, Batch batch, ValidationBatches validation, ITrainingObserver observer)
    {
        descent.Evaluate(batch);
        Batch? judged = validation.Next();
        if (judged is null)
        {
            var unjudged = new TrainingStep(step, batch.Accuracy, batch.CrossEntropy, double.NaN, double.NaN, 0);
            observer.OnEvaluation(unjudged, default);
            return unjudged;
        }

        descent.Evaluate(judged);
        ThrowIfDiverged(step, layer, judged);
        var figures = new TrainingStep(step, batch.Accuracy, batch.CrossEntropy, judged.Accuracy, judged.CrossEntropy, judged.Count);
        observer.OnEvaluation(figures, judged.View(step, layer));
        return figures;
    }

    /// <summary>As the scripts' histogram summaries do: any NaN or infinity ends the run (reference §8.4).</summary>
    private static void ThrowIfDiverged(int step, TransposedLayer layer, Batch batch)
    {
        string? where = NotFinite(layer.Weights.Values, "weights/summaries/histogram")
            ?? NotFinite(layer.Biases, "biases/summaries/histogram")
            ?? NotFinite(batch.Logits, "Wx_plus_b/pre_activations")
            ?? NotFinite(batch.Probabilities, "activations");
        if (where is not null)
        {
            throw new TrainingException($"{where} at step {step}: training diverged; try a lower learning rate.");
        }
    }

    private static string? NotFinite(ReadOnlySpan<float> values, string name)
    {
        int index = FiniteKernel.FirstNotFinite(values);
        return index < 0 ? null : $"{(float.IsNaN(values[index]) ? "Nan" : "Infinity")} in summary histogram for: {name}";
    }
}
