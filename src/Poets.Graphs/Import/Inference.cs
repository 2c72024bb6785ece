using Poets.Graphs.Execution;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Import;

/// <summary>Runs an operator's inference and follows the small integer tensors by which graphs compute shapes.</summary>
internal static class Inference
{
    /// <summary>Values of at most this many elements are followed; weights are larger and are left to constant folding.</summary>
    private const int LargestFollowed = 64;

    /// <summary>Facts of a node's outputs.</summary>
    /// <exception cref="GraphException">The inputs do not fit; the message names the node.</exception>
    public static Fact[] Infer(string node, Operator @operator, InferenceContext context)
    {
        Fact[] facts;
        try
        {
            facts = @operator.Infer(context);
            if (@operator.IsPure && AllConstant(context.Inputs) && context.Count > 0 && AllSmallIntegers(facts))
            {
                var values = new Tensor[context.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = context[i].Value!;
                }

                Tensor[] results = @operator.Evaluate(values, WorkerPool.Inline);
                facts = Array.ConvertAll(results, static result => new Fact(result));
            }
        }
        catch (Exception error) when (error is OperatorException or ArithmeticException or ArgumentException or IndexOutOfRangeException)
        {
            throw new GraphException($"Node '{node}' ({@operator.Kind}): {error.Message.TrimEnd('.')}.", error);
        }

        return facts;
    }

    /// <summary>Whether every input's value is known.</summary>
    public static bool AllConstant(ReadOnlySpan<Fact> facts)
    {
        foreach (Fact fact in facts)
        {
            if (!fact.IsConstant)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AllSmallIntegers(Fact[] facts)
    {
        foreach (Fact fact in facts)
        {
            if (fact.IsConstant || fact.Type is not (ElementType.Int32 or ElementType.Int64 or ElementType.Bool)
                || !fact.Shape.IsFullyKnown || fact.Shape.ElementCount > LargestFollowed)
            {
                return false;
            }
        }

        return facts.Length > 0;
    }
}
