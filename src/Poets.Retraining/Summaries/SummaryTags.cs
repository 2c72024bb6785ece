namespace Poets.Retraining.Summaries;

/// <summary>The 14 tags of retrain.py's summaries, in the order of one merged summary (reference §8.2).</summary>
public sealed record SummaryTags
{
    /// <summary>Tags under a scope.</summary>
    /// <param name="root"><c>final_training_ops</c> for the codelab's script, <c>final_retrain_ops</c> for the Hub's.</param>
    /// <param name="sinceTensorFlow19">
    /// Whether means and extremes end in <c>_1</c>, as TensorFlow 1.9 and later name them; the codelab pins 1.7.
    /// </param>
    public SummaryTags(string root, bool sinceTensorFlow19 = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        string suffix = sinceTensorFlow19 ? "_1" : "";
        Weights = Statistics($"{root}/weights/summaries", suffix);
        Biases = Statistics($"{root}/biases/summaries", suffix);
        PreActivations = $"{root}/Wx_plus_b/pre_activations";
    }

    /// <summary>Mean, deviation, maximum, minimum and histogram of the weights.</summary>
    public IReadOnlyList<string> Weights { get; }

    /// <summary>The same of the biases.</summary>
    public IReadOnlyList<string> Biases { get; }

    /// <summary>The logits' histogram.</summary>
    public string PreActivations { get; }

    /// <summary>The softmax's histogram; at the root, whatever the scope.</summary>
    public string Activations { get; } = "activations";

    /// <summary>The batch's mean cross entropy.</summary>
    public string CrossEntropy { get; } = "cross_entropy_1";

    /// <summary>The batch's fraction correct.</summary>
    public string Accuracy { get; } = "accuracy_1";

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<string> All => [.. Weights, .. Biases, PreActivations, Activations, CrossEntropy, Accuracy];

    private static string[] Statistics(string scope, string suffix) =>
        [$"{scope}/mean{suffix}", $"{scope}/stddev_1", $"{scope}/max{suffix}", $"{scope}/min{suffix}", $"{scope}/histogram"];
}
