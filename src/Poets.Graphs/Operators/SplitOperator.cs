using Poets.Graphs.Execution;
using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Split (axis, value) into equal parts, SplitV (value, sizes, axis), and Unpack (value), whose parts lose the axis.</summary>
internal sealed class SplitOperator(string kind, int count, int unpackAxis) : Operator
{
    public override string Kind => kind;

    private int ValueInput => kind == "Split" ? 1 : 0;

    public static SplitOperator Read(NodeReader node)
    {
        int count = (int)node.Int(node.Op == "Unpack" ? "num" : "num_split");
        return count is >= 0 and <= 65536
            ? new SplitOperator(node.Op, count, (int)node.Int("axis", 0))
            : throw new OperatorException($"it cannot make {count} parts");
    }

    public override bool KeepsImagesApart(in ImageContext images)
    {
        int rank = images.Rank(ValueInput);
        return images.Only(ValueInput) && (kind == "Unpack" ? Shapes.Axis(unpackAxis, rank) : images.Axis(kind == "Split" ? 0 : 2, rank)) > 0;
    }

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(kind == "SplitV" ? 3 : kind == "Split" ? 2 : 1);
        Fact input = context[ValueInput];
        var facts = new Fact[count];
        long[]? axis = kind == "Unpack" ? [unpackAxis] : context.KnownIntegers(kind == "Split" ? 0 : 2);
        long[]? sizes = kind == "SplitV" ? context.KnownIntegers(1) : null;
        if (!input.Shape.HasRank || axis is not [long only] || (kind == "SplitV" && sizes is null))
        {
            Array.Fill(facts, new Fact(input.Type, TensorShape.Unknown));
            return facts;
        }

        int along = Shapes.Axis(only, input.Shape.Rank);
        int[] parts = Parts(input.Shape[along], sizes);
        for (int i = 0; i < count; i++)
        {
            var dimensions = new List<int>(input.Shape.Dimensions.ToArray()) { [along] = parts[i] };
            if (kind == "Unpack")
            {
                dimensions.RemoveAt(along);
            }

            facts[i] = new Fact(input.Type, TensorShape.Of([.. dimensions]));
        }

        return facts;
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor input = inputs[ValueInput];
        int axis = Shapes.Axis(kind == "Unpack" ? unpackAxis : Integers.At(inputs[kind == "Split" ? 0 : 2], 0), input.Rank);
        int[] parts = Parts(input.Dimensions[axis], kind == "SplitV" ? Integers.Of(inputs[1]) : null);
        int outer = Shapes.Product(input.Dimensions[..axis]);
        int inner = Shapes.Product(input.Dimensions[(axis + 1)..]);
        int row = input.Dimensions[axis] * inner;
        int at = 0;
        for (int p = 0; p < outputs.Length; p++)
        {
            int run = parts[p] * inner;
            for (int i = 0; i < outer; i++)
            {
                Array.Copy(input.Data, (i * row) + at, outputs[p].Data, i * run, run);
            }

            at += run;
        }
    }

    private int[] Parts(int size, long[]? sizes)
    {
        var parts = new int[count];
        if (sizes is null)
        {
            int part = kind == "Unpack" ? 1 : count == 0 || size < 0 ? -1 : size / count;
            if (size >= 0 && part * count != size)
            {
                throw new OperatorException($"a dimension of {size} cannot be divided into {count} parts");
            }

            Array.Fill(parts, part);
            return parts;
        }

        if (sizes.Length != count)
        {
            throw new OperatorException($"it names {sizes.Length} sizes for {count} parts");
        }

        long sum = 0;
        int open = -1;
        for (int i = 0; i < count; i++)
        {
            parts[i] = (int)Math.Max(-1, sizes[i]);
            (open, sum) = parts[i] < 0 ? (i, sum) : (open, sum + parts[i]);
        }

        if (open >= 0 && size >= 0)
        {
            parts[open] = (int)(size - sum);
            sum = size;
        }

        return size < 0 || (sum == size && !Array.Exists(parts, static part => part < 0))
            ? parts
            : throw new OperatorException($"parts of [{string.Join(",", sizes)}] do not add up to a dimension of {size}");
    }
}
