using Poets.Graphs;

namespace Poets.Retraining.Engines;

/// <summary>
/// Joins images that several threads feed one at a time to batches of one run, which is what accelerators are fast at.
/// The first image of a batch waits a moment for company; a full batch runs at once. Results do not depend on it beyond
/// the rounding of the engine's own batched kernels.
/// </summary>
internal sealed class BatchingSession : IGraphSession
{
    private readonly object _gate = new();
    private readonly IGraphSession _inner;
    private readonly int _batchSize;
    private readonly int _patience;
    private Batch? _open;

    /// <summary>Takes over a session of one input, whose first dimension is the batch.</summary>
    /// <param name="inner">The session; it is disposed with this one.</param>
    /// <param name="batchSize">Images of a full batch, at least 2.</param>
    /// <param name="patience">How long, in milliseconds, the first image of a batch waits for the rest.</param>
    public BatchingSession(IGraphSession inner, int batchSize, int patience = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 2);
        (_inner, _batchSize, _patience) = (inner, batchSize, patience);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorFact> Inputs => _inner.Inputs;

    /// <inheritdoc/>
    public IReadOnlyList<TensorFact> Outputs => _inner.Outputs;

    /// <summary>Runs one image [1,…] as part of a batch, and answers its part [1,…] of each output.</summary>
    /// <exception cref="GraphException">The run of the whole batch failed.</exception>
    public Tensor[] Run(params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Batch batch;
        int place;
        lock (_gate)
        {
            batch = _open ??= new Batch(inputs[0], _batchSize);
            place = batch.Joined++;
            if (batch.Joined == _batchSize)
            {
                _open = null;
            }
        }

        batch.Fill(place, inputs[0]);
        if (place == 0)
        {
            WaitForCompany(batch);
            batch.Run(_inner);
            lock (_gate)
            {
                batch.IsDone = true;
                Monitor.PulseAll(_gate);
            }
        }
        else
        {
            lock (_gate)
            {
                batch.Filled++;
                Monitor.PulseAll(_gate);
                while (!batch.IsDone)
                {
                    Monitor.Wait(_gate);
                }
            }
        }

        return batch.Part(place);
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private void WaitForCompany(Batch batch)
    {
        long deadline = Environment.TickCount64 + _patience;
        lock (_gate)
        {
            batch.Filled++;
            long left;
            while (batch.Joined < _batchSize && (left = deadline - Environment.TickCount64) > 0)
            {
                Monitor.Wait(_gate, (int)left);
            }

            if (_open == batch)
            {
                _open = null;
            }

            while (batch.Filled < batch.Joined)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Images on their way to one run. Counts are read and written under the session's lock.</summary>
    private sealed class Batch(Tensor first, int size)
    {
        private readonly float[] _images = new float[first.Length * size];
        private readonly int[] _dimensions = first.Dimensions.ToArray();
        private Tensor[] _results = [];
        private Exception? _error;

        public int Joined { get; set; }

        public int Filled { get; set; }

        public bool IsDone { get; set; }

        public void Fill(int place, Tensor image) => image.Span<float>().CopyTo(_images.AsSpan(place * image.Length));

        public void Run(IGraphSession session)
        {
            _dimensions[0] = Joined;
            try
            {
                _results = session.Run(Tensor.Of(_images, _dimensions));
            }
            catch (Exception error)
            {
                // Every image of the batch tells its own caller.
                _error = error;
            }
        }

        public Tensor[] Part(int place) => _error is null
            ? Array.ConvertAll(_results, result => Slice(result, place))
            : throw new GraphException(_error.Message, _error);

        private Tensor Slice(Tensor result, int place)
        {
            int[] dimensions = result.Dimensions.ToArray();
            if (dimensions.Length == 0 || dimensions[0] != Joined)
            {
                throw new GraphException($"A batch of {Joined} images came out as {result.Shape}; this network takes one image at a time (batch size 1).");
            }

            dimensions[0] = 1;
            int length = result.Length / Joined;
            return Tensor.Of(result.Span<float>().Slice(place * length, length).ToArray(), dimensions);
        }
    }
}
