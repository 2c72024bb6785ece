using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Kernels.Convolution;

/// <summary>A convolution with its weights packed for this machine: immutable, shared by any number of concurrent runs.</summary>
/// <remarks>
/// out[n, y, x, o] = activation( bias[o] + residual[n, y, x, o] + Σ in[n, y·s − p + i·d, x·s − p + j·d, c] · filter[i, j, c, o] ),
/// cross-correlation as in TensorFlow's Conv2D; pixels outside of the input count as zeros. With groups, output
/// channel o reads the input channels of its group only and filter has the shape [KH, KW, C / groups, O].
/// </remarks>
public abstract class ConvolutionKernel
{
    private protected ConvolutionKernel(int inChannels, int outChannels, in Window2D window, FusedActivation activation, int groups)
    {
        InChannels = inChannels;
        OutChannels = outChannels;
        Window = window;
        Activation = activation;
        Groups = groups;
    }

    /// <summary>Input channels C.</summary>
    public int InChannels { get; }

    /// <summary>Output channels O.</summary>
    public int OutChannels { get; }

    /// <summary>Kernel size, stride, dilation and padding.</summary>
    public Window2D Window { get; }

    /// <summary>Applied last.</summary>
    public FusedActivation Activation { get; }

    /// <summary>Channel groups; 1 is an ordinary convolution.</summary>
    public int Groups { get; }

    /// <summary>Multiply-adds of the formula for one output pixel.</summary>
    public long MultiplyAddsPerPixel => (long)Window.KernelHeight * Window.KernelWidth * (InChannels / Groups) * OutChannels;

    /// <summary>Tier, function, type and tile, as the profile prints it.</summary>
    public abstract string Name { get; }

    /// <summary>Packs a filter [KH, KW, C / groups, O] and chooses the kernel that fits its shape and this machine.</summary>
    /// <exception cref="ArgumentException">Lengths and shape do not agree.</exception>
    public static ConvolutionKernel Create(
        ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias,
        FusedActivation activation = FusedActivation.None, int groups = 1) =>
        Create(KernelTiers.Current, filterHwio, inChannels, outChannels, window, bias, activation, groups);

    /// <summary>For maps that are not known yet, and taken for large ones.</summary>
    internal static ConvolutionKernel Create(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias,
        FusedActivation activation, int groups)
    {
        const int LargeMap = 224;
        bool transforms = WinogradRule.Pays(window, inChannels, outChannels, groups, LargeMap, LargeMap, runsOnce: false);
        return Create(tier, filterHwio, inChannels, outChannels, window, bias, activation, groups, transforms);
    }

    /// <param name="tier">The instructions to use.</param>
    /// <param name="filterHwio">[KH, KW, C / groups, O].</param>
    /// <param name="inChannels">Input channels C.</param>
    /// <param name="outChannels">Output channels O.</param>
    /// <param name="window">Kernel size, stride, dilation and padding.</param>
    /// <param name="bias">One an output channel, or none.</param>
    /// <param name="activation">Applied last.</param>
    /// <param name="groups">Channel groups.</param>
    /// <param name="transforms">What <see cref="WinogradRule.Pays"/> says of the maps that it will run on.</param>
    internal static ConvolutionKernel Create(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias,
        FusedActivation activation, int groups, bool transforms)
    {
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
        {
            throw new ArgumentException($"{inChannels} input and {outChannels} output channels cannot be divided into {groups} groups.", nameof(groups));
        }

        int expected = window.KernelHeight * window.KernelWidth * (inChannels / groups) * outChannels;
        if (filterHwio.Length != expected)
        {
            throw new ArgumentException($"A filter [{window.KernelHeight},{window.KernelWidth},{inChannels / groups},{outChannels}] has {expected} elements, not {filterHwio.Length}.", nameof(filterHwio));
        }

        if (!bias.IsEmpty && bias.Length != outChannels)
        {
            throw new ArgumentException($"A bias for {outChannels} channels cannot have {bias.Length} elements.", nameof(bias));
        }

        if (ConvolutionLines.Fits(inChannels, window, groups))
        {
            return new ConvolutionLines(tier, filterHwio, inChannels, outChannels, window, bias, activation);
        }

        return transforms
            ? WinogradRule.Create(tier, filterHwio, inChannels, outChannels, window, bias, activation)
            : new ConvolutionGemm(tier, filterHwio, inChannels, outChannels, window, bias, activation, groups);
    }

    /// <summary>The same weights under another window of the same kernel size, for an input of another height and width.</summary>
    public abstract ConvolutionKernel WithWindow(in Window2D window);

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

    private protected abstract void RunCore(in ActivationView input, in ActivationView output, in ActivationView? residual, WorkerPool workers);

    private void RequireShapes(in ActivationView input, in ActivationView output)
    {
        input.RequireShape(input.Batch, input.Height, input.Width, InChannels, "convolution's input");
        output.RequireShape(input.Batch, Window.OutputHeight(input.Height), Window.OutputWidth(input.Width), OutChannels, "convolution's output");
    }
}
