using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Depthwise;

/// <summary>A depthwise convolution with its weights packed: immutable, shared by any number of concurrent runs.</summary>
/// <remarks>
/// out[n, y, x, c·m + q] = activation( bias[c·m + q] + residual[…] + Σ in[n, y·s − p + i·d, x·s − p + j·d, c] · filter[i, j, c, q] ),
/// TensorFlow's DepthwiseConv2dNative with channel multiplier m; pixels outside of the input count as zeros.
/// </remarks>
public abstract class DepthwiseKernel
{
    private protected DepthwiseKernel(int channels, int multiplier, in Window2D window, FusedActivation activation)
    {
        Channels = channels;
        Multiplier = multiplier;
        Window = window;
        Activation = activation;
    }

    /// <summary>Input channels C.</summary>
    public int Channels { get; }

    /// <summary>Output channels for each input channel.</summary>
    public int Multiplier { get; }

    /// <summary>Kernel size, stride, dilation and padding.</summary>
    public Window2D Window { get; }

    /// <summary>Applied last.</summary>
    public FusedActivation Activation { get; }

    /// <summary>Multiply-adds of the formula for one output pixel.</summary>
    public long MultiplyAddsPerPixel => (long)Window.KernelHeight * Window.KernelWidth * Channels * Multiplier;

    /// <summary>Tier, function, type and tile, as the profile prints it.</summary>
    public abstract string Name { get; }

    /// <summary>Packs a filter [KH, KW, C, multiplier] and chooses the kernel that fits its shape and this machine.</summary>
    /// <exception cref="ArgumentException">Lengths and shape do not agree.</exception>
    public static DepthwiseKernel Create(
        ReadOnlySpan<float> filterHwcm, int channels, int multiplier, in Window2D window, ReadOnlySpan<float> bias,
        FusedActivation activation = FusedActivation.None) =>
        Create(KernelTiers.Current, filterHwcm, channels, multiplier, window, bias, activation);

    internal static DepthwiseKernel Create(
        KernelTier tier, ReadOnlySpan<float> filterHwcm, int channels, int multiplier, in Window2D window, ReadOnlySpan<float> bias,
        FusedActivation activation)
    {
        int expected = window.KernelHeight * window.KernelWidth * channels * multiplier;
        if (filterHwcm.Length != expected)
        {
            throw new ArgumentException($"A depthwise filter [{window.KernelHeight},{window.KernelWidth},{channels},{multiplier}] has {expected} elements, not {filterHwcm.Length}.", nameof(filterHwcm));
        }

        if (!bias.IsEmpty && bias.Length != channels * multiplier)
        {
            throw new ArgumentException($"A bias for {channels * multiplier} channels cannot have {bias.Length} elements.", nameof(bias));
        }

        return (tier, multiplier) switch
        {
            (_, not 1) => new ScalarDepthwise(filterHwcm, channels, multiplier, window, bias, activation),
            (KernelTier.Avx512, _) when channels >= Simd512.Lanes => new DepthwisePacked<Simd512>(filterHwcm, channels, window, bias, activation),
            (not KernelTier.Portable, _) when channels >= Simd256.Lanes => new DepthwisePacked<Simd256>(filterHwcm, channels, window, bias, activation),
            (KernelTier.Portable, _) when channels >= SimdAny.Lanes => new DepthwisePacked<SimdAny>(filterHwcm, channels, window, bias, activation),
            _ => new DepthwisePacked<SimdOne>(filterHwcm, channels, window, bias, activation),
        };
    }

    /// <summary>The same weights under another window of the same kernel size, for an input of another height and width.</summary>
    public abstract DepthwiseKernel WithWindow(in Window2D window);

    /// <summary>Computes one batch.</summary>
    /// <exception cref="ArgumentException">The views' shapes do not agree with the kernel.</exception>
    public void Run(in ActivationView input, in ActivationView output, WorkerPool workers)
    {
        RequireShapes(input, output);
        RunCore(input, output, null, workers);
    }

    /// <summary>Computes one batch and adds <paramref name="residual"/> (which may be <paramref name="output"/>) before the activation.</summary>
    /// <exception cref="ArgumentException">The views' shapes do not agree with the kernel.</exception>
    public void Run(in ActivationView input, in ActivationView output, in ActivationView residual, WorkerPool workers)
    {
        RequireShapes(input, output);
        residual.RequireShape(output.Batch, output.Height, output.Width, output.Channels, "residual");
        RunCore(input, output, residual, workers);
    }

    /// <summary>
    /// Rows [firstRow, endRow) of one image, whose row 0 the pointers show; only rows that are read or written need exist.
    /// </summary>
    internal abstract unsafe void RunRows(float* input, PixelGrid inputShape, float* output, PixelGrid outputShape, int firstRow, int endRow);

    private protected abstract void RunCore(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers);

    private void RequireShapes(in ActivationView input, in ActivationView output)
    {
        input.RequireShape(input.Batch, input.Height, input.Width, Channels, "depthwise convolution's input");
        output.RequireShape(input.Batch, Window.OutputHeight(input.Height), Window.OutputWidth(input.Width), Channels * Multiplier, "depthwise convolution's output");
    }
}
