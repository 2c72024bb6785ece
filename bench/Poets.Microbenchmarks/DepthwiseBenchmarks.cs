using BenchmarkDotNet.Attributes;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Depthwise;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Microbenchmarks;

/// <summary>Depthwise convolutions of MobileNet and EfficientNet, on one thread.</summary>
public class DepthwiseBenchmarks
{
    private DepthwiseKernel _kernel = null!;
    private ActivationView _input;
    private ActivationView _output;

    /// <summary>Name, input size and channels, kernel and stride.</summary>
    public static IEnumerable<ConvolutionCase> Cases =>
    [
        new("3x3/1 112x112x8", 112, 112, 8, 3, 3, 1, 8),
        new("3x3/2 112x112x96", 112, 112, 96, 3, 3, 2, 96),
        new("3x3/1 14x14x512", 14, 14, 512, 3, 3, 1, 512),
        new("5x5/1 14x14x672", 14, 14, 672, 5, 5, 1, 672),
        new("5x5/2 28x28x240", 28, 28, 240, 5, 5, 2, 240),
        new("5x5/1 7x7x1152", 7, 7, 1152, 5, 5, 1, 1152),
    ];

    /// <summary>The shape under test.</summary>
    [ParamsSource(nameof(Cases))]
    public ConvolutionCase Shape { get; set; } = null!;

    /// <summary>Packs the weights.</summary>
    [GlobalSetup]
    public void Setup()
    {
        ConvolutionCase shape = Shape;
        Window2D window = shape.Window;
        float[] filter = Values.Make(shape.KernelHeight * shape.KernelWidth * shape.InChannels);
        _kernel = DepthwiseKernel.Create(filter, shape.InChannels, 1, window, new float[shape.InChannels], FusedActivation.Relu6);
        _input = new ActivationView(Values.Make(shape.Height * shape.Width * shape.InChannels), 1, shape.Height, shape.Width, shape.InChannels);
        (int height, int width) = (window.OutputHeight(shape.Height), window.OutputWidth(shape.Width));
        _output = new ActivationView(new float[height * width * shape.InChannels], 1, height, width, shape.InChannels);
    }

    /// <summary>One image.</summary>
    [Benchmark]
    public void Run() => _kernel.Run(_input, _output, WorkerPool.Inline);
}
