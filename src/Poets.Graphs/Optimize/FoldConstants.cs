using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>
/// What depends on constants alone is computed once, at load: batch-norm statistics, and 8-bit weights (Dequantize, or
/// Cast and Mul). Large weights are only made when the kernel that reads them packs them.
/// </summary>
internal sealed class FoldConstants : Pass
{
    /// <summary>A result this much larger than its inputs (Fill, Tile, Range) is left to the run.</summary>
    private const long LargestGrown = 1 << 20;

    /// <summary>Weights from this many elements are computed when their kernel packs them, and not kept.</summary>
    private const long SmallestDeferred = 4096;

    public override string Name => nameof(FoldConstants);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (!node.Operator.IsPure || node.Operator is ConstantOperator || node.Inputs.Length == 0
            || !Array.TrueForAll(node.Inputs, static input => input.Fact.IsConstant) || IsTooLarge(node))
        {
            return null;
        }

        var patch = new Patch();
        if (node.Facts is [{ Type: ElementType.Float32, Shape: { IsFullyKnown: true, ElementCount: >= SmallestDeferred } shape }] && uses.HasOneReader(node))
        {
            Operator @operator = node.Operator;
            LazyTensor[] sources = Array.ConvertAll(node.Inputs, static input => input.Fact.Lazy!);
            patch.Shunts.Add((node.Output(), Constant(node, new LazyTensor(ElementType.Float32, shape, () => Evaluate(@operator, sources)[0]))));
            return patch;
        }

        Tensor[] results;
        try
        {
            results = Evaluate(node.Operator, Array.ConvertAll(node.Inputs, static input => input.Fact.Lazy!));
        }
        catch (Exception error) when (error is OperatorException or ArithmeticException)
        {
            throw new GraphException($"Node '{node.Name}' ({node.Operator.Kind}): {error.Message}", error);
        }

        for (int i = 0; i < results.Length; i++)
        {
            patch.Shunts.Add((node.Output(i), Constant(node, new LazyTensor(results[i]))));
        }

        return patch;
    }

    private static Outlet Constant(GraphNode node, LazyTensor value) => new GraphNode(node.Name, new ConstantOperator(value), [], [new Fact(value)]).Output();

    /// <summary>Computes in place of an operand that was made for this call alone, where that is element by element.</summary>
    private static Tensor[] Evaluate(Operator @operator, LazyTensor[] sources)
    {
        var inputs = new Tensor[sources.Length];
        Tensor? owned = null;
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = sources[i].Take(out bool isOwned);
            if (@operator.IsView && !isOwned)
            {
                // A view shows its input's storage, which others may read; what comes out of here may be written over.
                inputs[i] = new Tensor(inputs[i].Type, inputs[i].Dimensions, (Array)inputs[i].Data.Clone());
            }

            // Of several, such as weights and their scales, the largest has the result's shape if any has.
            owned = isOwned && inputs[i].Type == ElementType.Float32 && inputs[i].Length > (owned?.Length ?? -1) ? inputs[i] : owned;
        }

        if (owned is not null && @operator is BinaryOperator { IsComparison: false } && Array.TrueForAll(inputs, input => input.Rank <= owned.Rank && Shapes.Broadcast(input.Shape, owned.Shape).Equals(owned.Shape)))
        {
            @operator.Compute(inputs, [owned], WorkerPool.Inline);
            return [owned];
        }

        return @operator.Evaluate(inputs, WorkerPool.Inline);
    }

    private static bool IsTooLarge(GraphNode node)
    {
        long read = 0;
        long made = 0;
        foreach (Outlet input in node.Inputs)
        {
            read += input.Fact.Shape.ElementCount;
        }

        foreach (Fact fact in node.Facts)
        {
            made += fact.Shape.IsFullyKnown ? fact.Shape.ElementCount : 0;
        }

        return made > LargestGrown && made > 4 * read;
    }
}
