using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Convolution;
using Poets.Graphs.Kernels.Depthwise;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Operators;

/// <summary>
/// Conv2D and DepthwiseConv2dNative, NHWC, with what the optimiser fused into them. Inputs: pixels [N,H,W,C], filter, then
/// the bias if there is one, then the residual if there is one.
/// </summary>
internal sealed class ConvolutionOperator : Operator
{
    private readonly object _gate = new();
    private ConvolutionKernel? _plain;
    private ConvolutionKernel? _transformed;
    private DepthwiseKernel? _depthwise;

    public ConvolutionOperator(bool depthwise, WindowRule rule) => (IsDepthwise, Rule) = (depthwise, rule);

    public bool IsDepthwise { get; }

    public WindowRule Rule { get; }

    public bool HasBias { get; init; }

    public bool HasResidual { get; init; }

    public FusedActivation Activation { get; init; }

    public override string Kind => (IsDepthwise ? "DepthwiseConv2dNative" : "Conv2D")
        + (HasBias ? "+Bias" : "") + (HasResidual ? "+Add" : "") + (Activation == FusedActivation.None ? "" : "+" + Activation);

    /// <summary>The same convolution with other things fused, nothing packed yet.</summary>
    public ConvolutionOperator With(WindowRule? rule = null, bool? bias = null, bool? residual = null, FusedActivation? activation = null) =>
        new(IsDepthwise, rule ?? Rule) { HasBias = bias ?? HasBias, HasResidual = residual ?? HasResidual, Activation = activation ?? Activation };

    public override bool KeepsImagesApart(in ImageContext images) =>
        images.HoldsImages(0) && !images.HoldsImages(1) && !(HasBias && images.HoldsImages(2)) && (!HasResidual || images.HoldsImages(images.Count - 1));

    public override Fact[] Infer(InferenceContext context)
    {
        context.Expect(2 + (HasBias ? 1 : 0) + (HasResidual ? 1 : 0));
        Fact pixels = context[0];
        Fact filter = context[1];
        for (int i = 0; i < context.Count; i++)
        {
            Shapes.RequireType(context[i], i, ElementType.Float32);
        }

        Shapes.RequireRank(pixels, 0, 4);
        Shapes.RequireRank(filter, 1, 4);
        if (!pixels.Shape.HasRank || !filter.Shape.HasRank)
        {
            return [new Fact(ElementType.Float32, Shapes.OfRank(4))];
        }

        int channels = pixels.Shape[3];
        int taken = filter.Shape[2];
        if (channels >= 0 && taken >= 0 && (IsDepthwise ? channels != taken : taken == 0 || channels % taken != 0))
        {
            throw new OperatorException($"the pixels {pixels.Shape} have {channels} channels, the filter {filter.Shape} takes {taken}");
        }

        int outputs = !IsDepthwise ? filter.Shape[3] : taken < 0 || filter.Shape[3] < 0 ? -1 : taken * filter.Shape[3];
        return [new Fact(ElementType.Float32, TensorShape.Of(
            pixels.Shape[0], Rule.Rows(filter.Shape[0], pixels.Shape[1]), Rule.Columns(filter.Shape[1], pixels.Shape[2]), outputs))];
    }

    public override Step? Prepare(ReadOnlySpan<Fact> inputs, ReadOnlySpan<Fact> outputs)
    {
        TensorShape pixels = inputs[0].Shape;
        TensorShape filter = inputs[1].Shape;
        Window2D window = Rule.Over(filter[0], filter[1], pixels[1], pixels[2]);
        bool constant = inputs[1].IsConstant && (!HasBias || inputs[2].IsConstant);
        if (!constant)
        {
            return new UnpackedConvolutionStep(this, window);
        }

        // Weights are packed once for the node; another input size gives another window over the same weights.
        lock (_gate)
        {
            if (IsDepthwise)
            {
                if (_depthwise is null)
                {
                    _depthwise = CreateDepthwise(window, inputs[1].Value!, HasBias ? inputs[2].Value! : null);
                    inputs[1].Lazy!.Release();
                }

                return new DepthwiseStep(_depthwise.Window == window ? _depthwise : _depthwise.WithWindow(window), HasResidual ? inputs.Length - 1 : -1);
            }

            // Small maps and large ones may want different kernels. Both are kept, so that an answer does not depend on what was fed before.
            bool transforms = Transforms(pixels.Dimensions, filter.Dimensions, window, runsOnce: false);
            ref ConvolutionKernel? kernel = ref transforms ? ref _transformed : ref _plain;
            if (kernel is null)
            {
                kernel = CreateConvolution(window, pixels[3], inputs[1].Value!, HasBias ? inputs[2].Value! : null, transforms);
                inputs[1].Lazy!.Release();
            }

            return new ConvolutionStep(kernel.Window == window ? kernel : kernel.WithWindow(window), HasResidual ? inputs.Length - 1 : -1);
        }
    }

    /// <summary>A kernel for weights that only this run knows.</summary>
    internal ConvolutionKernel CreateConvolution(in Window2D window, Tensor pixels, Tensor filter, Tensor? bias) => CreateConvolution(
        window, pixels.Dimensions[3], filter, bias, Transforms(pixels.Dimensions, filter.Dimensions, window, runsOnce: true));

    internal DepthwiseKernel CreateDepthwise(in Window2D window, Tensor filter, Tensor? bias) =>
        DepthwiseKernel.Create(filter.Span<float>(), filter.Dimensions[2], filter.Dimensions[3], window, bias is null ? default : bias.Span<float>(), Activation);

    private static bool Transforms(ReadOnlySpan<int> pixels, ReadOnlySpan<int> filter, in Window2D window, bool runsOnce) => WinogradRule.Pays(
        window, pixels[3], filter[3], pixels[3] / filter[2], window.OutputHeight(pixels[1]), window.OutputWidth(pixels[2]), runsOnce);

    private ConvolutionKernel CreateConvolution(in Window2D window, int channels, Tensor filter, Tensor? bias, bool transforms) => ConvolutionKernel.Create(
        KernelTiers.Current, filter.Span<float>(), channels, filter.Dimensions[3], window, bias is null ? default : bias.Span<float>(), Activation,
        channels / filter.Dimensions[2], transforms);
}
