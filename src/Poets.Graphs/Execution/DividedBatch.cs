namespace Poets.Graphs.Execution;

/// <summary>
/// Runs a batch a few images at a time: what one image leaves in the caches the next layer still finds there, and threads that
/// take whole images wait for each other once a batch, not once a layer.
/// </summary>
/// <remarks>
/// The images that all threads can share evenly are run by one thread each; what is left over is run by all threads together.
/// Kernels sum in an order that knows neither batch nor threads, so the answer is bit for bit that of the batch as a whole.
/// </remarks>
internal sealed class DividedBatch
{
    private readonly bool[] _batched;
    private readonly TensorFact[] _outputs;
    private readonly PlannedRun _part;
    private readonly PlannedRun? _rest;
    private readonly PlannedRun? _tail;

    /// <param name="division">How the batch is divided.</param>
    /// <param name="batched">Which inputs hold images.</param>
    /// <param name="outputs">Types and shapes of what the parts answer, for the whole batch.</param>
    /// <param name="part">The steps before the cut for <see cref="BatchDivision.ImagesPerPart"/> images.</param>
    /// <param name="rest">The same for <see cref="BatchDivision.Rest"/> images; null where there are none.</param>
    /// <param name="tail">The steps behind the cut for the whole batch; null where there are none.</param>
    public DividedBatch(BatchDivision division, bool[] batched, TensorFact[] outputs, PlannedRun part, PlannedRun? rest, PlannedRun? tail)
    {
        Division = division;
        _batched = batched;
        _outputs = outputs;
        _part = part;
        _rest = rest;
        _tail = tail;
    }

    /// <summary>How the batch is divided.</summary>
    public BatchDivision Division { get; }

    public Tensor[] Run(Tensor[] inputs, WorkerPool workers, Action<NodeTiming>? profile)
    {
        Tensor[] results = Array.ConvertAll(_outputs, static output =>
            new Tensor(output.Type, output.Shape.Dimensions, Frame.Allocate(output.Type, checked((int)output.Shape.ElementCount))));
        TimingSums? sums = profile is null ? null : new TimingSums();
        var body = new Body(this, inputs, results, sums);
        workers.For(Division.Parts, ref body);
        if (_rest is { } rest)
        {
            RunPart(rest, Division.Parts * Division.ImagesPerPart, inputs, results, workers, sums);
        }

        sums?.Report(profile!);
        return _tail is { } tail ? tail.Run(results, workers, profile) : results;
    }

    private void RunPart(PlannedRun part, int firstImage, Tensor[] inputs, Tensor[] results, WorkerPool workers, TimingSums? sums)
    {
        Frame frame = part.Take();
        for (int i = 0; i < inputs.Length; i++)
        {
            if (_batched[i])
            {
                frame.FeedPart(i, inputs[i], firstImage * (inputs[i].Length / Division.Images));
            }
            else
            {
                frame.Feed(i, inputs[i]);
            }
        }

        frame.Run(workers, sums is null ? null : sums.Add);
        for (int i = 0; i < results.Length; i++)
        {
            Tensor result = frame.Result(i);
            Array.Copy(result.Data, result.Offset, results[i].Data, firstImage * (results[i].Length / Division.Images), result.Length);
        }

        part.GiveBack(frame);
    }

    private readonly struct Body(DividedBatch owner, Tensor[] inputs, Tensor[] results, TimingSums? sums) : IParallelBody
    {
        public void Invoke(int index) => owner.RunPart(owner._part, index * owner.Division.ImagesPerPart, inputs, results, WorkerPool.Inline, sums);
    }
}
