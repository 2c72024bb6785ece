namespace Poets.Retraining.Training;

/// <summary>
/// K ≈ L·Lᵀ with L [N, R] for a positive semidefinite K of any rank: Cholesky that takes the largest remaining diagonal
/// element next (Higham, Accuracy and Stability of Numerical Algorithms, section 10.3) and stops where only rounding is left.
/// </summary>
internal sealed class PivotedCholesky
{
    /// <summary>What remains of a diagonal element that counts as rounding, as a part of the largest one.</summary>
    private const double Rounding = 1e-12;

    private readonly double[] _factor;
    private readonly int _size;
    private readonly int[] _pivots;

    /// <summary>Factors a matrix.</summary>
    /// <param name="matrix">K, [N, N].</param>
    /// <param name="size">N.</param>
    /// <param name="threads">Threads at most; the result does not depend on them.</param>
    public PivotedCholesky(double[] matrix, int size, int threads)
    {
        (_size, _factor, _pivots) = (size, new double[size * size], new int[size]);
        var remaining = new double[size];
        for (int i = 0; i < size; i++)
        {
            remaining[i] = matrix[(i * size) + i];
        }

        double smallest = size == 0 ? 0 : Rounding * remaining.Max();
        for (; Rank < size; Rank++)
        {
            int pivot = Array.IndexOf(remaining, remaining.Max());
            if (!(remaining[pivot] > smallest))
            {
                break;
            }

            _pivots[Rank] = pivot;
            AddColumn(matrix, pivot, remaining, threads);
        }
    }

    /// <summary>R, the number of columns of L.</summary>
    public int Rank { get; private set; }

    /// <summary>[R], the rows that were taken, in order; those rows of L form a lower triangle L_P.</summary>
    public ReadOnlySpan<int> Pivots => _pivots.AsSpan(0, Rank);

    /// <summary>One row of L, [R].</summary>
    public ReadOnlySpan<double> Row(int index) => _factor.AsSpan(index * _size, Rank);

    /// <summary>Solves L_Pᵀ·x = b in place for several b behind one another, [K, R].</summary>
    public void SolveTransposed(Span<double> b)
    {
        for (int i = Rank - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = Row(_pivots[i]);
            for (int start = 0; start < b.Length; start += Rank)
            {
                double x = b[start + i] / row[i];
                b[start + i] = x;
                VectorMath.AddScaled(-x, row[..i], b.Slice(start, i));
            }
        }
    }

    private void AddColumn(double[] matrix, int pivot, double[] remaining, int threads)
    {
        int column = Rank;
        double root = Math.Sqrt(remaining[pivot]);
        Work.ForRows(_size, (long)_size * column, threads, (first, end) =>
        {
            ReadOnlySpan<double> taken = _factor.AsSpan(pivot * _size, column);
            for (int i = first; i < end; i++)
            {
                // The pivots so far have nothing left, and exact zeros keep L_P a triangle.
                if (remaining[i] > 0 && i != pivot)
                {
                    double value = (matrix[(i * _size) + pivot] - VectorMath.Dot(taken, _factor.AsSpan(i * _size, column))) / root;
                    _factor[(i * _size) + column] = value;
                    remaining[i] = Math.Max(0, remaining[i] - (value * value));
                }
            }
        });
        _factor[(pivot * _size) + column] = root;
        remaining[pivot] = 0;
    }
}
