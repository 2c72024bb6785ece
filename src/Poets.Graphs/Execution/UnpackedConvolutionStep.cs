using Poets.Graphs.Kernels;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Execution;

/// <summary>A convolution whose filter only a run knows: it is packed for each run, which is right but slow.</summary>
internal sealed class UnpackedConvolutionStep(ConvolutionOperator @operator, Window2D window) : Step
{
    public override string Kernel => "Unpacked" + @operator.Kind;

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        Tensor? bias = @operator.HasBias ? inputs[2] : null;
        int residual = @operator.HasResidual ? inputs.Length - 1 : -1;
        Step step = @operator.IsDepthwise
            ? new DepthwiseStep(@operator.CreateDepthwise(window, inputs[1], bias), residual)
            : new ConvolutionStep(@operator.CreateConvolution(window, inputs[0], inputs[1], bias), residual);
        step.Run(inputs, outputs, workers);
    }
}
