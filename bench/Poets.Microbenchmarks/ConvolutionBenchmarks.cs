using BenchmarkDotNet.Attributes;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Convolution;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Microbenchmarks;

/// <summary>Convolutions of the shapes where the networks of the table spend their time, on one thread.</summary>
public class ConvolutionBenchmarks
{
    private ConvolutionKernel _kernel = null!;
    private ActivationView _input;
    private ActivationView _output;

    /// <summary>Name, input size and channels, kernel and stride, output channels.</summary>
    public static IEnumerable<ConvolutionCase> Cases =>
    [
        new("first 3x3x3/2", 224, 224, 3, 3, 3, 2, 32),
        new("pointwise 112x112x16-32", 112, 112, 16, 1, 1, 1, 32),
        new("pointwise 28x28x256-256", 28, 28, 256, 1, 1, 1, 256),
        new("pointwise 14x14x112-672", 14, 14, 112, 1, 1, 1, 672),
        new("pointwise 7x7x1024-1024", 7, 7, 1024, 1, 1, 1, 1024),
        new("inception 3x3 147x147x32-64", 147, 147, 32, 3, 3, 1, 64),
        new("vgg 3x3 14x14x512-512", 14, 14, 512, 3, 3, 1, 512),
        new("inception 5x5 35x35x48-64", 35, 35, 48, 5, 5, 1, 64),
        new("inception 1x7 17x17x160-160", 17, 17, 160, 1, 7, 1, 160),
        new("inception 7x1 17x17x160-192", 17, 17, 160, 7, 1, 1, 192),
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
        float[] filter = Values.Make(shape.KernelHeight * shape.KernelWidth * shape.InChannels * shape.OutChannels);
        _kernel = ConvolutionKernel.Create(filter, shape.InChannels, shape.OutChannels, window, new float[shape.OutChannels], FusedActivation.Relu6);
        _input = new ActivationView(Values.Make(shape.Height * shape.Width * shape.InChannels), 1, shape.Height, shape.Width, shape.InChannels);
        (int height, int width) = (window.OutputHeight(shape.Height), window.OutputWidth(shape.Width));
        _output = new ActivationView(new float[height * width * shape.OutChannels], 1, height, width, shape.OutChannels);
    }

    /// <summary>One image.</summary>
    [Benchmark]
    public void Run() => _kernel.Run(_input, _output, WorkerPool.Inline);
}
