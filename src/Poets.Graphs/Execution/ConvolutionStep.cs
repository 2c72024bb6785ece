using Poets.Graphs.Kernels.Convolution;

namespace Poets.Graphs.Execution;

/// <summary>A convolution with packed weights.</summary>
internal sealed class ConvolutionStep(ConvolutionKernel kernel, int residual, Placement placement) : PlacedStep(placement)
{
    public ConvolutionStep(ConvolutionKernel kernel, int residual)
        : this(kernel, residual, Execution.Placement.Whole)
    {
    }

    public ConvolutionKernel Convolution => kernel;

    /// <summary>The input that is added before the activation; -1 is none.</summary>
    public int Residual => residual;

    public override string Kernel => kernel.Name;

    public override bool Reads(int input) => input == 0 || input == residual;

    public override PlacedStep At(Placement elsewhere) => new ConvolutionStep(kernel, residual, elsewhere);

    public override long MultiplyAdds(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) => Placement.Of(outputs[0]).Pixels * kernel.MultiplyAddsPerPixel;

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers)
    {
        if (residual < 0)
        {
            kernel.Run(Execution.Placement.View(inputs[0]), Placement.Of(outputs[0]), workers);
        }
        else
        {
            kernel.Run(Execution.Placement.View(inputs[0]), Placement.Of(outputs[0]), Execution.Placement.View(inputs[residual]), workers);
        }
    }
}
