using Poets.Graphs;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>
/// Writes networks layer by layer, the nodes as exporters leave them, the weights made up from the nodes' names
/// (../shared/golden/README.md has the rule), the widths divided so that a network runs in a moment.
/// </summary>
internal sealed partial class NetworkWriter(Spelling spelling, int divisor = 4)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The graph so far.</summary>
    internal GraphBuilder Graph { get; } = new();

    /// <summary>Whether the nodes are Keras'.</summary>
    internal bool IsKeras => spelling == Spelling.Keras;

    /// <summary>The ε of batch norms.</summary>
    internal float Epsilon { get; set; } = 0.001f;

    /// <summary>What stands behind a <see cref="Unit"/>'s batch norm: the name of <see cref="Activate"/>.</summary>
    internal string Activation { get; set; } = "Relu";

    /// <summary>Weights are so much larger than what keeps signals at their size; gates and soft activations need it.</summary>
    internal double Gain { get; set; } = 1;

    /// <summary>Convolutions, pools and batch norms with the channels in front, [N,C,H,W].</summary>
    internal bool ChannelsFirst { get; init; }

    /// <summary>A width of the real network, divided, and still a multiple of 4.</summary>
    internal int Width(int real) => Math.Max(4, real / divisor / 4 * 4);

    /// <summary>The placeholder that takes images.</summary>
    internal Signal Images(int size, string name = "input", ElementType type = ElementType.Float32, int batch = -1) =>
        new(Graph.Placeholder(name, type, batch, size, size, 3), 3);

    /// <summary>A node; its name is made unique as TensorFlow does.</summary>
    internal string Node(string name, string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        string unique = name;
        for (int i = 1; !_names.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return Graph.Node(unique, op, inputs, attributes);
    }

    /// <summary>A node of float32 inputs and outputs.</summary>
    internal string Float(string name, string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node(name, op, inputs, [("T", ElementType.Float32), .. attributes]);

    /// <summary>A node of float32 over a signal, its channels kept.</summary>
    internal Signal Over(string name, string op, Signal x, params string[] others) => x with { Name = Float(name, op, [x.Name, .. others]) };

    /// <summary>A constant.</summary>
    internal string Const(string name, Tensor value) => Node(name, "Const", [], ("dtype", value.Type), ("value", GraphBuilder.Proto(value)));

    /// <summary>A constant float32.</summary>
    internal string Number(string name, float value) => Const(name, Tensor.Of(new[] { value }));

    /// <summary>A constant vector of int32.</summary>
    internal string Ints(string name, params int[] values) => Const(name, Tensor.Of(values, values.Length));

    /// <summary>A constant int32.</summary>
    internal string Int(string name, int value) => Const(name, Tensor.Of(new[] { value }));

    /// <summary>A frozen variable as it is read.</summary>
    internal string Variable(string name, double low, double high, params int[] shape)
    {
        Tensor value = Tensor.Of(SyntheticWeights.Values(name, shape.Aggregate(1, (product, size) => product * size), low, high), shape);
        return IsKeras
            ? Float(name + "/ReadVariableOp", "Identity", [Const(name + "/ReadVariableOp/resource", value)])
            : Float(name + "/read", "Identity", [Const(name, value)]);
    }

    /// <summary>Weights whose products neither grow nor fade with depth.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="sum">How many products an output adds up.</param>
    /// <param name="shape">Their shape.</param>
    internal string Weights(string name, int sum, params int[] shape) => Variable(name, -Gain * Math.Sqrt(4.0 / sum), Gain * Math.Sqrt(4.0 / sum), shape);

    /// <summary>A convolution without what usually follows.</summary>
    internal Signal Conv(string scope, Signal x, int filters, int height, int width, int stride = 1, string padding = "SAME", int rate = 1, bool bias = false, int groups = 1)
    {
        string filter = Weights(scope + (IsKeras ? "/kernel" : "/weights"), height * width * x.Channels / groups, height, width, x.Channels / groups, filters);
        string output = Float(scope + "/Conv2D", "Conv2D", [x.Name, filter], Window(stride, padding, rate));
        return bias ? Bias(scope, new Signal(output, filters)) : new Signal(output, filters);
    }

    /// <summary>A depthwise convolution without what usually follows.</summary>
    internal Signal DepthwiseConv(string scope, Signal x, int kernel, int stride = 1, string padding = "SAME", int rate = 1, int multiplier = 1)
    {
        string filter = Weights(scope + (IsKeras ? "/depthwise_kernel" : "/depthwise_weights"), kernel * kernel, kernel, kernel, x.Channels, multiplier);
        return new Signal(Float(scope + "/depthwise", "DepthwiseConv2dNative", [x.Name, filter], Window(stride, padding, rate)), x.Channels * multiplier);
    }

    /// <summary>Adds a bias.</summary>
    internal Signal Bias(string scope, Signal x) => x with
    {
        Name = Float(scope + "/BiasAdd", "BiasAdd", [x.Name, Variable(scope + (IsKeras ? "/bias" : "/biases"), -0.3, 0.3, x.Channels)], ("data_format", Format)),
    };

    /// <summary>A batch norm for inference.</summary>
    internal Signal BatchNorm(string scope, Signal x)
    {
        string prefix = IsKeras ? scope : scope + "/BatchNorm";
        string gamma = Variable(prefix + "/gamma", 0.6, 1.4, x.Channels);
        string beta = Variable(prefix + "/beta", -0.3, 0.3, x.Channels);
        string mean = Variable(prefix + "/moving_mean", -0.3, 0.3, x.Channels);
        string variance = Variable(prefix + "/moving_variance", 0.6, 1.6, x.Channels);
        if (spelling != Spelling.SlimUnfused)
        {
            string op = IsKeras ? "FusedBatchNormV3" : "FusedBatchNorm";
            (string, object)[] attributes = [("epsilon", Epsilon), ("is_training", false), ("data_format", Format)];
            return x with { Name = Float($"{prefix}/{op}", op, [x.Name, gamma, beta, mean, variance], IsKeras ? [("U", ElementType.Float32), .. attributes] : attributes) };
        }

        string spread = Float(prefix + "/batchnorm/add", "Add", [variance, Number(prefix + "/batchnorm/add/y", Epsilon)]);
        string scale = Float(prefix + "/batchnorm/mul", "Mul", [Float(prefix + "/batchnorm/Rsqrt", "Rsqrt", [spread]), gamma]);
        string shift = Float(prefix + "/batchnorm/sub", "Sub", [beta, Float(prefix + "/batchnorm/mul_2", "Mul", [mean, scale])]);
        return x with { Name = Float(prefix + "/batchnorm/add_1", "Add", [Float(prefix + "/batchnorm/mul_1", "Mul", [x.Name, scale]), shift]) };
    }

    /// <summary>Convolution, batch norm, activation.</summary>
    internal Signal Unit(string scope, Signal x, int filters, int height, int width, int stride = 1, string padding = "SAME", string? activation = null, int rate = 1, int groups = 1) =>
        Activate(scope, BatchNorm(IsKeras ? scope + "_bn" : scope, Conv(scope, x, filters, height, width, stride, padding, rate, groups: groups)), activation ?? Activation);

    /// <summary>Depthwise convolution, batch norm, activation.</summary>
    internal Signal DepthwiseUnit(string scope, Signal x, int kernel, int stride = 1, string padding = "SAME", string? activation = null, int rate = 1) =>
        Activate(scope, BatchNorm(IsKeras ? scope + "_bn" : scope, DepthwiseConv(scope, x, kernel, stride, padding, rate)), activation ?? Activation);

    /// <summary>An activation by name: an operator of TensorFlow's, or HardSwish, HardSigmoid, Swish, Gelu; empty is none.</summary>
    internal Signal Activate(string scope, Signal x, string activation)
    {
        string add = IsKeras ? "AddV2" : "Add";
        switch (activation)
        {
            case "":
                return x;
            case "HardSigmoid":
                Signal clipped = Over(scope + "/Relu6", "Relu6", Over(scope + "/add", add, x, Number(scope + "/add/y", 3)));
                return Over(scope + "/mul", "Mul", clipped, Number(scope + "/mul/y", 1f / 6));
            case "HardSwish":
                return Over(scope + "/mul_1", "Mul", x, Activate(scope + "/hard", x, "HardSigmoid").Name);
            case "Swish":
                // Keras wraps it as a function with a gradient of its own: what is left of that is the IdentityN.
                Signal swish = Over(scope + "/mul", "Mul", x, Over(scope + "/Sigmoid", "Sigmoid", x).Name);
                return !IsKeras ? swish : swish with { Name = Node(scope + "/IdentityN", "IdentityN", [swish.Name, x.Name], ("T", new[] { ElementType.Float32, ElementType.Float32 })) };
            case "Gelu":
                Signal erf = Over(scope + "/Erf", "Erf", Over(scope + "/truediv", "RealDiv", x, Number(scope + "/Cast/x", 1.4142135f)));
                Signal one = erf with { Name = Float(scope + "/add", "AddV2", [Number(scope + "/add/x", 1), erf.Name]) };
                Signal half = x with { Name = Float(scope + "/mul", "Mul", [Number(scope + "/mul/x", 0.5f), x.Name]) };
                return Over(scope + "/mul_1", "Mul", half, one.Name);
            default:
                return Over($"{scope}/{activation}", activation, x);
        }
    }

    private string Format => ChannelsFirst ? "NCHW" : "NHWC";

    private (string Name, object Value)[] Window(int stride, string padding, int rate) =>
    [
        ("strides", Spatial(stride)), ("dilations", Spatial(rate)), ("padding", padding),
        ("data_format", Format), ("explicit_paddings", Array.Empty<int>()),
    ];

    private int[] Spatial(int size) => ChannelsFirst ? [1, 1, size, size] : [1, size, size, 1];
}
