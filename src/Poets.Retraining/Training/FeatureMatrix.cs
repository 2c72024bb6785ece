namespace Poets.Retraining.Training;

/// <summary>
/// Bottlenecks of many images: float32 [Rows, Columns] in one array, a row an image. Rows start <see cref="Stride"/>
/// values apart (the columns rounded up to 16, so that rows begin at whole vectors); the padding is zero.
/// </summary>
public sealed class FeatureMatrix
{
    private const int Alignment = 16;

    /// <summary>A matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative or the matrix is larger than an array can be.</exception>
    public FeatureMatrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        int stride = (int)Math.Min(int.MaxValue, (columns + (long)Alignment - 1) / Alignment * Alignment);
        long length = (long)rows * stride;
        if (length > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(rows), rows, $"{rows} rows of {columns} features need {length} values, more than one array holds; use a sample of the images.");
        }

        (Rows, Columns, Stride) = (rows, columns, stride);
        Values = GC.AllocateUninitializedArray<float>((int)length);
        Values.AsSpan().Clear();
    }

    /// <summary>Images.</summary>
    public int Rows { get; }

    /// <summary>Features an image.</summary>
    public int Columns { get; }

    /// <summary>Values from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>All rows with their padding: Rows × Stride values.</summary>
    public float[] Values { get; }

    /// <summary>One row's features.</summary>
    public Span<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Rows, nameof(index));
        return Values.AsSpan(index * Stride, Columns);
    }

    /// <summary>Copies rows of equal length into a matrix.</summary>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static FeatureMatrix FromRows(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var matrix = new FeatureMatrix(rows.Count, rows.Count == 0 ? 0 : rows[0].Length);
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != matrix.Columns)
            {
                throw new ArgumentException($"Row {i} has {rows[i].Length} features, the first has {matrix.Columns}; all bottlenecks must come from one network.", nameof(rows));
            }

            rows[i].CopyTo(matrix.Row(i));
        }

        return matrix;
    }

    /// <summary>A new matrix of the named rows, in the order named; a row may be named more than once.</summary>
    public FeatureMatrix Select(ReadOnlySpan<int> rows)
    {
        var selected = new FeatureMatrix(rows.Length, Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(selected.Row(i));
        }

        return selected;
    }
}
