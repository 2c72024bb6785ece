using Poets.Graphs.Kernels.Depthwise;

namespace Poets.Graphs.Execution;

/// <summary>An expansion, a depthwise convolution and a projection as one kernel. Inputs: pixels, then the residual if there is one.</summary>
internal sealed class SeparableStep(SeparableKernel kernel, Placement placement) : PlacedStep(placement)
{
    public override string Kernel => kernel.Name;

    public override PlacedStep At(Placement elsewhere) => new SeparableStep(kernel, elsewhere);

    public override long MultiplyAdds(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) =>
        kernel.MultiplyAdds(Execution.Placement.View(inputs[0]), Placement.Of(outputs[0]));

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers) =>
        kernel.Run(
            Execution.Placement.View(inputs[0]), Placement.Of(outputs[0]),
            inputs.Length > 1 ? Execution.Placement.View(inputs[1]) : null, workers);
}
