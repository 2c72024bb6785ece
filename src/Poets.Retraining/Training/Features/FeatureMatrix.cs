using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Poets.Retraining.Training.Features;

/// <summary>
/// Bottlenecks of many images: float32 [Rows, Columns], a row an image. Rows start <see cref="Stride"/> values apart (the
/// columns rounded up to 16, so that rows begin at whole vectors); the padding is zero. The values lie in one array, or,
/// where a <see cref="FeatureStore"/> made the matrix and they are many, in a temporary file that is mapped into memory.
/// </summary>
public sealed class FeatureMatrix
{
    private const int Alignment = 16;

    private readonly float[]? _values;
    private readonly MappedValues? _mapped;

    /// <summary>A matrix of zeros in memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative or the matrix is larger than an array can be.</exception>
    public FeatureMatrix(int rows, int columns)
    {
        long length = Measure(rows, columns);
        if (length > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(rows), rows, $"{rows} rows of {columns} features need {length} values, more than one array holds; keep them in a file.");
        }

        _values = new float[length];
    }

    /// <summary>A matrix whose zeros lie in a file.</summary>
    internal FeatureMatrix(int rows, int columns, MappedValues values)
    {
        Measure(rows, columns);
        _mapped = values;
    }

    /// <summary>Images.</summary>
    public int Rows { get; private set; }

    /// <summary>Features an image.</summary>
    public int Columns { get; private set; }

    /// <summary>Values from the start of one row to the start of the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Whether the values lie in a file.</summary>
    public bool IsInFile => _mapped is not null;

    /// <summary>All rows with their padding: Rows × Stride values.</summary>
    /// <exception cref="InvalidOperationException">They lie in a file; take them row by row.</exception>
    public float[] Values => _values ?? throw new InvalidOperationException("The values of this matrix lie in a file; take them row by row.");

    /// <summary>The first value; the rest follows in order.</summary>
    internal ref float Start
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _values is null ? ref _mapped!.Start : ref MemoryMarshal.GetArrayDataReference(_values);
    }

    /// <summary>One row's features.</summary>
    public Span<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Rows, nameof(index));
        return MemoryMarshal.CreateSpan(ref RowStart(index), Columns);
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

    /// <summary>Keeps the named rows alone, in place.</summary>
    /// <param name="ascending">Rows, each larger than the one before.</param>
    public void Keep(ReadOnlySpan<int> ascending)
    {
        for (int i = 0; i < ascending.Length; i++)
        {
            if (ascending[i] < i || (i > 0 && ascending[i] <= ascending[i - 1]))
            {
                throw new ArgumentException($"Row {ascending[i]} is not above the one before it.", nameof(ascending));
            }

            if (ascending[i] > i)
            {
                Row(ascending[i]).CopyTo(Row(i));
            }
        }

        Rows = ascending.Length;
    }

    /// <summary>Where a row starts; nothing is checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref float RowStart(int row) => ref Unsafe.Add(ref Start, (nint)row * Stride);

    /// <summary>Refuses rows that the matrix does not have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is such a row.</exception>
    internal void RequireRows(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)Rows)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"The matrix has {Rows} rows.");
            }
        }
    }

    /// <summary>Values that a row of so many features takes.</summary>
    internal static int StrideOf(int columns) => (int)Math.Min(int.MaxValue, (columns + (long)Alignment - 1) / Alignment * Alignment);

    private long Measure(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        (Rows, Columns) = (rows, columns);
        Stride = StrideOf(columns);
        return (long)rows * Stride;
    }
}
