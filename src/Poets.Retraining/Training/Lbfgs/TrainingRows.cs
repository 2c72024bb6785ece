using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>The images that an optimum is sought for: one or more sets behind one another, none of them copied.</summary>
internal sealed class TrainingRows
{
    private readonly LabelledFeatures[] _sets;

    public TrainingRows(params LabelledFeatures[] sets)
    {
        _sets = sets;
        Labels = new int[sets.Sum(set => set.Count)];
        int at = 0;
        foreach (LabelledFeatures set in sets)
        {
            set.Labels.CopyTo(Labels, at);
            at += set.Count;
        }
    }

    /// <summary>[N], the class index of each row.</summary>
    public int[] Labels { get; }

    /// <summary>Images N.</summary>
    public int Count => Labels.Length;

    /// <summary>Features D.</summary>
    public int Columns => _sets[0].Features.Columns;

    /// <summary>Classes K.</summary>
    public int ClassCount => _sets[0].ClassCount;

    /// <summary>One image's features.</summary>
    public ReadOnlySpan<float> Row(int index)
    {
        foreach (LabelledFeatures set in _sets)
        {
            if (index < set.Count)
            {
                return set.Features.Row(index);
            }

            index -= set.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }
}
