using Poets.Graphs.Operators;

namespace Poets.Graphs.Execution;

/// <summary>
/// Lets the producers of a concatenation along the channels write into their slices of it, so that nothing is copied.
/// Done only where every part is made by a <see cref="PlacedStep"/> and read by the concatenation alone.
/// </summary>
internal static class ConcatPlacement
{
    public static void Apply(List<PlannedStep> steps, List<PlannedValue> values, int[] outputs)
    {
        var readers = new int[values.Count];
        var makers = new int[values.Count];
        Array.Fill(makers, -1);
        for (int s = 0; s < steps.Count; s++)
        {
            foreach (int input in steps[s].Inputs)
            {
                readers[input]++;
            }

            foreach (int output in steps[s].Outputs)
            {
                makers[output] = s;
            }
        }

        foreach (int output in outputs)
        {
            readers[output]++;
        }

        var done = new HashSet<PlannedStep>();
        foreach (PlannedStep join in steps)
        {
            if (join.Step is not null && join.Operator is ConcatOperator concat && CanPlace(join, concat, steps, values, readers, makers))
            {
                int first = 0;
                int joined = join.Outputs[0];
                foreach (int part in join.Inputs.AsSpan(concat.FirstInput, join.Inputs.Length - 1))
                {
                    PlannedStep maker = steps[makers[part]];
                    int channels = values[part].Fact.Shape[-1];
                    maker.Step = ((PlacedStep)maker.Step!).At(new Placement(first, channels));
                    maker.Outputs[0] = joined;
                    first += channels;
                }

                done.Add(join);
            }
        }

        steps.RemoveAll(done.Contains);
    }

    private static bool CanPlace(PlannedStep join, ConcatOperator concat, List<PlannedStep> steps, List<PlannedValue> values, int[] readers, int[] makers)
    {
        TensorShape shape = values[join.Outputs[0]].Fact.Shape;
        if (values[join.Outputs[0]].Fact.Type != ElementType.Float32 || shape.Rank is not (2 or 4) || shape.ElementCount == 0
            || values[join.Inputs[concat.AxisInput(join.Inputs.Length)]].Fact.KnownIntegers() is not [long axis]
            || Shapes.Axis(axis, shape.Rank) != shape.Rank - 1)
        {
            return false;
        }

        foreach (int part in join.Inputs.AsSpan(concat.FirstInput, join.Inputs.Length - 1))
        {
            // A step that already writes into a slice wrote its former output off; `Outputs[0]` tells.
            if (readers[part] != 1 || values[part].Views.Count > 0 || makers[part] < 0
                || steps[makers[part]] is not { Step: PlacedStep } maker || maker.Outputs[0] != part)
            {
                return false;
            }
        }

        return true;
    }
}
