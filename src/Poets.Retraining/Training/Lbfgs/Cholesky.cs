using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>S = C·Cᵀ for a small symmetric positive definite S, and what follows from it. Dots along rows; nothing is blocked.</summary>
internal sealed class Cholesky
{
    private readonly WideMatrix _factor;

    /// <summary>Factors a matrix, whose lower triangle is read.</summary>
    /// <exception cref="ArgumentException">It is not positive definite.</exception>
    public Cholesky(WideMatrix matrix)
    {
        int size = matrix.Rows;
        _factor = new WideMatrix(size, size);
        for (int i = 0; i < size; i++)
        {
            Span<double> row = _factor.Row(i);
            for (int j = 0; j < i; j++)
            {
                row[j] = (matrix[i, j] - VectorMath.Dot(row[..j], _factor.Row(j))) / _factor[j, j];
            }

            double left = matrix[i, i] - VectorMath.Dot(row[..i], row);
            row[i] = left > 0 ? Math.Sqrt(left) : throw new ArgumentException($"The matrix is not positive definite in row {i}.", nameof(matrix));
        }
    }

    /// <summary>C⁻¹, a lower triangle.</summary>
    public WideMatrix InverseFactor()
    {
        int size = _factor.Rows;
        var inverse = new WideMatrix(size, size);
        for (int i = 0; i < size; i++)
        {
            Span<double> row = inverse.Row(i);
            for (int j = 0; j < i; j++)
            {
                VectorMath.AddScaled(-_factor[i, j], inverse.Row(j)[..(j + 1)], row);
            }

            row[i] = 1;
            VectorMath.Scale(1 / _factor[i, i], row[..(i + 1)]);
        }

        return inverse;
    }

    /// <summary>S⁻¹ = C⁻ᵀ·C⁻¹.</summary>
    public WideMatrix Inverse()
    {
        WideMatrix factor = InverseFactor();
        var inverse = new WideMatrix(factor.Rows, factor.Rows);
        for (int j = 0; j < factor.Rows; j++)
        {
            ReadOnlySpan<double> row = factor.Row(j)[..(j + 1)];
            for (int i = 0; i <= j; i++)
            {
                VectorMath.AddScaled(row[i], row, inverse.Row(i));
            }
        }

        return inverse;
    }
}
