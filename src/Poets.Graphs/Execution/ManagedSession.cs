using System.Collections.Concurrent;
using Poets.Graphs.Import;

namespace Poets.Graphs.Execution;

/// <summary>A graph made ready to run on the managed engine. Safe to call from several threads at once.</summary>
public sealed class ManagedSession : IGraphSession
{
    /// <summary>Plans are small next to their frames' buffers; more shapes than this at once are unusual.</summary>
    private const int MostPlans = 16;

    private readonly TypedGraph _graph;
    private readonly WorkerPool _workers;
    private readonly List<CachedPlan> _plans = [];
    private readonly object _gate = new();

    internal ManagedSession(TypedGraph graph, IReadOnlyList<TensorFact> inputs, IReadOnlyList<TensorFact> outputs, int threads)
    {
        _graph = graph;
        Inputs = inputs;
        Outputs = outputs;
        _workers = new WorkerPool(threads);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorFact> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorFact> Outputs { get; }

    /// <summary>Called after each node of each run, on the thread that called <see cref="Run"/>; null, the default, runs without a clock.</summary>
    public Action<NodeTiming>? Profile { get; set; }

    /// <inheritdoc/>
    public Tensor[] Run(params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CachedPlan cached = PlanFor(inputs);
        if (!cached.Frames.TryTake(out Frame? frame))
        {
            frame = new Frame(cached.Plan);
        }

        Tensor[] results = frame.Run(inputs, _workers, Profile);
        frame.Forget();
        cached.Frames.Add(frame);
        return results;
    }

    /// <inheritdoc/>
    public void Dispose() => _workers.Dispose();

    private CachedPlan PlanFor(Tensor[] inputs)
    {
        if (inputs.Length != Inputs.Count)
        {
            throw new GraphException($"The session has {Inputs.Count} inputs ({string.Join(", ", Inputs)}) and was fed {inputs.Length}.");
        }

        foreach (Tensor input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        }

        lock (_gate)
        {
            for (int i = 0; i < _plans.Count; i++)
            {
                CachedPlan candidate = _plans[i];
                if (candidate.Fits(inputs))
                {
                    // The latest used one comes first, so that the oldest is the one to drop.
                    _plans.RemoveAt(i);
                    _plans.Insert(0, candidate);
                    return candidate;
                }
            }

            int batch = 1;
            for (int i = 0; i < inputs.Length; i++)
            {
                batch = Math.Max(batch, FeedRules.Check(Inputs[i], inputs[i]));
            }

            TensorShape[] shapes = Array.ConvertAll(inputs, static input => input.Shape);
            var made = new CachedPlan(Array.ConvertAll(inputs, static input => new TensorFact("", input.Type, input.Shape)), ExecutionPlan.Create(_graph, shapes, batch));
            _plans.Insert(0, made);
            if (_plans.Count > MostPlans)
            {
                _plans.RemoveAt(_plans.Count - 1);
            }

            return made;
        }
    }

    private sealed class CachedPlan(TensorFact[] fed, ExecutionPlan plan)
    {
        public ExecutionPlan Plan => plan;

        public ConcurrentBag<Frame> Frames { get; } = [];

        public bool Fits(Tensor[] inputs)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                if (fed[i].Type != inputs[i].Type || !fed[i].Shape.Dimensions.SequenceEqual(inputs[i].Dimensions))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
