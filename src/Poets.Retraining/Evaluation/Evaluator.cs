using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;
using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Evaluation;

/// <summary>Judges a layer on labelled bottlenecks.</summary>
public static class Evaluator
{
    /// <summary>Every row once, in order: retrain.py's test evaluation with batch size -1.</summary>
    /// <exception cref="ArgumentException">The features or labels are not the layer's.</exception>
    public static EvaluationResult Evaluate(SoftmaxLayer layer, LabelledFeatures data, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Evaluate(layer, data, labels, [.. Enumerable.Range(0, data.Count)]);
    }

    /// <summary>Rows drawn as retrain.py draws a positive test batch: class by class with replacement (reference §7.2).</summary>
    /// <exception cref="TrainingException">There is no row to draw.</exception>
    public static EvaluationResult EvaluateSample(SoftmaxLayer layer, LabelledFeatures data, IReadOnlyList<string> labels, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var sampler = new BalancedSampler(data.Labels, data.ClassCount, new SeededRandom(seed, RandomStreams.TestBatches));
        return Evaluate(layer, data, labels, [.. Enumerable.Range(0, count).Select(_ => sampler.Next().Row)]);
    }

    private static EvaluationResult Evaluate(SoftmaxLayer layer, LabelledFeatures data, IReadOnlyList<string> labels, int[] rows)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != layer.ClassCount || data.ClassCount != layer.ClassCount)
        {
            throw new ArgumentException($"The layer has {layer.ClassCount} classes, the data {data.ClassCount} and the names {labels.Count}; they must agree.", nameof(labels));
        }

        if (data.Features.Columns != layer.FeatureCount)
        {
            throw new ArgumentException($"This layer takes {layer.FeatureCount} features an image, not {data.Features.Columns}; it was trained on another network's bottlenecks.", nameof(data));
        }

        int classes = layer.ClassCount;
        var batch = new Batch(data.Features, rows.Length, classes);
        rows.CopyTo(batch.Rows, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            batch.Labels[i] = data.Labels[rows[i]];
        }

        batch.Evaluate(new TransposedLayer(layer));
        var counts = new int[classes, classes];
        var wrong = new List<Misclassification>();
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> probabilities = batch.Probabilities.AsSpan(i * classes, classes);
            int actual = batch.Labels[i];
            int predicted = SoftmaxKernel.ArgMax(probabilities);
            counts[actual, predicted]++;
            if (predicted != actual)
            {
                wrong.Add(new Misclassification(rows[i], actual, predicted, probabilities[predicted], probabilities[actual]));
            }
        }

        return new EvaluationResult(batch.Accuracy, rows.Length, batch.CrossEntropy, new ConfusionMatrix(labels, counts), wrong);
    }
}
