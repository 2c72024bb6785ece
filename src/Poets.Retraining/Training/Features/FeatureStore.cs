namespace Poets.Retraining.Training.Features;

/// <summary>
/// Makes the matrices of one run: in memory up to a budget, beyond it in temporary files that are mapped into memory, so
/// that a run's own memory does not grow with the number of images. Files vanish with the store or the process. Where no
/// folder takes a file, the values stay in memory as long as there is enough of it.
/// </summary>
public sealed class FeatureStore : IDisposable
{
    /// <summary>Bytes of values that are kept in memory where nothing else is said: those of 21,000 images of 3,104 features.</summary>
    public const long MemoryBudget = 256L << 20;

    private readonly string[] _folders;
    private readonly IRetrainLog _log;
    private readonly List<MappedValues> _files = [];
    private long _left;
    private long _beyondBudget;

    /// <summary>A store whose files go to a folder, or, where that takes none, to the system's temporary one.</summary>
    /// <param name="folder">Where files go; it is made if a file needs it.</param>
    /// <param name="budget">Bytes of values that are kept in memory.</param>
    public FeatureStore(string folder, long budget = MemoryBudget)
        : this([folder, Path.GetTempPath()], NullRetrainLog.Instance, budget)
    {
    }

    /// <summary>A store whose files go to the first folder that takes them.</summary>
    /// <param name="folders">The folders, at least one.</param>
    /// <param name="log">Hears of values that stay in memory though they are many.</param>
    /// <param name="budget">Bytes of values that are kept in memory.</param>
    internal FeatureStore(string[] folders, IRetrainLog log, long budget = MemoryBudget) => (_folders, _log, _left) = (folders, log, budget);

    /// <summary>A matrix of zeros. Must not be used any more once the store is disposed.</summary>
    /// <param name="rows">Images.</param>
    /// <param name="columns">Features an image.</param>
    /// <exception cref="IOException">There is room neither for a file nor in memory.</exception>
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

        IOException? first = null;
        foreach (string folder in _folders)
        {
            try
            {
                var file = new MappedValues(folder, length);
                _files.Add(file);
                return new FeatureMatrix(rows, columns, file);
            }
            catch (IOException error)
            {
                first ??= error;
            }
        }

        // Half of what there is, since the run needs some as well.
        _beyondBudget += bytes;
        if (length > Array.MaxLength || _beyondBudget > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2)
        {
            throw first!;
        }

        _log.Warning($"{first!.Message} They stay in memory meanwhile.");
        return new FeatureMatrix(rows, columns);
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
