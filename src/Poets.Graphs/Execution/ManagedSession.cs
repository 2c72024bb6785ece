using Poets.Graphs.Import;

namespace Poets.Graphs.Execution;

/// <summary>A graph made ready to run on the managed engine. Safe to call from several threads at once.</summary>
public sealed class ManagedSession : IGraphSession
{
    /// <summary>Plans are small next to their frames' buffers; more shapes than this at once are unusual.</summary>
    private const int MostPlans = 16;

    private readonly TypedGraph _graph;
    private readonly WorkerPool _workers;
    private readonly List<SessionPlan> _plans = [];
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

    /// <summary>
    /// Called once a node and run, on the thread that called <see cref="Run"/>; null, the default, runs without a clock. For a
    /// batch that runs in parts the parts' times are added up and told at the end.
    /// </summary>
    public Action<NodeTiming>? Profile { get; set; }

    /// <summary>Where the graph came from, for messages.</summary>
    internal string Origin { get; init; } = string.Empty;

    /// <summary>Images in the parts of a batch that can be divided: 0, the default, lets the engine decide; a whole batch or more does not divide it. For tests and measurements.</summary>
    internal int ImagesPerPart { get; init; }

    /// <inheritdoc/>
    public Tensor[] Run(params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return PlanFor(inputs).Run(inputs, _workers, Profile);
    }

    /// <inheritdoc/>
    public void Dispose() => _workers.Dispose();

    /// <summary>Shapes of inputs that are planned for. For tests.</summary>
    internal int PlanCount => _plans.Count;

    /// <summary>Makes the plan for inputs of these shapes, weights packed, so that the first run finds it.</summary>
    /// <exception cref="GraphException">They do not fit the graph.</exception>
    internal void Expect(IReadOnlyList<TensorShape> shapes)
    {
        if (shapes.Count != Inputs.Count)
        {
            throw new GraphException($"The session has {Inputs.Count} inputs ({string.Join(", ", Inputs)}), and {shapes.Count} shapes are expected.");
        }

        TensorFact[] expected = [.. Inputs.Zip(shapes, static (input, shape) => input with { Shape = shape })];
        if (!Array.Exists(expected, static input => input.Type == ElementType.Unknown))
        {
            lock (_gate)
            {
                Plan(expected);
            }
        }
    }

    /// <summary>How a batch would be divided; null where it would run whole.</summary>
    internal BatchDivision? DivisionOf(params Tensor[] inputs) => PlanFor(inputs).Division;

    private SessionPlan PlanFor(Tensor[] inputs)
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
                SessionPlan candidate = _plans[i];
                if (candidate.Fits(inputs))
                {
                    // The latest used one comes first, so that the oldest is the one to drop.
                    _plans.RemoveAt(i);
                    _plans.Insert(0, candidate);
                    return candidate;
                }
            }

            return Plan(Array.ConvertAll(inputs, static input => new TensorFact("", input.Type, input.Shape)));
        }
    }

    /// <summary>Whoever calls holds the gate.</summary>
    private SessionPlan Plan(TensorFact[] fed)
    {
        SessionPlan made = GraphException.Naming(Origin, () => SessionPlan.Create(_graph, Inputs, fed, _workers.Threads, ImagesPerPart));
        _plans.Insert(0, made);
        if (_plans.Count > MostPlans)
        {
            _plans.RemoveAt(_plans.Count - 1);
        }

        return made;
    }
}
