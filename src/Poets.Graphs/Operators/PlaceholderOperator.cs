using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>A value that each run must feed.</summary>
internal sealed class PlaceholderOperator(Fact fact) : Operator
{
    public override string Kind => "Placeholder";

    public override bool IsPure => false;

    public override Fact[] Infer(InferenceContext context) => [fact];
}
