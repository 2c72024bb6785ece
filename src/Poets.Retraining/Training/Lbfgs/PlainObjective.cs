using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Kernels;

namespace Poets.Retraining.Training.Lbfgs;

/// <summary>
/// The objective on the features themselves; a vector is V transposed [K, D], in rows padded as those of the features, then
/// b [K]. Products run in float32 over chunks of images that stay in the second-level cache, so that the features are read
/// from memory once; chunks are summed in float64, in an order that does not depend on threads.
/// </summary>
internal sealed class PlainObjective : Objective
{
    private const int ChunkBytes = 512 * 1024;
    private const int MostSegments = 16;
    private const long SegmentBytes = 64 << 20;

    private readonly Standardiser _standardiser;
    private readonly FeatureMatrix? _scaled;
    private readonly TransposedLayer _layer;
    private readonly Segment[] _segments;
    private readonly int[] _inOrder;
    private readonly FeatureMatrix _span;
    private readonly SpanPreconditioner _preconditioner;

    /// <summary>An objective that keeps the standardised features where they fit the budget, else makes them anew a chunk at a time.</summary>
    public PlainObjective(TrainingRows rows, Standardiser standardiser, int threads, long memoryBudget = FeatureStore.MemoryBudget)
        : base(rows, threads)
    {
        _standardiser = standardiser;
        if (4L * rows.Count * rows.Columns <= memoryBudget)
        {
            _scaled = standardiser.Apply(rows, threads);
        }

        _layer = new TransposedLayer(rows.Columns, rows.ClassCount);
        _inOrder = [.. Enumerable.Range(0, Math.Max(rows.Count, rows.ClassCount))];
        int chunk = Math.Clamp(ChunkBytes / (4 * Math.Max(1, rows.Columns)) / 4 * 4, 32, 256);
        int chunks = (rows.Count + chunk - 1) / chunk;
        int segments = (int)Math.Clamp(SegmentBytes / (8L * Length), 1, Math.Min(MostSegments, chunks));
        int chunksEach = (chunks + segments - 1) / segments;
        _segments = [.. Enumerable.Range(0, segments)
            .Select(i => (First: i * chunksEach * chunk, End: Math.Min(rows.Count, (i + 1) * chunksEach * chunk)))
            .Where(range => range.First < range.End)
            .Select(range => new Segment(range.First, range.End, chunk, this))];
        _span = Span(SpanPreconditioner.Pick(rows.Count));
        _preconditioner = new SpanPreconditioner(Product(), (double)rows.Count * standardiser.Varying, rows.Count);
    }

    /// <inheritdoc/>
    public override int Length => (_layer.Weights.Stride + 1) * _layer.ClassCount;

    /// <inheritdoc/>
    public override double Rounding => 1e-8;

    private int Weights => _layer.Weights.Stride * _layer.ClassCount;

    /// <inheritdoc/>
    public override double[] Start(double[] point, int images) => point.Length == Length ? (double[])point.Clone() : Start();

    /// <inheritdoc/>
    public override double Evaluate(double[] point, double[] gradient)
    {
        VectorMath.Narrow(point.AsSpan(0, Weights), _layer.Weights.Values);
        VectorMath.Narrow(point.AsSpan(Weights), _layer.Biases);
        ForSegments(segment => segment.Evaluate());

        double value = 0;
        double variance = 0;
        Array.Clear(gradient);
        foreach (Segment segment in _segments)
        {
            value += segment.CrossEntropySum;
            variance += segment.VarianceSum;
            VectorMath.AddScaled(1.0 / Rows.Count, segment.Gradient, gradient);
        }

        Variance = variance / Rows.Count / Rows.ClassCount;
        ReadOnlySpan<double> weights = point.AsSpan(0, Weights);
        VectorMath.AddScaled(L2, weights, gradient.AsSpan(0, Weights));
        return (value / Rows.Count) + (0.5 * L2 * VectorMath.Dot(weights, weights));
    }

    /// <inheritdoc/>
    public override double Dot(double[] a, double[] b) => VectorMath.Dot(a, b);

    /// <inheritdoc/>
    public override void Precondition(double[] vector)
    {
        // U = V·Qᵀ, then V − (U·M)·Q.
        int classes = _layer.ClassCount;
        int rank = _span.Rows;
        Span<double> weights = vector.AsSpan(0, Weights);
        var narrow = new FeatureMatrix(classes, Rows.Columns);
        var inSpan = new float[classes * rank];
        var corrected = new float[rank * classes];
        VectorMath.Narrow(weights, narrow.Values);
        ForwardKernel.Run(narrow, _inOrder.AsSpan(0, classes), _span, inSpan);
        for (int j = 0; j < rank; j++)
        {
            ReadOnlySpan<double> row = _preconditioner.Correction.Row(j);
            for (int k = 0; k < classes; k++)
            {
                double sum = 0;
                for (int i = 0; i < rank; i++)
                {
                    sum -= row[i] * inSpan[(k * rank) + i];
                }

                corrected[(j * classes) + k] = (float)sum;
            }
        }

        Array.Clear(narrow.Values);
        BackwardKernel.Run(_span, _inOrder.AsSpan(0, rank), corrected, narrow, 0);
        VectorMath.AddWidened(narrow.Values, weights);
        VectorMath.Scale(1 / _preconditioner.Strength, weights);
        VectorMath.Scale(1 / _preconditioner.Variance, vector.AsSpan(Weights));
    }

    /// <inheritdoc/>
    public override BatchFigures Judge(double[] point)
    {
        Figures.Judge();
        return Figures;
    }

    /// <inheritdoc/>
    public override TransposedLayer Fold(double[] point)
    {
        var weights = new FeatureMatrix(_layer.ClassCount, Rows.Columns);
        VectorMath.Narrow(point.AsSpan(0, Weights), weights.Values);
        return _standardiser.Fold(weights, point.AsSpan(Weights));
    }

    /// <inheritdoc/>
    protected override void Adapt(double variance) => _preconditioner.Prepare(L2, variance);

    /// <summary>Q, [R, D]: the picked images, orthonormalised in float64.</summary>
    private FeatureMatrix Span(int[] picked)
    {
        var rows = new FeatureMatrix(picked.Length, Rows.Columns);
        var wide = new WideMatrix(picked.Length, Rows.Columns);
        for (int i = 0; i < picked.Length; i++)
        {
            _standardiser.Apply(Rows.Row(picked[i]), rows.Row(i));
            VectorMath.AddWidened(rows.Row(i), wide.Row(i));
        }

        WideMatrix orthonormaliser = SpanPreconditioner.Orthonormaliser(GramKernel.Run(rows, Threads));
        VectorMath.Narrow(CombineKernel.Product(orthonormaliser, new RowPanels(wide), Threads).Values, rows.Values);
        return rows;
    }

    /// <summary>Q·ZᵀZ·Qᵀ.</summary>
    private WideMatrix Product()
    {
        var inSpan = new FeatureMatrix(_span.Rows, Rows.Count);
        ForSegments(segment => segment.Project(_span, inSpan));
        return GramKernel.Run(inSpan, Threads);
    }

    private void ForSegments(Action<Segment> action) =>
        Parallel.For(0, _segments.Length, new ParallelOptions { MaxDegreeOfParallelism = Work.Threads(Threads) }, i => action(_segments[i]));

    /// <summary>Some images behind one another: the matrix that holds them, and the row of the first.</summary>
    private (FeatureMatrix Matrix, int First) Read(int first, int count, FeatureMatrix scratch)
    {
        if (_scaled is not null)
        {
            return (_scaled, first);
        }

        for (int i = 0; i < count; i++)
        {
            _standardiser.Apply(Rows.Row(first + i), scratch.Row(i));
        }

        return (scratch, 0);
    }

    /// <summary>A fixed range of images with a gradient of its own.</summary>
    private sealed class Segment(int first, int end, int chunk, PlainObjective owner)
    {
        private readonly TransposedLayer _layer = owner._layer;
        private readonly FeatureMatrix _scratch = new(owner._scaled is null ? Math.Min(chunk, end - first) : 0, owner.Rows.Columns);
        private readonly FeatureMatrix _chunkGradient = new(owner._layer.ClassCount, owner._layer.FeatureCount);

        public double[] Gradient { get; } = new double[owner.Length];

        public double CrossEntropySum { get; private set; }

        public double VarianceSum { get; private set; }

        public void Evaluate()
        {
            int classes = _layer.ClassCount;
            BatchFigures batch = owner.Figures;
            Gradient.AsSpan().Clear();
            (CrossEntropySum, VarianceSum) = (0, 0);
            for (int start = first; start < end; start += chunk)
            {
                int count = Math.Min(chunk, end - start);
                (FeatureMatrix features, int row) = owner.Read(start, count, _scratch);
                ReadOnlySpan<int> rows = owner._inOrder.AsSpan(row, count);
                Span<float> logits = batch.Logits.AsSpan(start * classes, count * classes);
                Span<float> probabilities = batch.Probabilities.AsSpan(start * classes, count * classes);
                _layer.Forward(features, rows, logits);
                ReadOnlySpan<int> labels = batch.Labels.AsSpan(start, count);
                CrossEntropySum += SoftmaxKernel.Rows(logits, labels, probabilities, classes);
                AddGradient(features, rows, labels, probabilities);
            }
        }

        /// <summary>The images' coordinates in a basis: projected[j, i] = Σ_d q[j, d] · z[i, d].</summary>
        public void Project(FeatureMatrix basis, FeatureMatrix projected)
        {
            var products = new float[chunk * basis.Rows];
            for (int start = first; start < end; start += chunk)
            {
                int count = Math.Min(chunk, end - start);
                (FeatureMatrix features, int row) = owner.Read(start, count, _scratch);
                ForwardKernel.Run(features, owner._inOrder.AsSpan(row, count), basis, products);
                for (int i = 0; i < count * basis.Rows; i++)
                {
                    projected.Row(i % basis.Rows)[start + (i / basis.Rows)] = products[i];
                }
            }
        }

        private void AddGradient(FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<int> labels, Span<float> probabilities)
        {
            int classes = _layer.ClassCount;
            Span<double> biases = Gradient.AsSpan(owner.Weights);

            // P − Y in place of P, which is made anew when somebody asks for it.
            for (int i = 0; i < rows.Length; i++)
            {
                Span<float> row = probabilities.Slice(i * classes, classes);
                double squares = 0;
                foreach (float probability in row)
                {
                    squares += probability * probability;
                }

                VarianceSum += 1 - squares;
                row[labels[i]] -= 1;
                for (int k = 0; k < classes; k++)
                {
                    biases[k] += row[k];
                }
            }

            Array.Clear(_chunkGradient.Values);
            BackwardKernel.Run(features, rows, probabilities, _chunkGradient, 0);
            VectorMath.AddWidened(_chunkGradient.Values, Gradient.AsSpan(0, owner.Weights));
        }
    }
}
