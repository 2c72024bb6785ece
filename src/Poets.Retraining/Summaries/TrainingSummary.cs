using Poets.Retraining.Summaries.Protobuf;
using Poets.Retraining.Training;

namespace Poets.Retraining.Summaries;

/// <summary>Makes the merged summary of one batch: the 14 values of reference §8.2.</summary>
public static class TrainingSummary
{
    /// <summary>All 14 values, in order.</summary>
    public static Summary Of(SummaryTags tags, in BatchView batch)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var summary = new Summary();
        AddStatistics(summary, tags.Weights, batch.Weights);
        AddStatistics(summary, tags.Biases, batch.Biases);
        Add(summary, tags.PreActivations, HistogramBuckets.Of(batch.Logits));
        Add(summary, tags.Activations, HistogramBuckets.Of(batch.Probabilities));
        Add(summary, tags.CrossEntropy, (float)batch.CrossEntropy);
        Add(summary, tags.Accuracy, (float)batch.Accuracy);
        return summary;
    }

    /// <summary>Mean, population deviation, maximum, minimum, histogram.</summary>
    private static void AddStatistics(Summary summary, IReadOnlyList<string> tags, ReadOnlySpan<float> values)
    {
        HistogramProto histogram = HistogramBuckets.Of(values);
        double mean = histogram.Sum / values.Length;
        double squares = 0;
        foreach (float value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        Add(summary, tags[0], (float)mean);
        Add(summary, tags[1], (float)Math.Sqrt(squares / values.Length));
        Add(summary, tags[2], (float)histogram.Max);
        Add(summary, tags[3], (float)histogram.Min);
        Add(summary, tags[4], histogram);
    }

    private static void Add(Summary summary, string tag, float value) => summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = value });

    private static void Add(Summary summary, string tag, HistogramProto value) => summary.Value.Add(new Summary.Types.Value { Tag = tag, Histo = value });
}
