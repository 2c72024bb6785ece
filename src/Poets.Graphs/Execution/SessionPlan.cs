using Poets.Graphs.Import;

namespace Poets.Graphs.Execution;

/// <summary>What a session keeps for inputs of one kind: the plan of the whole run, or of its parts where the batch is better divided.</summary>
internal sealed class SessionPlan
{
    private readonly TensorFact[] _fed;
    private readonly PlannedRun _whole;
    private readonly DividedBatch? _divided;

    private SessionPlan(TensorFact[] fed, PlannedRun whole, DividedBatch? divided)
    {
        _fed = fed;
        _whole = whole;
        _divided = divided;
    }

    /// <summary>How the batch is divided; null where it runs whole.</summary>
    public BatchDivision? Division => _divided?.Division;

    /// <summary>Plans a run.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="declared">What the graph says of its inputs.</param>
    /// <param name="fed">What is fed, of known shape.</param>
    /// <param name="threads">Threads that will share the work.</param>
    /// <param name="imagesPerPart">Images that a part should have; 0 lets <see cref="BatchDivision"/> decide.</param>
    /// <exception cref="GraphException">The inputs do not fit the graph.</exception>
    public static SessionPlan Create(TypedGraph graph, IReadOnlyList<TensorFact> declared, TensorFact[] fed, int threads, int imagesPerPart)
    {
        int frozenBatch = 1;
        for (int i = 0; i < fed.Length; i++)
        {
            frozenBatch = Math.Max(frozenBatch, FeedRules.Check(declared[i], fed[i]));
        }

        TensorShape[] shapes = Array.ConvertAll(fed, static input => input.Shape);
        var planner = new Planner(graph, shapes, frozenBatch);
        ExecutionPlan whole = planner.Plan();
        var parts = new PartPlanner(graph, planner, whole, shapes, declared, frozenBatch);
        return new SessionPlan(fed, new PlannedRun(whole), parts.TryDivide(threads, imagesPerPart));
    }

    /// <summary>Whether inputs have the types and shapes that this was planned for.</summary>
    public bool Fits(Tensor[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (_fed[i].Type != inputs[i].Type || !_fed[i].Shape.Dimensions.SequenceEqual(inputs[i].Dimensions))
            {
                return false;
            }
        }

        return true;
    }

    public Tensor[] Run(Tensor[] inputs, WorkerPool workers, Action<NodeTiming>? profile) =>
        _divided is { } divided ? divided.Run(inputs, workers, profile) : _whole.Run(inputs, workers, profile);
}
