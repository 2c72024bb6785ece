namespace Poets.Graphs.Execution;

/// <summary>
/// The step of a plan from which on a batch that runs in parts runs whole, and the one value that the steps behind it read of
/// those before; −1 where the parts run to the end.
/// </summary>
/// <remarks>
/// In parts, activations stay in the second-level cache from layer to layer, but every part reads all weights again. The last
/// layers of a network have much weight and few pixels, so that reading the weights once is worth more. A cut is possible
/// where a single value crosses.
/// </remarks>
internal readonly record struct BatchCut(int Step, int Value)
{
    // An activation is written and read, often more than once, and all of that leaves the cache when the batch outgrows it; a
    // weight is read once more. On MobileNet v1, layers with 1.3 weights to an activation prefer parts, layers with 6.7 whole batches.
    private const long ActivationsToWeights = 4;

    /// <summary>The cut that spares the most.</summary>
    public static BatchCut Of(ExecutionPlan plan, int images)
    {
        var best = new BatchCut(plan.Steps.Length, -1);
        Crossing[] crossings = Crossings(plan);
        long gain = 0;
        long most = 0;
        for (int s = plan.Steps.Length - 1; s >= 0; s--)
        {
            gain += Gain(plan, plan.Steps[s], images);
            if (gain > most && (s == 0 || SingleAt(crossings, s) >= 0))
            {
                most = gain;
                best = new BatchCut(s, s == 0 ? -1 : SingleAt(crossings, s));
            }
        }

        return best;
    }

    /// <summary>What running a step for the whole batch at once spares, in weights read an image.</summary>
    private static long Gain(ExecutionPlan plan, PlannedStep step, int images)
    {
        long weights = 0;
        long activations = 0;
        foreach (int id in step.Inputs.Concat(step.Outputs))
        {
            PlannedValue value = plan.Values[id];
            long elements = value.Fact.Shape.ElementCount;
            weights += value.Fact.IsConstant ? elements : 0;
            activations += value.Fact.IsConstant ? 0 : elements;
        }

        return weights - (ActivationsToWeights * activations / images);
    }

    private static int SingleAt(Crossing[] crossings, int step)
    {
        int single = -1;
        for (int id = 0; id < crossings.Length; id++)
        {
            if (crossings[id].FirstWrite < step && crossings[id].LastRead >= step)
            {
                if (single >= 0 || crossings[id].LastWrite >= step)
                {
                    return -1;
                }

                single = id;
            }
        }

        return single;
    }

    private static Crossing[] Crossings(ExecutionPlan plan)
    {
        var crossings = new Crossing[plan.Values.Length];
        Array.Fill(crossings, new Crossing(-1, -1, -1));
        for (int s = plan.Steps.Length - 1; s >= 0; s--)
        {
            foreach (int output in plan.Steps[s].Outputs)
            {
                ref Crossing written = ref crossings[PlannedValue.RootOf(plan.Values, output)];
                written = written with { FirstWrite = s, LastWrite = Math.Max(s, written.LastWrite) };
            }

            foreach (int input in plan.Steps[s].Inputs)
            {
                ref Crossing read = ref crossings[PlannedValue.RootOf(plan.Values, input)];
                read = read with { LastRead = plan.Values[input].Fact.IsConstant ? -1 : Math.Max(s, read.LastRead) };
            }
        }

        foreach (int output in plan.Outputs)
        {
            ref Crossing read = ref crossings[PlannedValue.RootOf(plan.Values, output)];
            read = read with { LastRead = int.MaxValue };
        }

        return crossings;
    }

    /// <summary>The steps between which a value lives; −1 is before the first one.</summary>
    private readonly record struct Crossing(int FirstWrite, int LastWrite, int LastRead);
}
