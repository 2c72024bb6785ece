namespace Poets.Retraining.Training;

/// <summary>
/// f(V, b) = mean cross entropy + L2/2 · ‖V‖² and its gradient. Products run in float32 over chunks of rows that stay
/// in the second-level cache, so that the features are read from memory once; chunks are summed in float64, in an order
/// that does not depend on threads. Parameters and gradient are V transposed [K, D], then b [K], D being the number of
/// coordinates.
/// </summary>
internal sealed class SoftmaxObjective
{
    private const int ChunkBytes = 512 * 1024;
    private const int MostSegments = 16;
    private const long SegmentBytes = 64 << 20;

    private readonly Coordinates _coordinates;
    private readonly TransposedLayer _layer;
    private readonly Segment[] _segments;
    private readonly int[] _inOrder;
    private readonly int _threads;

    public SoftmaxObjective(Coordinates coordinates, int threads)
    {
        (_coordinates, _threads) = (coordinates, threads);
        TrainingRows rows = coordinates.Rows;
        _layer = new TransposedLayer(coordinates.Columns, rows.ClassCount);
        _inOrder = [.. Enumerable.Range(0, rows.Count)];
        Last = new BatchFigures(rows.Count, rows.ClassCount);
        rows.Labels.CopyTo(Last.Labels, 0);
        ParameterCount = (coordinates.Columns + 1) * rows.ClassCount;

        int chunk = Math.Clamp(ChunkBytes / (4 * Math.Max(1, coordinates.Columns)) / 4 * 4, 32, 256);
        int chunks = (rows.Count + chunk - 1) / chunk;
        int segments = (int)Math.Clamp(SegmentBytes / (8L * ParameterCount), 1, Math.Min(MostSegments, chunks));
        int chunksEach = (chunks + segments - 1) / segments;
        _segments = [.. Enumerable.Range(0, segments)
            .Select(i => (First: i * chunksEach * chunk, End: Math.Min(rows.Count, (i + 1) * chunksEach * chunk)))
            .Where(range => range.First < range.End)
            .Select(range => new Segment(range.First, range.End, chunk, this))];
    }

    /// <summary>The strength of the penalty on V.</summary>
    public double L2 { get; set; }

    /// <summary>(D + 1) · K.</summary>
    public int ParameterCount { get; }

    /// <summary>The training set as the last evaluation saw it: logits and probabilities.</summary>
    public BatchFigures Last { get; }

    /// <summary>All zeros: equal probabilities.</summary>
    public double[] Start() => new double[ParameterCount];

    /// <summary>The value; the gradient is written to <paramref name="gradient"/>.</summary>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        Load(parameters);
        Parallel.For(0, _segments.Length, new ParallelOptions { MaxDegreeOfParallelism = Work.Threads(_threads) }, i => _segments[i].Evaluate());

        int weights = _layer.FeatureCount * _layer.ClassCount;
        double value = 0;
        gradient.Clear();
        foreach (Segment segment in _segments)
        {
            value += segment.CrossEntropySum;
            VectorMath.AddScaled(1.0 / _coordinates.Rows.Count, segment.Gradient, gradient);
        }

        value /= _coordinates.Rows.Count;
        VectorMath.AddScaled(L2, parameters[..weights], gradient[..weights]);
        return value + (0.5 * L2 * VectorMath.Dot(parameters[..weights], parameters[..weights]));
    }

    private void Load(ReadOnlySpan<double> parameters)
    {
        int features = _layer.FeatureCount;
        for (int k = 0; k < _layer.ClassCount; k++)
        {
            VectorMath.Narrow(parameters.Slice(k * features, features), _layer.Weights.Row(k));
            _layer.Biases[k] = (float)parameters[(_layer.ClassCount * features) + k];
        }
    }

    /// <summary>A fixed range of rows with a gradient of its own.</summary>
    private sealed class Segment(int first, int end, int chunk, SoftmaxObjective owner)
    {
        private readonly TransposedLayer _layer = owner._layer;
        private readonly FeatureMatrix _scratch = owner._coordinates.CreateScratch(Math.Min(chunk, end - first));
        private readonly FeatureMatrix _chunkGradient = new(owner._layer.ClassCount, owner._layer.FeatureCount);

        public double[] Gradient { get; } = new double[owner.ParameterCount];

        public double CrossEntropySum { get; private set; }

        public void Evaluate()
        {
            int classes = _layer.ClassCount;
            BatchFigures batch = owner.Last;
            Gradient.AsSpan().Clear();
            CrossEntropySum = 0;
            for (int start = first; start < end; start += chunk)
            {
                int count = Math.Min(chunk, end - start);
                (FeatureMatrix features, int row) = owner._coordinates.Read(start, count, _scratch);
                ReadOnlySpan<int> rows = owner._inOrder.AsSpan(row, count);
                Span<float> logits = batch.Logits.AsSpan(start * classes, count * classes);
                Span<float> probabilities = batch.Probabilities.AsSpan(start * classes, count * classes);
                _layer.Forward(features, rows, logits);
                ReadOnlySpan<int> labels = batch.Labels.AsSpan(start, count);
                CrossEntropySum += SoftmaxKernel.Rows(logits, labels, probabilities, classes);
                AddGradient(features, rows, labels, probabilities);
            }
        }

        private void AddGradient(FeatureMatrix features, ReadOnlySpan<int> rows, ReadOnlySpan<int> labels, Span<float> probabilities)
        {
            int classes = _layer.ClassCount;
            Span<double> biases = Gradient.AsSpan(classes * _layer.FeatureCount);

            // P − Y in place of P; the ones are put back afterwards.
            for (int i = 0; i < rows.Length; i++)
            {
                probabilities[(i * classes) + labels[i]] -= 1;
                for (int k = 0; k < classes; k++)
                {
                    biases[k] += probabilities[(i * classes) + k];
                }
            }

            _chunkGradient.Values.AsSpan().Clear();
            BackwardKernel.Run(features, rows, probabilities, _chunkGradient, 0, _chunkGradient.Stride);
            for (int k = 0; k < classes; k++)
            {
                VectorMath.AddWidened(_chunkGradient.Row(k), Gradient.AsSpan(k * _layer.FeatureCount, _layer.FeatureCount));
            }

            for (int i = 0; i < rows.Length; i++)
            {
                probabilities[(i * classes) + labels[i]] += 1;
            }
        }
    }
}
