using Poets.Graphs.Kernels.Pooling;

namespace Poets.Graphs.Execution;

/// <summary>The mean over height and width of [N,H,W,C], into [N,1,1,C] or [N,C].</summary>
internal sealed class GlobalMeanStep(Placement placement) : PlacedStep(placement)
{
    public override string Kernel => "GlobalMean";

    public override PlacedStep At(Placement elsewhere) => new GlobalMeanStep(elsewhere);

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers) =>
        PoolKernel.GlobalMean(Execution.Placement.View(inputs[0]), Placement.Of(outputs[0]), workers);
}
