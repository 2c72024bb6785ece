using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>MobileNet v1 to v3 and EfficientNet: depthwise convolutions between 1×1 convolutions.</summary>
internal static class MobileNets
{
    /// <summary>Kernel, widened channels, output channels, squeeze-and-excite, activation, stride.</summary>
    private static readonly (int Kernel, int Wide, int Out, bool Squeeze, string Activation, int Stride)[] s_large =
    [
        (3, 16, 16, false, "Relu", 1), (3, 64, 24, false, "Relu", 2), (3, 72, 24, false, "Relu", 1), (5, 72, 40, true, "Relu", 2), (5, 120, 40, true, "Relu", 1),
        (3, 240, 80, false, "HardSwish", 2), (3, 200, 80, false, "HardSwish", 1), (3, 480, 112, true, "HardSwish", 1), (5, 672, 160, true, "HardSwish", 2), (5, 960, 160, true, "HardSwish", 1),
    ];

    private static readonly (int Kernel, int Wide, int Out, bool Squeeze, string Activation, int Stride)[] s_small =
    [
        (3, 16, 16, true, "Relu", 2), (3, 72, 24, false, "Relu", 2), (3, 88, 24, false, "Relu", 1), (5, 96, 40, true, "HardSwish", 2), (5, 240, 40, true, "HardSwish", 1),
        (5, 120, 48, true, "HardSwish", 1), (5, 288, 96, true, "HardSwish", 2), (5, 576, 96, true, "HardSwish", 1),
    ];

    /// <summary>MobileNet v1 at output stride 8, its last layers dilated, spelt as SpaceToBatchND did it before Conv2D had rates.</summary>
    /// <param name="blocks">Whether dilation is SpaceToBatchND and BatchToSpaceND, or the attribute.</param>
    internal static Network Version1Dilated(bool blocks)
    {
        var net = new NetworkWriter(Spelling.Slim) { Activation = "Relu6", Gain = 1.5 };
        const string Root = "MobilenetV1/MobilenetV1";
        Signal x = net.Unit(Root + "/Conv2d_0", net.Images(48), 8, 3, 3, 2);
        (int Filters, int Stride, int Rate)[] layers = [(16, 1, 1), (32, 2, 1), (32, 1, 1), (64, 2, 1), (64, 1, 2), (64, 1, 2), (96, 1, 4)];
        for (int i = 0; i < layers.Length; i++)
        {
            string scope = $"{Root}/Conv2d_{i + 1}";
            (int filters, int stride, int rate) = layers[i];
            x = rate > 1 && blocks ? InBlocks(net, scope + "_depthwise", x, rate) : net.DepthwiseUnit(scope + "_depthwise", x, 3, stride, rate: rate);
            x = net.Unit(scope + "_pointwise", x, filters, 1, 1);
        }

        Signal pooled = net.Pool("MobilenetV1/Logits/AvgPool_1a/AvgPool", "AvgPool", x, 6, 2, "VALID");
        return new Network(net, 48, [net.SlimHead("MobilenetV1", pooled), x.Name]);
    }

    internal static Network Version2()
    {
        var net = new NetworkWriter(Spelling.Slim) { Activation = "Relu6" };
        Signal x = net.Unit("MobilenetV2/Conv", net.Images(64), net.Width(32), 3, 3, 2);
        (int Expand, int Out, int Repeat, int Stride)[] groups = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 2, 2), (6, 96, 2, 1), (6, 160, 2, 2), (6, 320, 1, 1)];
        int block = 0;
        foreach ((int expand, int output, int repeat, int stride) in groups)
        {
            for (int i = 0; i < repeat; i++, block++)
            {
                x = Inverted(net, $"MobilenetV2/expanded_conv_{block}", x, (3, x.Channels * expand, net.Width(output), false, "Relu6", i == 0 ? stride : 1));
            }
        }

        Signal pooled = net.Mean("MobilenetV2/Logits/AvgPool", net.Unit("MobilenetV2/Conv_1", x, net.Width(1280), 1, 1), keep: true);
        return new Network(net, 64, [net.SlimHead("MobilenetV2", pooled), pooled.Name]);
    }

    internal static Network Version3(bool large, Spelling spelling)
    {
        var net = new NetworkWriter(spelling) { Activation = "HardSwish", Gain = large ? 1.6 : 1.2 };
        Signal x = net.Unit("MobilenetV3/Conv", net.Images(64), 16, 3, 3, 2);
        int block = 0;
        foreach ((int kernel, int wide, int output, bool squeeze, string activation, int stride) in large ? s_large : s_small)
        {
            x = Inverted(net, $"MobilenetV3/expanded_conv_{block++}", x, (kernel, net.Width(wide), net.Width(output), squeeze, activation, stride));
        }

        x = net.Unit("MobilenetV3/Conv_1", x, net.Width(large ? 960 : 576), 1, 1);
        Signal pooled = spelling == Spelling.Keras ? net.Mean("MobilenetV3/AvgPool", x, keep: true) : net.Pool("MobilenetV3/AvgPool_1a", "AvgPool", x, 2, 1, "VALID");
        Signal wideHead = net.Activate("MobilenetV3/Conv_2", net.Conv("MobilenetV3/Conv_2", pooled, net.Width(1280), 1, 1, bias: true), "HardSwish");
        return new Network(net, 64, [net.SlimHead("MobilenetV3", wideHead), wideHead.Name]) { Tolerance = 1e-3 };
    }

    /// <summary>EfficientNet-B0 as Keras writes it: rescaling and normalisation inside, explicit padding, swish as IdentityN, drop-connect gone.</summary>
    internal static Network EfficientNetB0()
    {
        var net = new NetworkWriter(Spelling.Keras) { Activation = "Swish", Gain = 4 };
        Signal images = net.Images(64, "input_1");
        Signal x = net.Over("rescaling/mul", "Mul", images, net.Number("rescaling/Cast/x", 1f / 255));
        x = net.Over("rescaling/add", "AddV2", x, net.Number("rescaling/Cast_1/x", 0));
        x = net.Over("normalization/sub", "Sub", x, net.Const("normalization/mean", Tensor.Of([0.485f, 0.456f, 0.406f], 1, 1, 1, 3)));
        string spread = net.Float("normalization/Sqrt", "Sqrt", [net.Const("normalization/variance", Tensor.Of([0.05f, 0.048f, 0.052f], 1, 1, 1, 3))]);
        x = net.Over("normalization/truediv", "RealDiv", x, net.Float("normalization/Maximum", "Maximum", [spread, net.Number("normalization/Maximum/y", 1e-7f)]));
        x = net.Unit("stem_conv", net.Pad("stem_conv_pad/Pad", x, 0, 1), net.Width(32), 3, 3, 2, "VALID");
        (int Kernel, int Expand, int Out, int Repeat, int Stride)[] groups = [(3, 1, 16, 1, 1), (3, 6, 24, 2, 2), (5, 6, 40, 2, 2), (3, 6, 80, 2, 2), (5, 6, 112, 2, 1), (5, 6, 192, 2, 2), (3, 6, 320, 1, 1)];
        int block = 0;
        foreach ((int kernel, int expand, int output, int repeat, int stride) in groups)
        {
            for (int i = 0; i < repeat; i++)
            {
                x = Inverted(net, $"block{++block}", x, (kernel, x.Channels * expand, net.Width(output), true, "Swish", i == 0 ? stride : 1));
            }
        }

        x = net.Unit("top_conv", x, net.Width(1280), 1, 1);
        return new Network(net, 64, [net.KerasHead(x), "avg_pool/Mean"]) { Input = images.Name, Tolerance = 1e-3 };
    }

    private static Signal Inverted(NetworkWriter net, string scope, Signal x, (int Kernel, int Wide, int Out, bool Squeeze, string Activation, int Stride) layer)
    {
        Signal y = layer.Wide == x.Channels ? x : net.Unit(scope + "/expand", x, layer.Wide, 1, 1, activation: layer.Activation);
        bool padded = net.IsKeras && layer.Stride == 2;
        y = padded ? net.Pad(scope + "/dwconv_pad/Pad", y, (layer.Kernel / 2) - 1, layer.Kernel / 2) : y;
        y = net.DepthwiseUnit(scope + "/depthwise", y, layer.Kernel, layer.Stride, padded ? "VALID" : "SAME", layer.Activation);
        y = layer.Squeeze ? SqueezeAndExcite(net, scope + "/squeeze_excite", y, layer.Activation) : y;
        y = net.Unit(scope + "/project", y, layer.Out, 1, 1, activation: "");
        return layer.Stride == 1 && x.Channels == layer.Out ? net.Sum(scope + "/add", y, x) : y;
    }

    private static Signal SqueezeAndExcite(NetworkWriter net, string scope, Signal x, string activation)
    {
        bool swish = activation == "Swish";
        Signal mean = net.Mean(scope + "/squeeze", x, keep: !net.IsKeras);
        if (net.IsKeras)
        {
            mean = mean with { Name = ReshapeByShape(net, scope + "/reshape", mean.Name, x.Channels) };
        }

        Signal few = net.Activate(scope + "/reduce", net.Conv(scope + "/reduce", mean, Math.Max(4, x.Channels / 4), 1, 1, bias: true), swish ? "Swish" : "Relu");
        Signal gate = net.Activate(scope + "/expand", net.Conv(scope + "/expand", few, x.Channels, 1, 1, bias: true), swish ? "Sigmoid" : "HardSigmoid");
        return net.Over(scope + "/excite", "Mul", x, gate.Name);
    }

    /// <summary>Keras' Reshape layer: the batch read from the shape, the rest constant, packed.</summary>
    private static string ReshapeByShape(NetworkWriter net, string scope, string x, int channels)
    {
        string shape = net.Node(scope + "/Shape", "Shape", [x], ("T", ElementType.Float32), ("out_type", ElementType.Int32));
        string batch = net.Node(
            scope + "/strided_slice", "StridedSlice", [shape, net.Ints(scope + "/stack", 0), net.Ints(scope + "/stack_1", 1), net.Ints(scope + "/stack_2", 1)],
            ("T", ElementType.Int32), ("Index", ElementType.Int32), ("shrink_axis_mask", 1));
        string packed = net.Node(scope + "/Pack", "Pack", [batch, net.Int(scope + "/1", 1), net.Int(scope + "/2", 1), net.Int(scope + "/3", channels)], ("T", ElementType.Int32), ("N", 4), ("axis", 0));
        return net.Node(scope + "/Reshape", "Reshape", [x, packed], ("T", ElementType.Float32), ("Tshape", ElementType.Int32));
    }

    private static Signal InBlocks(NetworkWriter net, string scope, Signal x, int rate)
    {
        // 6×6 pixels and a 3×3 kernel: SAME wants a border of the rate, then a multiple of it.
        int after = rate + ((rate - ((6 + (2 * rate)) % rate)) % rate);
        string block = net.Ints(scope + "/block_shape", rate, rate);
        (string, object)[] types = [("T", ElementType.Float32), ("Tblock_shape", ElementType.Int32), ("Tpaddings", ElementType.Int32)];
        Signal apart = x with
        {
            Name = net.Node(scope + "/SpaceToBatchND", "SpaceToBatchND", [x.Name, block, net.Const(scope + "/paddings", NetworkWriter.Pairs(rate, after, rate, after))], types),
        };
        Signal y = net.DepthwiseConv(scope, apart, 3, padding: "VALID");
        types[2] = ("Tcrops", ElementType.Int32);
        y = y with
        {
            Name = net.Node(scope + "/BatchToSpaceND", "BatchToSpaceND", [y.Name, block, net.Const(scope + "/crops", NetworkWriter.Pairs(0, after - rate, 0, after - rate))], types),
        };
        return net.Activate(scope, net.BatchNorm(scope, y), net.Activation);
    }
}
