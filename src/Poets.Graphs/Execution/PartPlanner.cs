using Poets.Graphs.Import;

namespace Poets.Graphs.Execution;

/// <summary>Plans the parts of a batch, where its images are independent of each other.</summary>
internal sealed class PartPlanner
{
    private readonly TypedGraph _graph;
    private readonly Planner _planner;
    private readonly ExecutionPlan _whole;
    private readonly TensorShape[] _shapes;
    private readonly int _frozenBatch;
    private readonly bool[] _batched;
    private readonly int _images;

    /// <param name="graph">The graph.</param>
    /// <param name="planner">What planned the whole batch.</param>
    /// <param name="whole">The plan of the whole batch.</param>
    /// <param name="shapes">The shapes that are fed.</param>
    /// <param name="declared">The shapes that the graph says.</param>
    /// <param name="frozenBatch">The batch that is fed in place of a frozen 1; 1 where the graph takes any batch.</param>
    public PartPlanner(TypedGraph graph, Planner planner, ExecutionPlan whole, TensorShape[] shapes, IReadOnlyList<TensorFact> declared, int frozenBatch)
    {
        _graph = graph;
        _planner = planner;
        _whole = whole;
        _shapes = shapes;
        _frozenBatch = frozenBatch;
        bool[] open = [.. declared.Select((input, i) => shapes[i].Rank > 0 && (!input.Shape.HasRank || input.Shape[0] is -1 or 1))];
        int first = Array.IndexOf(open, true);
        _images = first < 0 ? 1 : shapes[first][0];
        _batched = [.. open.Select((isOpen, i) => isOpen && shapes[i][0] == _images)];
    }

    /// <summary>The batch in parts; null where it has to run, or had better run, as a whole.</summary>
    /// <param name="threads">Threads that will share the work.</param>
    /// <param name="imagesPerPart">Images that a part should have; 0 lets <see cref="BatchDivision"/> decide.</param>
    public DividedBatch? TryDivide(int threads, int imagesPerPart)
    {
        if (_images < 2 || !ImageIndependence.Holds(_graph, _planner.FactOf, _batched, _images) || TryPlan(1, null) is not { } one)
        {
            return null;
        }

        var division = BatchDivision.Of(_images, _whole, one, threads, imagesPerPart);
        if (division.IsWhole)
        {
            return null;
        }

        ExecutionPlan? part = TryPlan(division.ImagesPerPart, division.Cut);
        ExecutionPlan? rest = division.Rest == 0 ? null : TryPlan(division.Rest, division.Cut);
        ExecutionPlan? tail = division.Cut.Value < 0 ? null : new Planner(_graph, _shapes, _frozenBatch).PlanTail(division.Cut);
        int[] outputs = division.Cut.Value < 0 ? _whole.Outputs : [division.Cut.Value];
        return part is null || (rest is null && division.Rest > 0)
            ? null
            : new DividedBatch(division, _batched, Array.ConvertAll(outputs, OutputOf), RunOf(part)!, RunOf(rest), RunOf(tail));
    }

    private static PlannedRun? RunOf(ExecutionPlan? plan) => plan is null ? null : new PlannedRun(plan);

    private TensorFact OutputOf(int id) => new("", _whole.Values[id].Fact.Type, _whole.Values[id].Fact.Shape);

    /// <summary>The plan of some images, up to a cut; null where any value is not what those images are of the whole batch.</summary>
    private ExecutionPlan? TryPlan(int images, BatchCut? cut)
    {
        TensorShape[] shapes = [.. _shapes.Select((shape, i) => _batched[i] ? WithImages(shape, images) : shape)];
        ExecutionPlan plan;
        try
        {
            var planner = new Planner(_graph, shapes, _frozenBatch > 1 ? images : 1);
            plan = cut is { } at ? planner.PlanHead(at) : planner.Plan();
        }
        catch (GraphException)
        {
            // A shape in the graph fits this batch only.
            return null;
        }

        if (cut is null && !plan.Steps.Select(static step => step.Node).SequenceEqual(_whole.Steps.Select(static step => step.Node)))
        {
            return null;
        }

        for (int i = 0; i < plan.Values.Length; i++)
        {
            TensorShape part = plan.Values[i].Fact.Shape;
            TensorShape whole = _whole.Values[i].Fact.Shape;
            if (!part.Equals(whole) && !(whole.HasRank && whole.Rank > 0 && whole[0] == _images && part.Equals(WithImages(whole, images))))
            {
                return null;
            }
        }

        return plan;
    }

    private static TensorShape WithImages(TensorShape shape, int images)
    {
        int[] dimensions = shape.Dimensions.ToArray();
        dimensions[0] = images;
        return TensorShape.Of(dimensions);
    }
}
