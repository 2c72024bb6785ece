namespace Poets.Retraining.Training;

/// <summary>
/// How the minimiser sees the standardised training images: as they are, or in an orthonormal basis of the space that
/// they span. Either way a point is a row of features, ‖V‖² is the same, and so is the optimum.
/// </summary>
internal abstract class Coordinates(TrainingRows rows)
{
    /// <summary>Evaluations that a strength path takes, about: what the cost of a basis is weighed against.</summary>
    private const long Evaluations = 150;

    /// <summary>The images.</summary>
    public TrainingRows Rows { get; } = rows;

    /// <summary>Coordinates an image, and so parameters a class.</summary>
    public abstract int Columns { get; }

    /// <summary>The coordinates that take less work in all.</summary>
    public static Coordinates Of(TrainingRows rows, Standardiser standardiser, int threads) =>
        SpanPays(rows.Count, rows.Columns, rows.ClassCount) ? new SpanCoordinates(rows, standardiser, threads) : new PlainCoordinates(rows, standardiser, threads);

    /// <summary>A matrix that <see cref="Read"/> may fill.</summary>
    public abstract FeatureMatrix CreateScratch(int count);

    /// <summary>Some images behind one another: the matrix that holds them, and the row of the first.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="count">How many, at most as many as the scratch has rows.</param>
    /// <param name="scratch">Filled where the coordinates are not kept.</param>
    public abstract (FeatureMatrix Matrix, int First) Read(int first, int count, FeatureMatrix scratch);

    /// <summary>The layer on plain features for parameters in these coordinates.</summary>
    /// <param name="parameters">V transposed, [K, Columns], then the biases, [K].</param>
    public abstract TransposedLayer Fold(ReadOnlySpan<double> parameters);

    /// <summary>
    /// The Gram matrix takes N²D/2 multiplications in float64 and its factor some N³/2 slower ones; each evaluation is then
    /// 2NK(D − N) multiplications shorter.
    /// </summary>
    internal static bool SpanPays(long rows, long columns, int classes) =>
        rows < columns && rows * (columns + (4 * rows)) < Evaluations * 2 * classes * (columns - rows);
}
