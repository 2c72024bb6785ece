namespace Poets.Retraining.Training;

/// <summary>
/// Standardised features Z [N, D] of fewer images than features, in an orthonormal basis of the space of their rows. The
/// optimum of L2-regularised softmax lies in that space, since any part of V outside it adds to the penalty alone.
/// <para>
/// With the pivoted Cholesky factor L [N, R] of Z·Zᵀ and the pivots' rows P of Z, Z = L·Q where Q = L_P⁻¹·P has
/// orthonormal rows. So images have the rows of L as features, and V = Qᵀ·U has the norm of U.
/// </para>
/// </summary>
internal sealed class SpanCoordinates : Coordinates
{
    private readonly Standardiser _standardiser;
    private readonly FeatureMatrix _scaled;
    private readonly PivotedCholesky _factor;
    private readonly FeatureMatrix _coordinates;

    public SpanCoordinates(TrainingRows rows, Standardiser standardiser, int threads)
        : base(rows)
    {
        _standardiser = standardiser;
        _scaled = standardiser.Apply(rows, threads);
        _factor = new PivotedCholesky(GramKernel.Run(_scaled, threads), rows.Count, threads);
        _coordinates = new FeatureMatrix(rows.Count, _factor.Rank);
        for (int i = 0; i < rows.Count; i++)
        {
            VectorMath.Narrow(_factor.Row(i), _coordinates.Row(i));
        }
    }

    /// <inheritdoc/>
    public override int Columns => _factor.Rank;

    /// <inheritdoc/>
    public override FeatureMatrix CreateScratch(int count) => new(0, Columns);

    /// <inheritdoc/>
    public override (FeatureMatrix Matrix, int First) Read(int first, int count, FeatureMatrix scratch) => (_coordinates, first);

    /// <inheritdoc/>
    public override TransposedLayer Fold(ReadOnlySpan<double> parameters)
    {
        // V = Pᵀ·A with L_Pᵀ·A = U.
        int classes = Rows.ClassCount;
        int rank = _factor.Rank;
        double[] solution = parameters[..(classes * rank)].ToArray();
        _factor.SolveTransposed(solution);
        var amounts = new float[rank * classes];
        for (int i = 0; i < amounts.Length; i++)
        {
            amounts[i] = (float)solution[(i % classes * rank) + (i / classes)];
        }

        var weights = new FeatureMatrix(classes, Rows.Columns);
        if (rank > 0)
        {
            BackwardKernel.Run(_scaled, _factor.Pivots, amounts, weights, 0, weights.Stride);
        }

        return _standardiser.Fold(weights, parameters[(classes * rank)..]);
    }
}
