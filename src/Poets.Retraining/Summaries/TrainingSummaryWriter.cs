using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Poets.Retraining.Summaries.Protobuf;
using Poets.Retraining.Training;

namespace Poets.Retraining.Summaries;

/// <summary>
/// The event files of one run, <c>train</c> and <c>validation</c> under one folder, written while training runs: the
/// batches are copied and a thread of its own makes histograms and writes. What it could not write is thrown by the next
/// call, or by <see cref="Dispose"/>.
/// </summary>
public sealed class TrainingSummaryWriter : IDisposable
{
    private const int MostWaiting = 64;
    private static readonly TimeSpan s_flushInterval = TimeSpan.FromSeconds(2);

    private readonly SummaryTags _tags;
    private readonly EventFileWriter _train;
    private readonly EventFileWriter _validation;
    private readonly BlockingCollection<Snapshot> _waiting = new(MostWaiting);
    private readonly ConcurrentBag<Snapshot> _free = [];
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private bool _disposed;

    /// <summary>Opens both files.</summary>
    /// <param name="folder"><c>--summaries_dir</c>; what it holds is left alone.</param>
    /// <param name="tags">The tags to write under.</param>
    /// <param name="clock">Wall time; the system's where null.</param>
    /// <param name="host">The files' last part; this machine's name where null.</param>
    /// <exception cref="IOException">A file cannot be created.</exception>
    public TrainingSummaryWriter(string folder, SummaryTags tags, TimeProvider? clock = null, string? host = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(tags);
        _tags = tags;
        _train = new EventFileWriter(Path.Combine(folder, "train"), clock, host);
        _validation = new EventFileWriter(Path.Combine(folder, "validation"), clock, host);
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "Poets summaries" };
        _thread.Start();
    }

    /// <summary>The training file.</summary>
    public string TrainPath => _train.Path;

    /// <summary>The validation file.</summary>
    public string ValidationPath => _validation.Path;

    /// <summary>Writes the graph to the training file; call it before the first step.</summary>
    /// <param name="graphDef">A serialised GraphDef.</param>
    public void WriteGraph(ReadOnlySpan<byte> graphDef) => _train.WriteGraph(graphDef);

    /// <summary>Queues a training batch; what <see cref="ITrainingObserver.OnStep"/> is given.</summary>
    public void WriteTrain(in BatchView batch) => Enqueue(_train, batch);

    /// <summary>Queues a validation batch; what <see cref="ITrainingObserver.OnEvaluation"/> is given. Empty ones are passed over.</summary>
    public void WriteValidation(in BatchView batch)
    {
        if (batch.Count > 0)
        {
            Enqueue(_validation, batch);
        }
    }

    /// <summary>Writes what is queued and closes both files.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
        try
        {
            _train.Dispose();
        }
        finally
        {
            _validation.Dispose();
        }

        _failure?.Throw();
    }

    private void Enqueue(EventFileWriter file, in BatchView batch)
    {
        _failure?.Throw();
        if (!_free.TryTake(out Snapshot? snapshot))
        {
            snapshot = new Snapshot();
        }

        snapshot.Take(file, batch);
        _waiting.Add(snapshot);
    }

    private void WriteAll()
    {
        long flushed = Environment.TickCount64;
        foreach (Snapshot snapshot in _waiting.GetConsumingEnumerable())
        {
            // After a failure the queue is still emptied, so that training never waits for it.
            if (_failure is null)
            {
                try
                {
                    snapshot.Write(_tags);
                    if (Environment.TickCount64 - flushed > s_flushInterval.TotalMilliseconds)
                    {
                        _train.Flush();
                        _validation.Flush();
                        flushed = Environment.TickCount64;
                    }
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    _failure = ExceptionDispatchInfo.Capture(exception);
                }
            }

            _free.Add(snapshot);
        }
    }

    /// <summary>A copy of a batch on its way to a file.</summary>
    private sealed class Snapshot
    {
        private EventFileWriter? _file;
        private float[] _weights = [];
        private float[] _biases = [];
        private float[] _logits = [];
        private float[] _probabilities = [];
        private int _step;
        private int _count;
        private double _crossEntropy;
        private double _accuracy;
        private double _wallTime;

        public void Take(EventFileWriter file, in BatchView batch)
        {
            (_file, _step, _count, _crossEntropy, _accuracy, _wallTime) = (file, batch.Step, batch.Count, batch.CrossEntropy, batch.Accuracy, file.Now);
            Copy(batch.Weights, ref _weights);
            Copy(batch.Biases, ref _biases);
            Copy(batch.Logits, ref _logits);
            Copy(batch.Probabilities, ref _probabilities);
        }

        public void Write(SummaryTags tags)
        {
            var batch = new BatchView
            {
                Step = _step,
                Count = _count,
                CrossEntropy = _crossEntropy,
                Accuracy = _accuracy,
                Weights = _weights,
                Biases = _biases,
                Logits = _logits,
                Probabilities = _probabilities,
            };
            _file!.Write(new Event { WallTime = _wallTime, Step = _step, Summary = TrainingSummary.Of(tags, batch) });
        }

        private static void Copy(ReadOnlySpan<float> source, ref float[] destination)
        {
            if (destination.Length != source.Length)
            {
                destination = new float[source.Length];
            }

            source.CopyTo(destination);
        }
    }
}
