namespace Poets.Retraining.Training;

/// <summary>Standardised features as they are: kept where they fit in memory, else made anew a block at a time.</summary>
internal sealed class PlainCoordinates : Coordinates
{
    private readonly Standardiser _standardiser;
    private readonly FeatureMatrix? _scaled;

    public PlainCoordinates(TrainingRows rows, Standardiser standardiser, int threads, long memoryBudget = FeatureStore.MemoryBudget)
        : base(rows)
    {
        _standardiser = standardiser;
        if (4L * rows.Count * rows.Columns <= memoryBudget)
        {
            _scaled = standardiser.Apply(rows, threads);
        }
    }

    /// <inheritdoc/>
    public override int Columns => Rows.Columns;

    /// <inheritdoc/>
    public override FeatureMatrix CreateScratch(int count) => new(_scaled is null ? count : 0, Columns);

    /// <inheritdoc/>
    public override (FeatureMatrix Matrix, int First) Read(int first, int count, FeatureMatrix scratch)
    {
        if (_scaled is not null)
        {
            return (_scaled, first);
        }

        for (int i = 0; i < count; i++)
        {
            _standardiser.Apply(Rows.Row(first + i), scratch.Row(i));
        }

        return (scratch, 0);
    }

    /// <inheritdoc/>
    public override TransposedLayer Fold(ReadOnlySpan<double> parameters) => _standardiser.Fold(parameters, Rows.ClassCount);
}
