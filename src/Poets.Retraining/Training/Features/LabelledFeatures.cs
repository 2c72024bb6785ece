namespace Poets.Retraining.Training.Features;

/// <summary>Bottlenecks with the class of each.</summary>
public sealed record LabelledFeatures
{
    /// <summary>Checks that there is a valid class index for each row.</summary>
    /// <exception cref="ArgumentException">Counts differ or an index is outside 0 … classCount − 1.</exception>
    public LabelledFeatures(FeatureMatrix features, int[] labels, int classCount)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length != features.Rows)
        {
            throw new ArgumentException($"{features.Rows} rows of features need as many labels, not {labels.Length}.", nameof(labels));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classCount)
            {
                throw new ArgumentException($"Row {i} has class {labels[i]}, but there are {classCount} classes, counted from 0.", nameof(labels));
            }
        }

        (Features, Labels, ClassCount) = (features, labels, classCount);
    }

    /// <summary>float32 [N, D].</summary>
    public FeatureMatrix Features { get; }

    /// <summary>[N], the class index of each row.</summary>
    public int[] Labels { get; }

    /// <summary>The number of classes K.</summary>
    public int ClassCount { get; }

    /// <summary>The number of images N.</summary>
    public int Count => Labels.Length;

    /// <summary>These images followed by others of the same network and classes.</summary>
    public LabelledFeatures And(LabelledFeatures others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var joined = new FeatureMatrix(Count + others.Count, Features.Columns);
        for (int row = 0; row < joined.Rows; row++)
        {
            (row < Count ? Features.Row(row) : others.Features.Row(row - Count)).CopyTo(joined.Row(row));
        }

        return new LabelledFeatures(joined, [.. Labels, .. others.Labels], ClassCount);
    }
}
