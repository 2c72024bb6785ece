using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Stands for the tensor that the caller feeds at this position.</summary>
internal sealed class FeedOperator(int position) : Operator
{
    public int Position => position;

    public override string Kind => "Feed";

    public override bool IsPure => false;

    public override Fact[] Infer(InferenceContext context) => throw new InvalidOperationException("A feed's fact is given, not inferred.");
}
