namespace Poets.Retraining.Training;

/// <summary>
/// Makes the matrices of one run: in memory up to a budget, beyond it in temporary files that are mapped into memory, so
/// that a run's own memory does not grow with the number of images. Files vanish with the store or the process.
/// </summary>
/// <param name="folder">Where files go; it is made if a file needs it.</param>
/// <param name="budget">Bytes of values that are kept in memory.</param>
public sealed class FeatureStore(string folder, long budget = FeatureStore.MemoryBudget) : IDisposable
{
    /// <summary>Bytes of values that are kept in memory where nothing else is said: those of 21,000 images of 3,104 features.</summary>
    public const long MemoryBudget = 256L << 20;

    private readonly List<MappedValues> _files = [];
    private long _left = budget;

    /// <summary>A matrix of zeros. Must not be used any more once the store is disposed.</summary>
    /// <param name="rows">Images.</param>
    /// <param name="columns">Features an image.</param>
    /// <exception cref="IOException">There is no room for a file.</exception>
    public FeatureMatrix Create(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        long length = (long)rows * FeatureMatrix.StrideOf(columns);
        long bytes = length * sizeof(float);
        if (bytes <= _left)
        {
            _left -= bytes;
            return new FeatureMatrix(rows, columns);
        }

        var file = new MappedValues(folder, length);
        _files.Add(file);
        return new FeatureMatrix(rows, columns, file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MappedValues file in _files)
        {
            file.Dispose();
        }

        _files.Clear();
    }
}
