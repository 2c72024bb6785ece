using System.Globalization;
using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>Pools, joins, heads, and blocks of parallel branches.</summary>
internal sealed partial class NetworkWriter
{
    private int ChannelAxis => ChannelsFirst ? 1 : 3;

    private int[] SpatialAxes => ChannelsFirst ? [2, 3] : [1, 2];

    /// <summary>MaxPool or AvgPool.</summary>
    internal Signal Pool(string name, string op, Signal x, int kernel, int stride, string padding = "SAME") => x with
    {
        Name = Float(name, op, [x.Name], ("ksize", Spatial(kernel)), ("strides", Spatial(stride)), ("padding", padding), ("data_format", Format)),
    };

    /// <summary>The mean over height and width.</summary>
    internal Signal Mean(string name, Signal x, bool keep = false) => x with
    {
        Name = Node(name, "Mean", [x.Name, Ints(name + "/reduction_indices", SpatialAxes)], ("T", ElementType.Float32), ("Tidx", ElementType.Int32), ("keep_dims", keep)),
    };

    /// <summary>Zeros around the image.</summary>
    internal Signal Pad(string name, Signal x, int before, int after) => x with
    {
        Name = Node(
            name, "Pad", [x.Name, Const(name + "/paddings", Pairs(ChannelsFirst ? [0, 0, 0, 0, before, after, before, after] : [0, 0, before, after, before, after, 0, 0]))],
            ("T", ElementType.Float32), ("Tpaddings", ElementType.Int32)),
    };

    /// <summary>Pairs of int32, a row each.</summary>
    internal static Tensor Pairs(params int[] values) => Tensor.Of(values, values.Length / 2, 2);

    /// <summary>Sum of two signals.</summary>
    internal Signal Sum(string name, Signal x, Signal y) => Over(name, IsKeras ? "AddV2" : "Add", x, y.Name);

    /// <summary>Joins channels.</summary>
    internal Signal Concat(string name, params Signal[] parts) => new(
        Node(name, "ConcatV2", [.. parts.Select(part => part.Name), Int(name + "/axis", ChannelAxis)], ("T", ElementType.Float32), ("N", parts.Length), ("Tidx", ElementType.Int32)),
        parts.Sum(part => part.Channels));

    /// <summary>Another shape.</summary>
    internal string Reshape(string name, string x, params int[] shape) =>
        Node(name, "Reshape", [x, Ints(name + "/shape", shape)], ("T", ElementType.Float32), ("Tshape", ElementType.Int32));

    /// <summary>Another order of the axes.</summary>
    internal string Transpose(string name, string x, params int[] order) =>
        Node(name, "Transpose", [x, Ints(name + "/perm", order)], ("T", ElementType.Float32), ("Tperm", ElementType.Int32));

    /// <summary>Squeeze of height and width.</summary>
    internal Signal Squeeze(string name, Signal x) => x with { Name = Node(name, "Squeeze", [x.Name], ("T", ElementType.Float32), ("squeeze_dims", SpatialAxes)) };

    /// <summary>A fully connected layer.</summary>
    internal Signal Dense(string scope, Signal x, int units)
    {
        string weights = Weights(scope + (IsKeras ? "/kernel" : "/weights"), x.Channels, x.Channels, units);
        return Bias(scope, new Signal(Node(scope + "/MatMul", "MatMul", [x.Name, weights], ("T", ElementType.Float32), ("transpose_a", false), ("transpose_b", false)), units));
    }

    /// <summary>TF-slim's head: 1×1 convolution, squeeze, and softmax over a reshape that is undone.</summary>
    internal string SlimHead(string scope, Signal pooled, int classes = 24)
    {
        Signal dropped = Over(scope + "/Logits/Dropout_1b/Identity", "Identity", pooled);
        Signal logits = Squeeze(scope + "/Logits/SpatialSqueeze", Conv(scope + "/Logits/Conv2d_1c_1x1", dropped, classes, 1, 1, bias: true));
        string flat = Reshape(scope + "/Predictions/Reshape", logits.Name, -1, classes);
        string softmax = Float(scope + "/Predictions/Softmax", "Softmax", [flat]);
        string shape = Node(scope + "/Predictions/Shape", "Shape", [logits.Name], ("T", ElementType.Float32), ("out_type", ElementType.Int32));
        return Node(scope + "/Predictions/Reshape_1", "Reshape", [softmax, shape], ("T", ElementType.Float32), ("Tshape", ElementType.Int32));
    }

    /// <summary>Keras' head: mean, fully connected, softmax.</summary>
    internal string KerasHead(Signal x, int classes = 24) => Float("predictions/Softmax", "Softmax", [Dense("predictions", Mean("avg_pool/Mean", x), classes).Name]);

    /// <summary>Branches side by side, their channels joined.</summary>
    /// <param name="scope">The block.</param>
    /// <param name="x">What all branches read.</param>
    /// <param name="branches">See <see cref="Branch"/>.</param>
    internal Signal Mixed(string scope, Signal x, params string[] branches) =>
        Concat(scope + "/concat", [.. branches.SelectMany((branch, i) => Branch($"{scope}/Branch_{i}", x, branch))]);

    /// <summary>
    /// Layers one after another, in short: <c>3x3:64</c> is a unit of 64 filters, <c>/2</c> its stride, <c>v</c> VALID padding,
    /// <c>max3/2</c> and <c>avg3</c> are pools; <c>(1x3:64|3x1:64)</c>, at the end, forks.
    /// </summary>
    internal IReadOnlyList<Signal> Branch(string scope, Signal x, string layers)
    {
        int number = 0;
        foreach (string layer in layers.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (layer[0] == '(')
            {
                Signal fork = x;
                return [.. layer.Trim('(', ')').Split('|').Select(arm => Layer($"{scope}/Conv2d_{number}b_{arm.Split(':')[0]}", fork, arm))];
            }

            x = Layer($"{scope}/{(layer[0] is 'm' or 'a' ? "Pool" : "Conv2d")}_{number++}a_{layer.Split(':', '/')[0]}", x, layer);
        }

        return [x];
    }

    private Signal Layer(string scope, Signal x, string layer)
    {
        string padding = layer.EndsWith('v') ? "VALID" : "SAME";
        string[] parts = layer.TrimEnd('v').Split('/');
        int stride = parts.Length > 1 ? Parse(parts[1]) : 1;
        if (parts[0][0] is 'm' or 'a')
        {
            return Pool(scope + (parts[0][0] == 'm' ? "/MaxPool" : "/AvgPool"), parts[0][0] == 'm' ? "MaxPool" : "AvgPool", x, Parse(parts[0][3..]), stride, padding);
        }

        int[] numbers = [.. parts[0].Split('x', ':').Select(Parse)];
        return Unit(scope, x, Width(numbers[2]), numbers[0], numbers[1], stride, padding);
    }

    private static int Parse(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
