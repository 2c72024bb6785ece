namespace Poets.Graphs.Execution;

/// <summary>Gives each value a buffer, reusing those whose last reader has run; the best fitting free one is taken.</summary>
internal static class BufferAssignment
{
    public static List<PlannedBuffer> Assign(List<PlannedStep> steps, List<PlannedValue> values, int[] outputs)
    {
        int[] last = LastReads(steps, values, outputs);
        var buffers = new List<PlannedBuffer>();
        var free = new List<int>();
        for (int s = 0; s < steps.Count; s++)
        {
            foreach (int output in steps[s].Outputs)
            {
                PlannedValue value = values[output];
                if (!value.IsTransient && value.Buffer < 0 && !value.Fact.IsConstant)
                {
                    value.Buffer = Take(buffers, free, value.Fact.Type, checked((int)value.Fact.Shape.ElementCount));
                }
            }

            // After the step, so that it never writes over what it reads.
            Release(steps[s].Inputs, s, values, last, free);
            Release(steps[s].Outputs, s, values, last, free);
        }

        return buffers;
    }

    private static void Release(int[] ids, int step, List<PlannedValue> values, int[] last, List<int> free)
    {
        foreach (int id in ids)
        {
            int root = PlannedValue.RootOf(values, id);
            if (last[root] == step && values[root].Buffer >= 0 && !free.Contains(values[root].Buffer))
            {
                free.Add(values[root].Buffer);
            }
        }
    }

    private static int[] LastReads(List<PlannedStep> steps, List<PlannedValue> values, int[] outputs)
    {
        var last = new int[values.Count];
        Array.Fill(last, -1);
        for (int s = 0; s < steps.Count; s++)
        {
            foreach (int id in steps[s].Outputs)
            {
                last[PlannedValue.RootOf(values, id)] = s;
            }

            foreach (int id in steps[s].Inputs)
            {
                last[PlannedValue.RootOf(values, id)] = s;
            }
        }

        foreach (int id in outputs)
        {
            last[PlannedValue.RootOf(values, id)] = int.MaxValue;
        }

        return last;
    }

    private static int Take(List<PlannedBuffer> buffers, List<int> free, ElementType type, int length)
    {
        int best = -1;
        foreach (int candidate in free)
        {
            if (Tensor.StorageOf(buffers[candidate].Type) != Tensor.StorageOf(type))
            {
                continue;
            }

            int size = buffers[candidate].Length;
            int bestSize = best < 0 ? 0 : buffers[best].Length;
            bool better = best < 0 || (bestSize < length ? size > bestSize : size >= length && size < bestSize);
            best = better ? candidate : best;
        }

        if (best < 0)
        {
            buffers.Add(new PlannedBuffer(type, length));
            return buffers.Count - 1;
        }

        free.Remove(best);
        if (buffers[best].Length < length)
        {
            buffers[best] = new PlannedBuffer(type, length);
        }

        return best;
    }
}
