using System.Collections.Concurrent;

namespace Poets.Graphs.Execution;

/// <summary>A plan and the frames that were made for it: any number of threads run it at once, each in a frame of its own.</summary>
internal sealed class PlannedRun(ExecutionPlan plan)
{
    private readonly ConcurrentBag<Frame> _frames = [];

    public ExecutionPlan Plan => plan;

    /// <summary>Runs the plan on whole tensors.</summary>
    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, WorkerPool workers, Action<NodeTiming>? profile)
    {
        Frame frame = Take();
        for (int i = 0; i < inputs.Length; i++)
        {
            frame.Feed(i, inputs[i]);
        }

        frame.Run(workers, profile);
        var results = new Tensor[plan.Outputs.Length];
        for (int i = 0; i < results.Length; i++)
        {
            Tensor result = frame.Result(i);
            Array data = Frame.Allocate(result.Type, result.Length);
            Array.Copy(result.Data, result.Offset, data, 0, result.Length);
            results[i] = new Tensor(result.Type, result.Dimensions, data);
        }

        GiveBack(frame);
        return results;
    }

    /// <summary>A frame that nobody else uses. One whose run failed need not be given back.</summary>
    public Frame Take() => _frames.TryTake(out Frame? frame) ? frame : new Frame(plan);

    public void GiveBack(Frame frame)
    {
        frame.Forget();
        _frames.Add(frame);
    }
}
