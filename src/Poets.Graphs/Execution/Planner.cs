using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Execution;

/// <summary>Makes an <see cref="ExecutionPlan"/>: facts for the fed shapes, steps, shared storage, lifetimes, buffers.</summary>
internal sealed class Planner
{
    private readonly TypedGraph _graph;
    private readonly TensorShape[] _shapes;
    private readonly int _batch;
    private readonly Dictionary<GraphNode, int[]> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly List<PlannedValue> _values = [];
    private readonly List<PlannedStep> _steps = [];

    public Planner(TypedGraph graph, TensorShape[] shapes, int batch)
    {
        _graph = graph;
        _shapes = shapes;
        _batch = batch;
    }

    /// <summary>All steps.</summary>
    public ExecutionPlan Plan()
    {
        AddSteps();
        return Finish(InputIds(), OutputIds());
    }

    /// <summary>The steps before a cut, which answer the value that crosses it.</summary>
    public ExecutionPlan PlanHead(BatchCut cut)
    {
        AddSteps();
        _steps.RemoveRange(cut.Step, _steps.Count - cut.Step);
        return Finish(InputIds(), cut.Value < 0 ? OutputIds() : [cut.Value]);
    }

    /// <summary>The steps from a cut on, which are fed the value that crosses it.</summary>
    public ExecutionPlan PlanTail(BatchCut cut)
    {
        AddSteps();
        _steps.RemoveRange(0, cut.Step);
        MarkTransient(cut.Value);
        return Finish([cut.Value], OutputIds());
    }

    private int[] InputIds() => Array.ConvertAll(_graph.Inputs, IdOf);

    private int[] OutputIds() => Array.ConvertAll(_graph.Outputs, IdOf);

    /// <summary>Values and steps of the whole graph, in an order that any cut counts by.</summary>
    private void AddSteps()
    {
        foreach (GraphNode node in _graph.Nodes)
        {
            Add(node);
        }

        SeparableJoin.Apply(_steps, _values, OutputIds());
        ConcatPlacement.Apply(_steps, _values, OutputIds());
    }

    /// <summary>Who reads what, and a buffer for each value, of the steps that are left.</summary>
    private ExecutionPlan Finish(int[] inputs, int[] outputs)
    {
        for (int s = 0; s < _steps.Count; s++)
        {
            for (int i = 0; i < _steps[s].Inputs.Length; i++)
            {
                if (_steps[s].Step?.Reads(i) != false)
                {
                    _values[_steps[s].Inputs[i]].Readers.Add((s, i));
                    MarkRead(_steps[s].Inputs[i]);
                }
            }
        }

        foreach (int output in outputs)
        {
            MarkRead(output);
        }

        return ExecutionPlan.Of(_steps, _values, inputs, outputs, BufferAssignment.Assign(_steps, _values, outputs));
    }

    /// <summary>What the plan says of a tensor of the graph.</summary>
    public Fact FactOf(Outlet outlet) => _values[IdOf(outlet)].Fact;

    /// <summary>Who reads a view reads what it shows: a constant that only views show is kept, too.</summary>
    private void MarkRead(int id)
    {
        for (; id >= 0; id = _values[id].ViewOf)
        {
            _values[id].IsRead = true;
        }
    }

    private void MarkTransient(int id)
    {
        _values[id].IsTransient = true;
        _values[id].Views.ForEach(MarkTransient);
    }

    private int IdOf(Outlet outlet) => _ids[outlet.Node][outlet.Index];

    private void Add(GraphNode node)
    {
        if (node.Operator is FeedOperator feed)
        {
            int id = NewValue(node, 0, new Fact(node.Facts[0].Type, _shapes[feed.Position]));
            _values[id].IsTransient = true;
            _ids.Add(node, [id]);
            return;
        }

        int[] inputs = Array.ConvertAll(node.Inputs, IdOf);
        Fact[] facts = Array.ConvertAll(inputs, id => _values[id].Fact);
        Fact[]? frozen = _batch == 1 ? null : Array.ConvertAll(node.Inputs, static input => input.Fact);
        Fact[] results = Inference.Infer(node.Name, node.Operator, new InferenceContext(facts, frozen, _batch));
        var outputs = new int[results.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = NewValue(node, i, results[i]);
        }

        _ids.Add(node, outputs);
        if (Array.TrueForAll(results, static fact => fact.IsConstant))
        {
            return;
        }

        bool dynamic = Array.Exists(facts, static fact => !fact.Shape.IsFullyKnown) || Array.Exists(results, static fact => !fact.Shape.IsFullyKnown);
        if (dynamic)
        {
            // Evaluated in each run, which allocates the results.
            Array.ForEach(outputs, output => _values[output].IsTransient = true);
            _steps.Add(new PlannedStep(node.Name, node.Operator, null, inputs, outputs));
        }
        else if (node.Operator.IsView)
        {
            AddViews(inputs, outputs);
        }
        else
        {
            _steps.Add(new PlannedStep(node.Name, node.Operator, Prepare(node, facts, results), inputs, outputs));
        }
    }

    /// <summary>Outputs that show the storage of the inputs at their places: nothing runs.</summary>
    private void AddViews(int[] inputs, int[] outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            _values[outputs[i]].ViewOf = inputs[i];
            _values[inputs[i]].Views.Add(outputs[i]);
            _values[outputs[i]].IsTransient = _values[inputs[i]].IsTransient;
        }
    }

    private static Step Prepare(GraphNode node, Fact[] inputs, Fact[] outputs)
    {
        try
        {
            return node.Operator.Prepare(inputs, outputs) ?? new ComputeStep(node.Operator);
        }
        catch (Exception error) when (error is OperatorException or ArgumentException)
        {
            throw new GraphException($"Node '{node.Name}' ({node.Operator.Kind}): {error.Message}", error);
        }
    }

    private int NewValue(GraphNode node, int index, Fact fact)
    {
        _values.Add(new PlannedValue(node.Operator is FeedOperator ? node.Name : $"{node.Name}:{index}", fact));
        return _values.Count - 1;
    }
}
