using Poets.Graphs.Import;
using Poets.Graphs.Kernels;

namespace Poets.Graphs.Execution;

/// <summary>The tensors of one run of a plan. One frame serves one run at a time; a session keeps a few for reuse.</summary>
internal sealed class Frame
{
    private readonly ExecutionPlan _plan;
    private readonly Tensor?[] _values;
    private readonly Tensor[][] _inputs;
    private readonly Tensor[][] _outputs;

    public Frame(ExecutionPlan plan)
    {
        _plan = plan;
        var buffers = Array.ConvertAll(plan.Buffers, static buffer => AllocateBuffer(buffer.Type, buffer.Length));
        int[] starts = Array.ConvertAll(buffers, static buffer => buffer is float[] floats ? AlignedStart(floats) : 0);
        _values = new Tensor?[plan.Values.Length];
        for (int i = 0; i < _values.Length; i++)
        {
            PlannedValue value = plan.Values[i];
            _values[i] = value.Fact.IsConstant ? value.IsRead ? value.Fact.Value : null
                : value.Buffer >= 0 ? new Tensor(value.Fact.Type, value.Fact.Shape.Dimensions, buffers[value.Buffer], plan.TakesOffset[i] ? starts[value.Buffer] : 0)
                : value.ViewOf >= 0 && _values[value.ViewOf] is { } viewed ? new Tensor(value.Fact.Type, value.Fact.Shape.Dimensions, viewed.Data)
                : null;
        }

        // Transient values are put in place before the step that reads them runs.
        _inputs = Array.ConvertAll(plan.Steps, step => Array.ConvertAll(step.Inputs, id => _values[id]!));
        _outputs = Array.ConvertAll(plan.Steps, step => Array.ConvertAll(step.Outputs, id => _values[id]!));
    }

    /// <summary>What the plan answers, after a run; valid until the next one.</summary>
    public Tensor Result(int output) => _values[_plan.Outputs[output]]!;

    /// <summary>Puts a tensor in the place of an input.</summary>
    public void Feed(int input, Tensor tensor) => Put(_plan.Inputs[input], tensor);

    /// <summary>Puts a part of a tensor, from element <paramref name="offset"/> on, in the place of an input; it is copied where a reader takes whole arrays only.</summary>
    public void FeedPart(int input, Tensor tensor, int offset)
    {
        Fact fact = _plan.Values[_plan.Inputs[input]].Fact;
        if (_plan.TakesOffset[_plan.Inputs[input]])
        {
            Feed(input, new Tensor(tensor.Type, fact.Shape.Dimensions, tensor.Data, offset));
            return;
        }

        Array copy = Allocate(tensor.Type, checked((int)fact.Shape.ElementCount));
        Array.Copy(tensor.Data, offset, copy, 0, copy.Length);
        Feed(input, new Tensor(tensor.Type, fact.Shape.Dimensions, copy));
    }

    /// <summary>Runs all steps.</summary>
    /// <param name="workers">Threads to divide the work among.</param>
    /// <param name="profile">Called after each step; null to run without a clock.</param>
    public void Run(WorkerPool workers, Action<NodeTiming>? profile)
    {
        for (int s = 0; s < _plan.Steps.Length; s++)
        {
            PlannedStep step = _plan.Steps[s];
            long start = profile is null ? 0 : System.Diagnostics.Stopwatch.GetTimestamp();
            try
            {
                if (step.Step is { } prepared)
                {
                    prepared.Run(_inputs[s], _outputs[s], workers);
                }
                else
                {
                    Evaluate(step, _inputs[s], workers);
                }
            }
            catch (Exception error) when (error is not (GraphException or OutOfMemoryException))
            {
                throw new GraphException($"Node '{step.Node}' ({step.Operator.Kind}): {error.Message}", error);
            }

            if (profile is not null)
            {
                double microseconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                profile(new NodeTiming(step.Node, step.Operator.Kind, step.Step?.Kernel ?? "Evaluate", microseconds)
                {
                    MultiplyAdds = step.Step?.MultiplyAdds(_inputs[s], _outputs[s]) ?? 0,
                });
            }
        }
    }

    /// <summary>Lets go of what the last run was fed, so that a kept frame holds no tensors of others.</summary>
    public void Forget()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (_plan.Values[i].IsTransient)
            {
                _values[i] = null;
                foreach ((int step, int position) in _plan.Values[i].Readers)
                {
                    _inputs[step][position] = null!;
                }
            }
        }
    }

    /// <summary>An array for a tensor's elements, of whatever content where that is harmless.</summary>
    public static Array Allocate(ElementType type, int length) => type == ElementType.Float32
        ? GC.AllocateUninitializedArray<float>(length)
        : Array.CreateInstance(Tensor.StorageOf(type), length);

    /// <summary>An array with room to move its content to a cache line; it stays where it is.</summary>
    private static Array AllocateBuffer(ElementType type, int length) => type == ElementType.Float32
        ? GC.AllocateUninitializedArray<float>(checked(length + AlignedFloats.CacheLine), pinned: true)
        : Allocate(type, length);

    private static unsafe int AlignedStart(float[] buffer)
    {
        fixed (float* start = buffer)
        {
            return (int)(AlignedFloats.Align(start) - start);
        }
    }

    private void Evaluate(PlannedStep step, Tensor[] inputs, WorkerPool workers)
    {
        Tensor[] results = step.Operator.Evaluate(inputs, workers);
        for (int i = 0; i < results.Length; i++)
        {
            PlannedValue value = _plan.Values[step.Outputs[i]];
            if (value.Fact.Shape.IsFullyKnown && !value.Fact.Shape.Equals(results[i].Shape))
            {
                throw new Operators.OperatorException($"output {i} has the shape {results[i].Shape}, planned was {value.Fact.Shape}");
            }

            Put(step.Outputs[i], results[i]);
        }
    }

    private void Put(int id, Tensor tensor)
    {
        _values[id] = tensor;
        foreach ((int step, int position) in _plan.Values[id].Readers)
        {
            _inputs[step][position] = tensor;
        }

        foreach (int view in _plan.Values[id].Views)
        {
            Put(view, new Tensor(tensor.Type, _plan.Values[view].Fact.Shape.Dimensions, tensor.Data));
        }
    }
}
