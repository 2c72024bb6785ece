namespace Poets.Graphs.Execution;

/// <summary>
/// The order of steps for one set of input shapes, the value that each reads and writes, and the buffer that holds each
/// value. Immutable: any number of <see cref="Frame"/>s run it at once.
/// </summary>
internal sealed class ExecutionPlan
{
    private ExecutionPlan(PlannedStep[] steps, PlannedValue[] values, int[] inputs, int[] outputs, PlannedBuffer[] buffers)
    {
        Steps = steps;
        Values = values;
        Inputs = inputs;
        Outputs = outputs;
        Buffers = buffers;
        TakesOffset = Array.ConvertAll(values, static value => value.Views.Count == 0);
        foreach (PlannedStep step in steps)
        {
            foreach (int id in step.Inputs.Concat(step.Outputs))
            {
                TakesOffset[id] &= step.Step?.TakesOffsets == true;
            }
        }
    }

    public PlannedStep[] Steps { get; }

    public PlannedValue[] Values { get; }

    /// <summary>Ids of the fed values.</summary>
    public int[] Inputs { get; }

    /// <summary>Ids of the answered values.</summary>
    public int[] Outputs { get; }

    public PlannedBuffer[] Buffers { get; }

    /// <summary>Which values may start behind the front of their arrays: nobody but steps that take offsets writes, reads or shows them.</summary>
    public bool[] TakesOffset { get; }

    /// <summary>Makes a plan of what the planner found.</summary>
    public static ExecutionPlan Of(List<PlannedStep> steps, List<PlannedValue> values, int[] inputs, int[] outputs, List<PlannedBuffer> buffers) =>
        new([.. steps], [.. values], inputs, outputs, [.. buffers]);
}
