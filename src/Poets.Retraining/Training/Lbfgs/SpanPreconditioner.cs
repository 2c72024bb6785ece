using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>
/// About the inverse of the objective's second derivative, H ≈ c/N · ZᵀZ + λ, where c is the mean of p·(1 − p). Of ZᵀZ it
/// takes the part in the span of a few of Z's own rows P (Nyström's approximation), and for the rest its mean.
/// <para>
/// With Z_P·Z_Pᵀ = C·Cᵀ, the rows of Q = C⁻¹·Z_P are orthonormal and S = Q·ZᵀZ·Qᵀ [R, R], so that
/// H⁻¹ ≈ (1 − Qᵀ·M·Q)/λ' with M = 1 − (1 + c/(N·λ')·S)⁻¹ and λ' = λ + c/N · (the mean of the rest).
/// </para>
/// </summary>
internal sealed class SpanPreconditioner
{
    private const int MostRows = 64;

    /// <summary>Added to the diagonal, as a part of it, so that rows that repeat do no harm.</summary>
    private const double Jitter = 1e-9;

    /// <summary>Where all images are fitted, their mean says nothing of the few that still move.</summary>
    private const double SmallestVariance = 1e-4;

    private readonly WideMatrix _product;
    private readonly double _rest;
    private readonly int _count;

    /// <summary>A preconditioner; <see cref="Prepare"/> makes it ready.</summary>
    /// <param name="product">S, [R, R].</param>
    /// <param name="trace">The trace of ZᵀZ.</param>
    /// <param name="count">Images N.</param>
    public SpanPreconditioner(WideMatrix product, double trace, int count)
    {
        (_product, _count) = (product, count);
        double covered = 0;
        for (int i = 0; i < product.Rows; i++)
        {
            covered += product[i, i];
        }

        _rest = Math.Max(0, trace - covered) / count;
        Correction = new WideMatrix(product.Rows, product.Rows);
    }

    /// <summary>M, [R, R], symmetric.</summary>
    public WideMatrix Correction { get; private set; }

    /// <summary>λ'.</summary>
    public double Strength { get; private set; } = 1;

    /// <summary>c, the second derivative by a bias.</summary>
    public double Variance { get; private set; } = 1;

    /// <summary>The rows P: a few of all images, evenly spread, so that each class has its share.</summary>
    public static int[] Pick(int rows)
    {
        int count = Math.Min(MostRows, (rows + 3) / 4);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows / count))];
    }

    /// <summary>C⁻¹ of Z_P·Z_Pᵀ.</summary>
    public static WideMatrix Orthonormaliser(WideMatrix gram)
    {
        double largest = 0;
        for (int i = 0; i < gram.Rows; i++)
        {
            largest = Math.Max(largest, gram[i, i]);
        }

        for (int i = 0; i < gram.Rows; i++)
        {
            gram[i, i] += largest > 0 ? Jitter * largest : 1;
        }

        return new Cholesky(gram).InverseFactor();
    }

    /// <summary>Adapts it to a strength λ and a mean c of p·(1 − p).</summary>
    public void Prepare(double strength, double variance)
    {
        Variance = Math.Max(variance, SmallestVariance);
        Strength = strength + (Variance * _rest / _count);
        int size = _product.Rows;
        double scale = Variance / (_count * Strength);
        var sum = new WideMatrix(size, size);
        VectorMath.AddScaled(scale, _product.Values, sum.Values);
        for (int i = 0; i < size; i++)
        {
            sum[i, i] += 1;
        }

        Correction = new Cholesky(sum).Inverse();
        VectorMath.Scale(-1, Correction.Values);
        for (int i = 0; i < size; i++)
        {
            Correction[i, i] += 1;
        }
    }
}
