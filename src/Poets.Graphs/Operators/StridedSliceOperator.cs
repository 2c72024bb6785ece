using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>StridedSlice: NumPy's basic indexing, x[begin:end:step, …, newaxis, index].</summary>
/// <remarks>A frozen end of 1 on the batch axis is the whole batch; see <see cref="ReshapeOperator"/> for why that is sound.</remarks>
internal sealed class StridedSliceOperator(int beginMask, int endMask, int ellipsisMask, int newAxisMask, int shrinkMask) : Operator
{
    public override string Kind => "StridedSlice";

    public static StridedSliceOperator Read(NodeReader node) => new(
        (int)node.Int("begin_mask", 0), (int)node.Int("end_mask", 0), (int)node.Int("ellipsis_mask", 0),
        (int)node.Int("new_axis_mask", 0), (int)node.Int("shrink_axis_mask", 0));

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(4);
        Fact input = context[0];
        (long[]? begin, long[]? end, long[]? step) = (context.KnownIntegers(1), context.KnownIntegers(2), context.KnownIntegers(3));
        if (!input.Shape.HasRank || begin is null || end is null || step is null || Array.IndexOf(step, Fact.NotKnown) >= 0)
        {
            return [new Fact(input.Type, TensorShape.Unknown)];
        }

        (SliceGeometry part, int[] dimensions) = Resolve(input.Shape.Dimensions, begin, end, step, context.GrewWithBatch(0));
        TensorShape shape = TensorShape.Of(dimensions);
        if (input.Partial is { } partial && part.Begin is [int first] && part.Size[0] >= 0)
        {
            var elements = new long[part.Size[0]];
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = partial[first + (i * part.Step[0])];
            }

            return [Array.IndexOf(elements, Fact.NotKnown) < 0
                ? new Fact(Integers.ToTensor(input.Type, dimensions, elements))
                : Fact.OfPartial(input.Type, shape, elements)];
        }

        return [new Fact(input.Type, shape)];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        // A batch that grew gives a shape larger than the frozen bounds say; the output's size tells.
        (SliceGeometry part, int[] dimensions) = Resolve(inputs[0].Dimensions, Integers.Of(inputs[1]), Integers.Of(inputs[2]), Integers.Of(inputs[3]), grown: false);
        if (Shapes.Product(dimensions) != outputs[0].Length)
        {
            (part, _) = Resolve(inputs[0].Dimensions, Integers.Of(inputs[1]), Integers.Of(inputs[2]), Integers.Of(inputs[3]), grown: true);
        }

        part.Copy(inputs[0], outputs[0]);
    }

    private (SliceGeometry Part, int[] Dimensions) Resolve(ReadOnlySpan<int> input, long[] begin, long[] end, long[] step, bool grown)
    {
        var part = new SliceGeometry(new int[input.Length], new int[input.Length], new int[input.Length]);
        var dimensions = new List<int>(input.Length);
        int named = 0;
        for (int i = 0; i < begin.Length; i++)
        {
            named += ((ellipsisMask >> i) & 1) == 0 && ((newAxisMask >> i) & 1) == 0 ? 1 : 0;
        }

        int axis = 0;
        for (int i = 0; i < begin.Length; i++)
        {
            if (((ellipsisMask >> i) & 1) != 0)
            {
                for (int skipped = input.Length - named; skipped > 0; skipped--)
                {
                    Whole(part, input, axis++, dimensions);
                }
            }
            else if (((newAxisMask >> i) & 1) != 0)
            {
                dimensions.Add(1);
            }
            else if (axis == input.Length)
            {
                throw new OperatorException($"it indexes more than the {input.Length} dimensions there are");
            }
            else
            {
                One(part, input, axis, i, begin, end, step, dimensions, grown && axis == 0);
                axis++;
            }
        }

        while (axis < input.Length)
        {
            Whole(part, input, axis++, dimensions);
        }

        return (part, [.. dimensions]);
    }

    private static void Whole(SliceGeometry part, ReadOnlySpan<int> input, int axis, List<int> dimensions)
    {
        (part.Begin[axis], part.Step[axis], part.Size[axis]) = (0, 1, input[axis]);
        dimensions.Add(input[axis]);
    }

    private void One(
        SliceGeometry part, ReadOnlySpan<int> input, int axis, int index, long[] begin, long[] end, long[] step, List<int> dimensions, bool grown)
    {
        long stride = step[index];
        int size = input[axis];
        if (stride == 0)
        {
            throw new OperatorException("a step of 0");
        }

        bool fromStart = ((beginMask >> index) & 1) != 0;
        bool toEnd = ((endMask >> index) & 1) != 0;
        if (((shrinkMask >> index) & 1) != 0)
        {
            // begin_mask says nothing of a single index.
            long at = begin[index];
            if (size >= 0 && at != Fact.NotKnown && (at < -size || at >= size))
            {
                throw new OperatorException($"index {at} is outside of a dimension of {size}");
            }

            (part.Begin[axis], part.Step[axis], part.Size[axis]) = ((int)(at < 0 && size >= 0 && at != Fact.NotKnown ? at + size : Math.Max(0, at)), 1, 1);
            return;
        }

        if (grown && !fromStart && !toEnd && begin[index] == 0 && end[index] == 1 && stride == 1)
        {
            toEnd = true;
        }

        long first = fromStart ? 0 : begin[index];
        long last = toEnd ? 0 : end[index];
        if (size < 0 || first == Fact.NotKnown || last == Fact.NotKnown)
        {
            bool all = (fromStart || first == 0) && toEnd && stride == 1;
            (part.Begin[axis], part.Step[axis], part.Size[axis]) = (0, 1, all ? size : -1);
            dimensions.Add(all ? size : -1);
            return;
        }

        (long low, long high) = stride > 0 ? (0, (long)size) : (-1, size - 1L);
        first = fromStart ? (stride > 0 ? 0 : size - 1) : Math.Clamp(first < 0 ? first + size : first, low, high);
        last = toEnd ? (stride > 0 ? size : -1) : Math.Clamp(last < 0 ? last + size : last, low, high);
        long span = last - first;
        int count = span != 0 && (span > 0) == (stride > 0) ? (int)((span + stride + (stride > 0 ? -1 : 1)) / stride) : 0;
        (part.Begin[axis], part.Step[axis], part.Size[axis]) = (count == 0 ? 0 : (int)first, (int)stride, count);
        dimensions.Add(count);
    }
}
