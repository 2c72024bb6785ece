using Poets.Retraining.Evaluation;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Tests.Evaluation;

public sealed class EvaluationTests
{
    private static readonly string[] s_labels = ["a", "b", "c"];

    [Fact]
    public void Figures_follow_from_the_counts()
    {
        var confusion = new ConfusionMatrix(s_labels, new[,] { { 3, 1, 0 }, { 0, 2, 0 }, { 0, 0, 0 } });
        Assert.Equal((5, 6), (confusion.Correct, confusion.Count));
        Assert.Equal(5.0 / 6, confusion.Accuracy);
        Assert.Equal(0.75, confusion.Classes[0].Recall);
        Assert.Equal(1, confusion.Classes[0].Precision);
        Assert.Equal(2.0 / 3, confusion.Classes[1].Precision, 12);
        Assert.Equal(0.8, confusion.Classes[1].F1, 12);
        Assert.True(double.IsNaN(confusion.Classes[2].Recall));
    }

    [Fact]
    public void Counts_must_be_square() => Assert.Throws<ArgumentException>(() => new ConfusionMatrix(s_labels, new int[3, 2]));

    /// <summary>The layer copies its three features, so that what is expected can be seen in the rows.</summary>
    [Fact]
    public void Wrong_answers_are_listed_in_order_and_ties_go_to_the_lower_class()
    {
        var layer = new SoftmaxLayer(3, [1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0]);
        var data = new LabelledFeatures(FeatureMatrix.FromRows([[5, 0, 0], [0, 4, 0], [1, 1, 0], [0, 0, 9]]), [0, 2, 1, 2], 3);
        EvaluationResult result = Evaluator.Evaluate(layer, data, s_labels);
        Assert.Equal(0.5, result.Accuracy);
        Assert.Equal([1, 2], result.Misclassified.Select(wrong => wrong.Row));
        Assert.Equal((2, 1), (result.Misclassified[0].Actual, result.Misclassified[0].Predicted));
        Assert.Equal(0, result.Misclassified[1].Predicted);
        double[][] rows = [[5, 0, 0], [0, 4, 0], [1, 1, 0], [0, 0, 9]];
        double expected = rows.Zip(data.Labels, (row, label) => Math.Log(row.Sum(Math.Exp)) - row[label]).Average();
        Assert.Equal(expected, result.CrossEntropy, 5);
        Assert.Equal(1, result.Confusion[2, 1]);
    }

    [Fact]
    public void A_sample_is_of_the_size_asked_for_and_follows_from_the_seed()
    {
        var layer = new SoftmaxLayer(1, [1, -1], [0, 0]);
        var data = new LabelledFeatures(FeatureMatrix.FromRows([[1], [-1], [2]]), [0, 1, 1], 2);
        EvaluationResult first = Evaluator.EvaluateSample(layer, data, ["a", "b"], 50, seed: 3);
        Assert.Equal(50, first.Count);
        Assert.Equal(first.Accuracy, Evaluator.EvaluateSample(layer, data, ["a", "b"], 50, seed: 3).Accuracy);
    }

    [Fact]
    public void Features_of_another_network_are_refused()
    {
        var layer = new SoftmaxLayer(2, [1, 0, 0, 1], [0, 0]);
        var data = new LabelledFeatures(FeatureMatrix.FromRows([[1, 2, 3]]), [0], 2);
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(layer, data, ["a", "b"]));
    }
}
