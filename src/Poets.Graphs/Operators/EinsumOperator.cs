using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels.Products;

namespace Poets.Graphs.Operators;

/// <summary>
/// Einsum of one or two inputs. Labels of both inputs and of the output are a batch, labels of one input and of the output
/// are rows or columns, all others are summed over: with the axes in that order it is a batch of matrix products.
/// </summary>
internal sealed class EinsumOperator(EinsumEquation equation) : Operator
{
    public override string Kind => "Einsum";

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(equation.Count);
        ElementType type = Shapes.SameType(context[0], context[equation.Count - 1]);
        Shapes.RequireType(context[0], 0, ElementType.Float32, ElementType.Float64, ElementType.Int32, ElementType.Int64);
        for (int i = 0; i < equation.Count; i++)
        {
            if (!context.Shape(i).HasRank)
            {
                return [new Fact(type, TensorShape.Unknown)];
            }
        }

        TensorShape[] shapes = equation.Count > 1 ? [context.Shape(0), context.Shape(1)] : [context.Shape(0)];
        Dictionary<int, int> sizes = Sizes([.. shapes.Select(static shape => shape.Dimensions.ToArray())]);
        return [new Fact(type, TensorShape.Of([.. OutputLabels(shapes).Select(label => sizes.TryGetValue(label, out int size)
            ? size
            : throw new OperatorException("the output names an axis that no input has"))]))];
    }

    public override void Compute(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor left = inputs[0];
        Tensor right = inputs.Length > 1 ? inputs[1] : One(left.Type);
        int[][] dimensions = inputs.Length > 1 ? [left.Dimensions.ToArray(), right.Dimensions.ToArray()] : [left.Dimensions.ToArray()];
        Dictionary<int, int> sizes = Sizes(dimensions);
        int[] x = equation.Labels(0, left.Rank);
        int[] y = inputs.Length > 1 ? equation.Labels(1, right.Rank) : [];
        int[] z = OutputLabels([.. dimensions.Select(TensorShape.Of)]);
        int[] batch = [.. z.Where(label => x.Contains(label) && y.Contains(label))];
        int[] rows = [.. z.Where(label => x.Contains(label) && !y.Contains(label))];
        int[] columns = [.. z.Where(label => !x.Contains(label))];
        int[] summed = [.. x.Concat(y).Distinct().Where(label => !z.Contains(label))];

        Tensor first = Arranged(left, x, [.. batch, .. rows, .. summed], sizes);
        Tensor second = Arranged(right, y, [.. batch, .. summed, .. columns], sizes);
        int[] order = [.. batch, .. rows, .. columns];
        bool inOrder = order.SequenceEqual(z);
        Tensor product = inOrder ? outputs[0] : Tensor.Zeros(left.Type, [.. order.Select(label => sizes[label])]);
        int Size(int[] labels) => labels.Aggregate(1, (size, label) => checked(size * sizes[label]));
        Multiply(first, second, product, Size(batch), Size(rows), Size(summed), Size(columns), workers);
        if (!inOrder)
        {
            Transposition.Run(product, [.. z.Select(label => Array.IndexOf(order, label))], outputs[0]);
        }
    }

    private static void Multiply(Tensor left, Tensor right, Tensor product, int batch, int rows, int depth, int columns, WorkerPool workers)
    {
        if (product.Length == 0)
        {
            return;
        }

        if (left.Type == ElementType.Float32 && depth > 0)
        {
            MatMulKernel.Multiply(left.Span<float>(), right.Span<float>(), product.Span<float>(), batch, rows, depth, columns, false, false, workers);
            return;
        }

        for (int b = 0; b < batch; b++)
        {
            SlowProduct.Run(left, right, product, b * rows * depth, b * depth * columns, b * rows * columns, rows, depth, columns, false, false);
        }
    }

    private int[] OutputLabels(TensorShape[] shapes) => equation.OutputLabels(Array.ConvertAll(shapes, static shape => shape.Rank));

    /// <summary>The size behind each label, -1 where it is not known yet.</summary>
    private Dictionary<int, int> Sizes(int[][] dimensions)
    {
        var sizes = new Dictionary<int, int>();
        for (int i = 0; i < dimensions.Length; i++)
        {
            int[] labels = equation.Labels(i, dimensions[i].Length);
            for (int axis = 0; axis < labels.Length; axis++)
            {
                int size = dimensions[i][axis];
                sizes[labels[axis]] = Together(labels[axis], sizes.GetValueOrDefault(labels[axis], size), size);
            }
        }

        return sizes;
    }

    private static int Together(int label, int known, int size)
    {
        // Only what an ellipsis covers is broadcast.
        bool broadcasts = EinsumEquation.IsUnderEllipsis(label);
        return known == size ? size
            : broadcasts && known == 1 ? size
            : broadcasts && size == 1 ? known
            : known < 0 ? size
            : size < 0 ? known
            : throw new OperatorException($"one axis of it is {known} in one place and {size} in another");
    }

    /// <summary>
    /// The input with its axes in this order. An axis that it lacks, or has once only, is repeated; for one that it has
    /// twice the diagonal is taken.
    /// </summary>
    private static Tensor Arranged(Tensor input, int[] labels, int[] order, Dictionary<int, int> sizes)
    {
        var dimensions = new int[order.Length];
        var strides = new int[order.Length];
        var own = new int[input.Rank];
        Shapes.Strides(input.Dimensions, own);
        for (int i = 0; i < order.Length; i++)
        {
            dimensions[i] = sizes[order[i]];
            for (int axis = 0; axis < labels.Length; axis++)
            {
                strides[i] += labels[axis] == order[i] && input.Dimensions[axis] != 1 ? own[axis] : 0;
            }
        }

        if (labels.SequenceEqual(order) && input.Dimensions.SequenceEqual(dimensions))
        {
            return input;
        }

        Tensor arranged = Tensor.Zeros(input.Type, dimensions);
        Walk.Strided(input.Data, arranged.Data, input.Type, 0, strides, dimensions, arranged.Length);
        return arranged;
    }

    private static Tensor One(ElementType type)
    {
        Tensor one = Tensor.Zeros(type);
        switch (type)
        {
            case ElementType.Float32: one.Span<float>()[0] = 1; break;
            case ElementType.Float64: one.Span<double>()[0] = 1; break;
            case ElementType.Int32: one.Span<int>()[0] = 1; break;
            default: one.Span<long>()[0] = 1; break;
        }

        return one;
    }
}
