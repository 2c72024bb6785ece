using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>
/// The objective for fewer images than features, or not many more. The optimum V lies in the span of the images, V = Zᵀ·A,
/// since any part outside of it adds to the penalty alone. So a vector is A [K, N], with the images' logits
/// F = Z·V = G·A [K, N], where G = Z·Zᵀ, and b [K]: all vectors are sums of such, so F follows from sums, and the products
/// of two V are ⟨V, V'⟩ = ⟨A, F'⟩. An evaluation multiplies once by G: with D = (P − Y)/N, the gradient is
/// D + λ·A with logits G·D + λ·F. All in float64: G has no full rank, and what rounding adds to it must stay far below N·λ.
/// </summary>
internal sealed class GramObjective : Objective
{
    private readonly Standardiser _standardiser;
    private readonly FeatureMatrix _scaled;
    private readonly RowPanels _gram;
    private readonly SpanPreconditioner _preconditioner;
    private readonly int[] _picked;
    private readonly RowPanels _orthonormaliser;
    private readonly RowPanels _span;
    private readonly RowPanels _spanTransposed;
    private readonly WideMatrix _inSpan;
    private readonly WideMatrix _corrected;
    private readonly WideMatrix _onPicked;
    private readonly double[] _scratch;
    private RowPanels _correction;
    private RowPanels _toPicked;

    public GramObjective(TrainingRows rows, Standardiser standardiser, int threads)
        : base(rows, threads)
    {
        _standardiser = standardiser;
        _scaled = standardiser.Apply(rows, threads);
        WideMatrix gram = GramKernel.Run(_scaled, threads);
        _gram = new RowPanels(gram);
        _scratch = new double[3 * _gram.Stride];
        _picked = SpanPreconditioner.Pick(rows.Count);
        int rank = _picked.Length;
        var picked = new WideMatrix(rows.Count, rank);
        double trace = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            trace += gram[i, i];
            for (int j = 0; j < rank; j++)
            {
                picked[i, j] = gram[i, _picked[j]];
            }
        }

        var among = new WideMatrix(rank, rank);
        for (int i = 0; i < rank; i++)
        {
            picked.Row(_picked[i]).CopyTo(among.Row(i));
        }

        // Z·Qᵀ = G_P·C⁻ᵀ.
        WideMatrix orthonormaliser = SpanPreconditioner.Orthonormaliser(among);
        WideMatrix span = CombineKernel.Product(picked, new RowPanels(orthonormaliser.Transposed()), threads);
        WideMatrix spanTransposed = span.Transposed();
        (_orthonormaliser, _span, _spanTransposed) = (new RowPanels(orthonormaliser), new RowPanels(span), new RowPanels(spanTransposed));
        WideMatrix product = CombineKernel.Product(spanTransposed, _span, threads);
        _preconditioner = new SpanPreconditioner(product, trace, rows.Count);
        _inSpan = new WideMatrix(rows.ClassCount, rank);
        _corrected = new WideMatrix(rows.ClassCount, rank);
        _onPicked = new WideMatrix(rows.ClassCount, rank);
        (_correction, _toPicked) = (_orthonormaliser, _orthonormaliser);
    }

    /// <inheritdoc/>
    public override int Length => (2 * Part) + Rows.ClassCount;

    /// <inheritdoc/>
    public override double Rounding => 1e-14;

    private int Part => Rows.ClassCount * _gram.Stride;

    /// <inheritdoc/>
    public override double[] Start(double[] point, int images)
    {
        double[] start = Start();
        int stride = WideMatrix.StrideOf(images);
        int classes = Rows.ClassCount;
        if (point.Length == ((2 * stride) + 1) * classes)
        {
            // The images that are new have no part in V yet.
            for (int k = 0; k < classes; k++)
            {
                point.AsSpan(k * stride, images).CopyTo(start.AsSpan(k * _gram.Stride));
            }

            point.AsSpan(2 * stride * classes).CopyTo(start.AsSpan(2 * Part));
            CombineKernel.Run(1, start, _gram.Stride, _gram, start.AsMemory(Part, Part), Threads);
        }

        return start;
    }

    /// <inheritdoc/>
    public override double Evaluate(double[] point, double[] gradient)
    {
        int part = Part;
        Span<double> logits = point.AsSpan(part, part);
        Span<double> biases = gradient.AsSpan(2 * part);
        Span<double> derivative = gradient.AsSpan(0, part);
        (double crossEntropy, double variance) = SoftmaxColumnsKernel.Run(logits, point.AsSpan(2 * part), Rows.Labels, derivative, _gram.Stride, _scratch);
        Variance = variance / Rows.Count / Rows.ClassCount;
        for (int k = 0; k < biases.Length; k++)
        {
            biases[k] = VectorMath.Sum(derivative.Slice(k * _gram.Stride, _gram.Stride));
        }

        gradient.AsSpan(part, part).Clear();
        CombineKernel.Run(1, gradient, _gram.Stride, _gram, gradient.AsMemory(part, part), Threads);
        VectorMath.AddScaled(L2, point.AsSpan(0, 2 * part), gradient.AsSpan(0, 2 * part));
        return (crossEntropy / Rows.Count) + (0.5 * L2 * VectorMath.Dot(point.AsSpan(0, part), logits));
    }

    /// <inheritdoc/>
    public override double Dot(double[] a, double[] b)
    {
        int part = Part;
        return VectorMath.Dot(a.AsSpan(0, part), b.AsSpan(part, part)) + VectorMath.Dot(a.AsSpan(2 * part), b.AsSpan(2 * part));
    }

    /// <inheritdoc/>
    public override void Precondition(double[] vector)
    {
        // U = Q·V, then V − Qᵀ·M·U, whose logits are F − Z·Qᵀ·M·U; Qᵀ = Z_Pᵀ·C⁻ᵀ.
        int part = Part;
        int stride = _gram.Stride;
        Array.Clear(_inSpan.Values);
        Array.Clear(_corrected.Values);
        Array.Clear(_onPicked.Values);
        CombineKernel.Run(1, vector, stride, _span, _inSpan.Values, 1);
        CombineKernel.Run(1, _inSpan.Values, _inSpan.Stride, _correction, _corrected.Values, 1);
        CombineKernel.Run(1, _inSpan.Values, _inSpan.Stride, _toPicked, _onPicked.Values, 1);
        CombineKernel.Run(-1, _corrected.Values, _corrected.Stride, _spanTransposed, vector.AsMemory(part, part), 1);
        for (int k = 0; k < Rows.ClassCount; k++)
        {
            Span<double> row = vector.AsSpan(k * stride, stride);
            ReadOnlySpan<double> picked = _onPicked.Row(k);
            for (int j = 0; j < picked.Length; j++)
            {
                row[_picked[j]] -= picked[j];
            }
        }

        VectorMath.Scale(1 / _preconditioner.Strength, vector.AsSpan(0, 2 * part));
        VectorMath.Scale(1 / _preconditioner.Variance, vector.AsSpan(2 * part));
    }

    /// <inheritdoc/>
    public override BatchFigures Judge(double[] point)
    {
        int classes = Rows.ClassCount;
        for (int k = 0; k < classes; k++)
        {
            ReadOnlySpan<double> row = point.AsSpan(Part + (k * _gram.Stride), Rows.Count);
            for (int i = 0; i < row.Length; i++)
            {
                Figures.Logits[(i * classes) + k] = (float)(row[i] + point[(2 * Part) + k]);
            }
        }

        Figures.Judge();
        return Figures;
    }

    /// <inheritdoc/>
    public override TransposedLayer Fold(double[] point)
    {
        int classes = Rows.ClassCount;
        var amounts = new float[Rows.Count * classes];
        var rows = new int[Rows.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
            for (int k = 0; k < classes; k++)
            {
                amounts[(i * classes) + k] = (float)point[(k * _gram.Stride) + i];
            }
        }

        var weights = new FeatureMatrix(classes, Rows.Columns);
        BackwardKernel.Run(_scaled, rows, amounts, weights, 0);
        return _standardiser.Fold(weights, point.AsSpan(2 * Part));
    }

    /// <inheritdoc/>
    protected override void Adapt(double variance)
    {
        _preconditioner.Prepare(L2, variance);
        _correction = new RowPanels(_preconditioner.Correction);
        _toPicked = new RowPanels(CombineKernel.Product(_preconditioner.Correction, _orthonormaliser, 1));
    }
}
