using Poets.Graphs.Kernels;

namespace Poets.Microbenchmarks;

/// <summary>A convolution's shape.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Height">Input rows.</param>
/// <param name="Width">Input columns.</param>
/// <param name="InChannels">Input channels.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="Stride">Both strides.</param>
/// <param name="OutChannels">Output channels.</param>
public sealed record ConvolutionCase(
    string Name, int Height, int Width, int InChannels, int KernelHeight, int KernelWidth, int Stride, int OutChannels)
{
    /// <summary>The window under TensorFlow's SAME rule.</summary>
    public Window2D Window => Window2D.Same(KernelHeight, KernelWidth, Stride, Stride, Height, Width);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
