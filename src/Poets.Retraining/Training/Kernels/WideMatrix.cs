namespace Poets.Retraining.Training.Kernels;

/// <summary>float64 [Rows, Columns]; rows start <see cref="Stride"/> values apart, the columns rounded up to 16, and the padding is zero.</summary>
internal sealed class WideMatrix
{
    private const int Alignment = 16;

    /// <summary>A matrix of zeros.</summary>
    public WideMatrix(int rows, int columns)
    {
        (Rows, Columns, Stride) = (rows, columns, StrideOf(columns));
        Values = new double[(long)rows * Stride];
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Stride { get; }

    /// <summary>All rows with their padding.</summary>
    public double[] Values { get; }

    public ref double this[int row, int column] => ref Values[((long)row * Stride) + column];

    /// <summary>One row without its padding.</summary>
    public Span<double> Row(int index) => Values.AsSpan(index * Stride, Columns);

    public WideMatrix Transposed()
    {
        var result = new WideMatrix(Columns, Rows);
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                result[j, i] = this[i, j];
            }
        }

        return result;
    }

    /// <summary>Values that a row of so many columns takes.</summary>
    public static int StrideOf(int columns) => (columns + Alignment - 1) / Alignment * Alignment;
}
