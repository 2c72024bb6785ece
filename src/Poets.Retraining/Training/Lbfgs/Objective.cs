namespace Poets.Retraining.Training.Lbfgs;

/// <summary>
/// f(V, b) = mean cross entropy + λ/2 · ‖V‖² of standardised features Z [N, D], for the minimiser: points, gradients and
/// directions are vectors of one length, with a product of their own. The optimum is the same in any form.
/// </summary>
internal abstract class Objective
{
    /// <summary>Evaluations that a path of strengths takes, about: what the cost of a Gram matrix is weighed against.</summary>
    private const long Evaluations = 100;

    /// <summary>An objective over images.</summary>
    protected Objective(TrainingRows rows, int threads)
    {
        (Rows, Threads) = (rows, threads);
        Figures = new BatchFigures(rows.Count, rows.ClassCount);
        rows.Labels.CopyTo(Figures.Labels, 0);
        Variance = (rows.ClassCount - 1.0) / rows.ClassCount / rows.ClassCount;
    }

    /// <summary>The images.</summary>
    public TrainingRows Rows { get; }

    /// <summary>Threads at most; no result depends on them.</summary>
    public int Threads { get; }

    /// <summary>Numbers of a vector.</summary>
    public abstract int Length { get; }

    /// <summary>The size of the rounding in a value, as a part of it; smaller differences mean nothing.</summary>
    public abstract double Rounding { get; }

    /// <summary>λ.</summary>
    public double L2 { get; private set; }

    /// <summary>The mean of p · (1 − p) over images and classes at the last evaluation; at first, that of equal probabilities.</summary>
    public double Variance { get; protected set; }

    /// <summary>Labels, and where <see cref="Judge"/> put them, the logits of the images.</summary>
    protected BatchFigures Figures { get; }

    /// <summary>The form that takes less work in all.</summary>
    public static Objective Of(TrainingRows rows, Standardiser standardiser, int threads) =>
        GramPays(rows.Count, rows.Columns, rows.ClassCount) ? new GramObjective(rows, standardiser, threads) : new PlainObjective(rows, standardiser, threads);

    /// <summary>All zeros: equal probabilities.</summary>
    public double[] Start() => new double[Length];

    /// <summary>The point that stands for the same V and b as one of an objective over the first of these images; zeros where it has another form.</summary>
    public abstract double[] Start(double[] point, int images);

    /// <summary>Sets the strength, and fits <see cref="Precondition"/> to it and to a mean of p · (1 − p).</summary>
    public void Prepare(double strength, double variance)
    {
        L2 = strength;
        Adapt(variance);
    }

    /// <summary>The value; the gradient is written to <paramref name="gradient"/>.</summary>
    public abstract double Evaluate(double[] point, double[] gradient);

    /// <summary>The scalar product of two vectors, that of V and b.</summary>
    public abstract double Dot(double[] a, double[] b);

    /// <summary>Multiplies a vector by about the inverse of the second derivative; symmetric and positive definite.</summary>
    public abstract void Precondition(double[] vector);

    /// <summary>What the point that was evaluated last makes of the images.</summary>
    public abstract BatchFigures Judge(double[] point);

    /// <summary>The layer on plain features for a point.</summary>
    public abstract TransposedLayer Fold(double[] point);

    /// <summary>Fits <see cref="Precondition"/> to the strength.</summary>
    protected abstract void Adapt(double variance);

    /// <summary>
    /// A Gram matrix takes N²·D/2 multiplications in float64, each of which costs about two in float32; an evaluation with it
    /// takes N²·K of those in place of 2·N·D·K in float32.
    /// </summary>
    internal static bool GramPays(long rows, long columns, int classes) =>
        rows * (columns + (2 * Evaluations * classes)) < 2 * Evaluations * classes * columns;
}
