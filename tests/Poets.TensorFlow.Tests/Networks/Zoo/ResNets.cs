namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>Residual networks of TF-slim, Keras and the TPU models.</summary>
internal static class ResNets
{
    private static readonly (int Width, int Units, int Stride)[] s_blocks = [(64, 2, 2), (128, 2, 2), (256, 2, 2), (512, 2, 1)];

    /// <summary>TF-slim's resnet_v1_50: the stride on a block's last unit, shortcuts subsampled by MaxPool 1×1.</summary>
    internal static Network SlimVersion1(Spelling spelling)
    {
        var net = new NetworkWriter(spelling, 8) { Epsilon = 1e-5f };
        const string Root = "resnet_v1_50";
        Signal x = net.Unit(Root + "/conv1", net.Pad(Root + "/Pad", net.Images(64), 3, 3), net.Width(64), 7, 7, 2, "VALID");
        x = net.Pool(Root + "/pool1/MaxPool", "MaxPool", x, 3, 2);
        x = Blocks(net, Root, x, Bottleneck1);
        return Finish(net, Root, x);
    }

    /// <summary>TF-slim's resnet_v2_50: batch norm and activation before the convolutions.</summary>
    internal static Network SlimVersion2()
    {
        var net = new NetworkWriter(Spelling.Slim, 8) { Epsilon = 1e-5f };
        const string Root = "resnet_v2_50";
        Signal x = net.Conv(Root + "/conv1", net.Pad(Root + "/Pad", net.Images(64), 3, 3), net.Width(64), 7, 7, 2, "VALID", bias: true);
        x = net.Pool(Root + "/pool1/MaxPool", "MaxPool", x, 3, 2);
        x = Blocks(net, Root, x, Bottleneck2);
        return Finish(net, Root, net.Activate(Root + "/postnorm", net.BatchNorm(Root + "/postnorm", x), "Relu"));
    }

    /// <summary>Keras' ResNet50: explicit pads, biases before batch norms, the stride on the first 1×1.</summary>
    internal static Network Keras()
    {
        var net = new NetworkWriter(Spelling.Keras, 8) { Epsilon = 1.001e-5f };
        Signal images = net.Images(64, "input_1");
        Signal x = net.Conv("resnet50/conv1_conv", net.Pad("resnet50/conv1_pad/Pad", images, 3, 3), net.Width(64), 7, 7, 2, "VALID", bias: true);
        x = net.Activate("resnet50/conv1_relu", net.BatchNorm("resnet50/conv1_bn", x), "Relu");
        x = net.Pool("resnet50/pool1_pool/MaxPool", "MaxPool", net.Pad("resnet50/pool1_pad/Pad", x, 1, 1), 3, 2, "VALID");
        for (int block = 0; block < s_blocks.Length; block++)
        {
            (int width, int units, _) = s_blocks[block];
            for (int unit = 0; unit < units; unit++)
            {
                string scope = $"resnet50/conv{block + 2}_block{unit + 1}";
                int stride = unit == 0 && block > 0 ? 2 : 1;
                Signal shortcut = unit == 0 ? Normed(scope + "_0", x, net.Width(4 * width), 1, stride, "") : x;
                Signal y = Normed(scope + "_1", x, net.Width(width), 1, stride, "Relu");
                y = Normed(scope + "_2", y, net.Width(width), 3, 1, "Relu");
                y = Normed(scope + "_3", y, net.Width(4 * width), 1, 1, "");
                x = net.Activate(scope + "_out", net.Sum(scope + "_add/add", shortcut, y), "Relu");
            }
        }

        return new Network(net, 64, [net.KerasHead(x), "avg_pool/Mean"]) { Input = images.Name };

        Signal Normed(string scope, Signal input, int filters, int kernel, int stride, string activation) =>
            net.Activate(scope + "_relu", net.BatchNorm(scope + "_bn", net.Conv(scope + "_conv", input, filters, kernel, kernel, stride, kernel == 1 ? "VALID" : "SAME", bias: true)), activation);
    }

    /// <summary>A residual network with the channels in front or at the back, images always at the back: GPU graphs transpose first.</summary>
    internal static Network OfLayout(bool channelsFirst)
    {
        var net = new NetworkWriter(Spelling.Slim, 8) { Epsilon = 1e-5f, ChannelsFirst = channelsFirst };
        const string Root = "resnet_model";
        Signal images = net.Images(64);
        Signal x = channelsFirst ? images with { Name = net.Transpose(Root + "/transpose", images.Name, 0, 3, 1, 2) } : images;
        x = net.Unit(Root + "/conv2d", net.Pad(Root + "/Pad", x, 3, 3), net.Width(64), 7, 7, 2, "VALID");
        x = net.Pool(Root + "/max_pooling2d/MaxPool", "MaxPool", x, 3, 2);
        x = Blocks(net, Root, x, Bottleneck2);
        x = net.Activate(Root + "/last", net.BatchNorm(Root + "/last", x), "Relu");
        Signal pooled = net.Squeeze(Root + "/Squeeze", net.Mean(Root + "/Mean", x, keep: true));
        return new Network(net, 64, [net.Float("softmax_tensor", "Softmax", [net.Dense(Root + "/dense", pooled, 24).Name]), pooled.Name]);
    }

    /// <summary>RegNetY: 3×3 convolutions in groups, squeeze-and-excite of the block's input width.</summary>
    internal static Network RegNet()
    {
        var net = new NetworkWriter(Spelling.Keras, 1) { Epsilon = 1e-5f };
        Signal images = net.Images(64, "input_1");
        Signal x = net.Unit("stem", images, 16, 3, 3, 2);
        foreach ((int width, int units) in ((int, int)[])[(16, 1), (32, 2), (64, 2)])
        {
            for (int unit = 0; unit < units; unit++)
            {
                string scope = $"stage{width}_block{unit}";
                int stride = unit == 0 ? 2 : 1;
                Signal y = net.Unit(scope + "_conv_1x1_1", x, width, 1, 1);
                y = net.Unit(scope + "_conv_3x3", y, width, 3, 3, stride, groups: width / 8);
                Signal gate = net.Activate(scope + "_se_squeeze", net.Conv(scope + "_se_squeeze", net.Mean(scope + "_se/Mean", y, keep: true), width / 4, 1, 1, bias: true), "Relu");
                gate = net.Activate(scope + "_se_excite", net.Conv(scope + "_se_excite", gate, width, 1, 1, bias: true), "Sigmoid");
                y = net.Unit(scope + "_conv_1x1_2", net.Over(scope + "_se/mul", "Mul", y, gate.Name), width, 1, 1, activation: "");
                Signal shortcut = unit == 0 ? net.Unit(scope + "_skip", x, width, 1, 1, stride, activation: "") : x;
                x = net.Activate(scope + "_out", net.Sum(scope + "_add/add", y, shortcut), "Relu");
            }
        }

        return new Network(net, 64, [net.KerasHead(x), "avg_pool/Mean"]) { Input = images.Name };
    }

    private static Signal Blocks(NetworkWriter net, string root, Signal x, Func<NetworkWriter, string, Signal, int, int, Signal> unit)
    {
        for (int block = 0; block < s_blocks.Length; block++)
        {
            (int width, int units, int stride) = s_blocks[block];
            for (int i = 1; i <= units; i++)
            {
                x = unit(net, $"{root}/block{block + 1}/unit_{i}/bottleneck", x, net.Width(width), i == units ? stride : 1);
            }
        }

        return x;
    }

    private static Signal Bottleneck1(NetworkWriter net, string scope, Signal x, int width, int stride)
    {
        Signal shortcut = x.Channels == 4 * width ? Subsample(net, scope, x, stride) : net.Unit(scope + "/shortcut", x, 4 * width, 1, 1, stride, activation: "");
        Signal y = net.Unit(scope + "/conv1", x, width, 1, 1);
        y = stride == 1 ? net.Unit(scope + "/conv2", y, width, 3, 3) : net.Unit(scope + "/conv2", net.Pad(scope + "/Pad", y, 1, 1), width, 3, 3, stride, "VALID");
        y = net.Unit(scope + "/conv3", y, 4 * width, 1, 1, activation: "");
        return net.Activate(scope, net.Sum(scope + "/add", shortcut, y), "Relu");
    }

    private static Signal Bottleneck2(NetworkWriter net, string scope, Signal x, int width, int stride)
    {
        Signal before = net.Activate(scope + "/preact", net.BatchNorm(scope + "/preact", x), "Relu");
        Signal shortcut = x.Channels == 4 * width ? Subsample(net, scope, x, stride) : net.Conv(scope + "/shortcut", before, 4 * width, 1, 1, stride, bias: true);
        Signal y = net.Unit(scope + "/conv1", before, width, 1, 1);
        y = stride == 1 ? net.Unit(scope + "/conv2", y, width, 3, 3) : net.Unit(scope + "/conv2", net.Pad(scope + "/Pad", y, 1, 1), width, 3, 3, stride, "VALID");
        return net.Sum(scope + "/add", shortcut, net.Conv(scope + "/conv3", y, 4 * width, 1, 1, bias: true));
    }

    private static Signal Subsample(NetworkWriter net, string scope, Signal x, int stride) =>
        stride == 1 ? x : net.Pool(scope + "/shortcut/MaxPool", "MaxPool", x, 1, stride);

    private static Network Finish(NetworkWriter net, string root, Signal x)
    {
        Signal pooled = net.Mean(root + "/pool5", x, keep: true);
        Signal logits = net.Squeeze(root + "/SpatialSqueeze", net.Conv(root + "/logits", pooled, 24, 1, 1, bias: true));
        string flat = net.Reshape(root + "/predictions/Reshape", logits.Name, -1, 24);
        return new Network(net, 64, [net.Float(root + "/predictions/Softmax", "Softmax", [flat]), pooled.Name]);
    }
}
