using Poets.Graphs.Kernels;

namespace Poets.Graphs.Execution;

/// <summary>
/// Joins [pointwise →] depthwise → pointwise steps that follow each other into one, where nobody else reads what lies between them.
/// That then needs no buffer at all.
/// </summary>
internal static class SeparableJoin
{
    public static void Apply(List<PlannedStep> steps, List<PlannedValue> values, int[] outputs)
    {
        int[] uses = Uses(steps, values, outputs);
        for (int s = 0; s + 1 < steps.Count; s++)
        {
            if (steps[s].Step is not DepthwiseStep { Residual: < 0 } || !Feeds(steps[s], steps[s + 1], uses) || steps[s + 1].Step is not ConvolutionStep)
            {
                continue;
            }

            bool expands = s > 0 && steps[s - 1].Step is ConvolutionStep { Residual: < 0 } && Feeds(steps[s - 1], steps[s], uses);
            if ((expands && TryJoin(steps, values, s - 1, s)) || TryJoin(steps, values, s, s))
            {
                s--;
            }
        }
    }

    private static bool TryJoin(List<PlannedStep> steps, List<PlannedValue> values, int first, int depthwise)
    {
        ConvolutionKernel? expand = first < depthwise ? ((ConvolutionStep)steps[first].Step!).Convolution : null;
        var project = (ConvolutionStep)steps[depthwise + 1].Step!;
        int input = steps[first].Inputs[0];
        TensorShape pixels = values[input].Fact.Shape;
        SeparableKernel? kernel = SeparableKernel.TryCreate(expand, ((DepthwiseStep)steps[depthwise].Step!).Depthwise, project.Convolution, pixels[1], pixels[2]);
        if (kernel is null)
        {
            return false;
        }

        PlannedStep last = steps[depthwise + 1];
        int[] inputs = project.Residual < 0 ? [input] : [input, last.Inputs[project.Residual]];
        steps[first] = new PlannedStep(last.Node, last.Operator, new SeparableStep(kernel, Placement.Whole), inputs, last.Outputs);
        steps.RemoveRange(first + 1, depthwise + 1 - first);
        return true;
    }

    /// <summary>Whether a step's output is the next one's pixels, and nothing else.</summary>
    private static bool Feeds(PlannedStep step, PlannedStep next, int[] uses) => next.Inputs[0] == step.Outputs[0] && uses[step.Outputs[0]] == 1;

    private static int[] Uses(List<PlannedStep> steps, List<PlannedValue> values, int[] outputs)
    {
        int[] uses = new int[values.Count];
        foreach (PlannedStep step in steps)
        {
            foreach (int input in step.Inputs)
            {
                uses[input]++;
            }
        }

        foreach (int output in outputs)
        {
            uses[output]++;
        }

        for (int id = 0; id < uses.Length; id++)
        {
            uses[id] += values[id].Views.Count;
        }

        return uses;
    }
}
