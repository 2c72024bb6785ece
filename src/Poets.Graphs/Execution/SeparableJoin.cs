using Poets.Graphs.Kernels.Convolution;
using Poets.Graphs.Kernels.Depthwise;

namespace Poets.Graphs.Execution;

/// <summary>
/// Joins [pointwise →] depthwise → pointwise steps that follow each other into one, where nobody else reads what lies between them.
/// That then needs no buffer at all.
/// </summary>
internal static class SeparableJoin
{
    public static void Apply(List<PlannedStep> steps, List<PlannedValue> values, int[] outputs)
    {
        // A pointwise step may end one block or begin the next one: the block that spares more takes it.
        var chosen = new List<Block>();
        var taken = new bool[steps.Count];
        foreach (Block block in Blocks(steps, values, Uses(steps, values, outputs)).OrderByDescending(block => block.Spared))
        {
            Span<bool> own = taken.AsSpan(block.First, block.Steps);
            if (!own.Contains(true))
            {
                own.Fill(true);
                chosen.Add(block);
            }
        }

        foreach (Block block in chosen.OrderByDescending(block => block.First))
        {
            Join(steps, block);
        }
    }

    /// <summary>All that can be joined, each by itself.</summary>
    private static List<Block> Blocks(List<PlannedStep> steps, List<PlannedValue> values, int[] uses)
    {
        var blocks = new List<Block>();
        for (int s = 0; s + 1 < steps.Count; s++)
        {
            if (steps[s].Step is not DepthwiseStep { Residual: < 0 } depthwise || !Feeds(steps[s], steps[s + 1], uses) || steps[s + 1].Step is not ConvolutionStep project)
            {
                continue;
            }

            Add(s, null);
            if (s > 0 && steps[s - 1].Step is ConvolutionStep { Residual: < 0 } expand && Feeds(steps[s - 1], steps[s], uses))
            {
                Add(s - 1, expand.Convolution);
            }

            void Add(int first, ConvolutionKernel? expand)
            {
                TensorShape pixels = values[steps[first].Inputs[0]].Fact.Shape;
                if (SeparableKernel.TryCreate(expand, depthwise.Depthwise, project.Convolution, pixels[1], pixels[2]) is { } kernel)
                {
                    blocks.Add(new Block(first, s + 2 - first, kernel, kernel.BytesBetween(pixels[1], pixels[2])));
                }
            }
        }

        return blocks;
    }

    private static void Join(List<PlannedStep> steps, Block block)
    {
        PlannedStep last = steps[block.First + block.Steps - 1];
        int input = steps[block.First].Inputs[0];
        int residual = ((ConvolutionStep)last.Step!).Residual;
        int[] inputs = residual < 0 ? [input] : [input, last.Inputs[residual]];
        steps[block.First] = new PlannedStep(last.Node, last.Operator, new SeparableStep(block.Kernel, Placement.Whole), inputs, last.Outputs);
        steps.RemoveRange(block.First + 1, block.Steps - 1);
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

    /// <summary>Steps that follow each other, the kernel that does them all, and the bytes that need not be written then.</summary>
    private sealed record Block(int First, int Steps, SeparableKernel Kernel, long Spared);
}
