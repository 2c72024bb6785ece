using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>A value known before anything runs.</summary>
internal sealed class ConstantOperator(LazyTensor value) : Operator
{
    private readonly Fact[] _facts = [new Fact(value)];

    public override string Kind => "Const";

    public override Fact[] Infer(InferenceContext context) => _facts;
}
