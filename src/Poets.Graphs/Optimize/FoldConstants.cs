using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>
/// What depends on constants alone is computed once, at load: batch-norm statistics, and 8-bit weights (Dequantize, or
/// Cast and Mul). Intermediate results are overwritten where their only reader can work in place.
/// </summary>
internal sealed class FoldConstants : Pass
{
    /// <summary>A result this much larger than its inputs (Fill, Tile, Range) is left to the run.</summary>
    private const long LargestGrown = 1 << 20;

    public override string Name => nameof(FoldConstants);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (!node.Operator.IsPure || node.Operator is ConstantOperator || node.Inputs.Length == 0
            || !Array.TrueForAll(node.Inputs, static input => input.Fact.IsConstant) || IsTooLarge(node))
        {
            return null;
        }

        var inputs = Array.ConvertAll(node.Inputs, static input => input.Fact.Value!);
        Tensor[] results;
        try
        {
            results = InPlace(node, inputs, uses) ?? node.Operator.Evaluate(inputs, WorkerPool.Inline);
        }
        catch (Exception error) when (error is OperatorException or ArithmeticException)
        {
            throw new GraphException($"Node '{node.Name}' ({node.Operator.Kind}): {error.Message}", error);
        }

        var patch = new Patch();
        for (int i = 0; i < results.Length; i++)
        {
            patch.Shunts.Add((node.Output(i), new GraphNode(node.Name, new FoldedOperator(new LazyTensor(results[i])), [], [new Fact(results[i])]).Output()));
        }

        return patch;
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

    /// <summary>An element-wise result may take the place of an operand that was folded just before and that nobody else reads.</summary>
    private static Tensor[]? InPlace(GraphNode node, Tensor[] inputs, Uses uses)
    {
        if (node.Operator is not BinaryOperator || node.Facts[0].Type != inputs[0].Type)
        {
            return null;
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            GraphNode source = node.Inputs[i].Node;
            if (source.Operator is FoldedOperator && uses.HasOneReader(source) && inputs[i].Shape.Equals(node.Facts[0].Shape))
            {
                node.Operator.Compute(inputs, [inputs[i]], WorkerPool.Inline);
                return [inputs[i]];
            }
        }

        return null;
    }

    /// <summary>A constant that this pass computed, so that nothing outside of the graph holds its storage.</summary>
    private sealed class FoldedOperator(LazyTensor value) : Operator
    {
        private readonly Fact[] _facts = [new Fact(value)];

        public override string Kind => "Const";

        public override Fact[] Infer(InferenceContext context) => _facts;
    }
}
