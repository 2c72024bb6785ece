using Poets.Graphs.Operators;

namespace Poets.Graphs.Execution;

/// <summary>The step of an operator that needs no preparation.</summary>
internal sealed class ComputeStep(Operator @operator) : Step
{
    public override string Kernel => @operator.Kind;

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers) =>
        @operator.Compute(inputs, outputs, workers);
}
