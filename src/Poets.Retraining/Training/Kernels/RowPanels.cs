namespace Poets.Retraining.Training.Kernels;

/// <summary>
/// A matrix in panels of 16 columns, each of them [Rows, 16] in one piece of memory, so that whoever goes down a panel reads
/// one line after another.
/// </summary>
internal sealed class RowPanels
{
    /// <summary>Columns of a panel.</summary>
    public const int Width = 16;

    /// <summary>A copy of a matrix.</summary>
    public RowPanels(WideMatrix matrix)
    {
        (Rows, Columns, Stride) = (matrix.Rows, matrix.Columns, matrix.Stride);
        Values = new double[matrix.Values.Length];
        int at = 0;
        for (int first = 0; first < Stride; first += Width)
        {
            for (int row = 0; row < Rows; row++, at += Width)
            {
                matrix.Values.AsSpan((row * Stride) + first, Width).CopyTo(Values.AsSpan(at));
            }
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The columns of all panels: those of the matrix, rounded up to 16.</summary>
    public int Stride { get; }

    /// <summary>One panel after another.</summary>
    public double[] Values { get; }
}
