using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>VGG, SqueezeNet, DenseNet, Xception, ShuffleNet.</summary>
internal static class Classics
{
    /// <summary>TF-slim's vgg_16: fully connected layers as convolutions, dropout left as Identity, no batch norm.</summary>
    internal static Network Vgg16()
    {
        var net = new NetworkWriter(Spelling.Slim, 8);
        Signal x = net.Images(64);
        (int Width, int Layers)[] blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)];
        for (int block = 0; block < blocks.Length; block++)
        {
            for (int layer = 1; layer <= blocks[block].Layers; layer++)
            {
                string scope = $"vgg_16/conv{block + 1}/conv{block + 1}_{layer}";
                x = net.Activate(scope, net.Conv(scope, x, net.Width(blocks[block].Width), 3, 3, bias: true), "Relu");
            }

            x = net.Pool($"vgg_16/pool{block + 1}/MaxPool", "MaxPool", x, 2, 2, "VALID");
        }

        x = net.Activate("vgg_16/fc6", net.Conv("vgg_16/fc6", x, net.Width(1024), 2, 2, padding: "VALID", bias: true), "Relu");
        x = net.Over("vgg_16/dropout6/Identity", "Identity", x);
        x = net.Activate("vgg_16/fc7", net.Conv("vgg_16/fc7", x, net.Width(1024), 1, 1, bias: true), "Relu");
        Signal logits = net.Squeeze("vgg_16/fc8/squeezed", net.Conv("vgg_16/fc8", net.Over("vgg_16/dropout7/Identity", "Identity", x), 24, 1, 1, bias: true));
        return new Network(net, 64, [logits.Name, x.Name]);
    }

    internal static Network SqueezeNet()
    {
        var net = new NetworkWriter(Spelling.Keras, 2);
        Signal images = net.Images(67, "input_1");
        Signal x = net.Activate("relu_conv1", net.Conv("conv1", images, net.Width(64), 3, 3, 2, "VALID", bias: true), "Relu");
        x = net.Pool("pool1/MaxPool", "MaxPool", x, 3, 2, "VALID");
        int fire = 2;
        foreach ((int squeeze, int expand, bool pool) in ((int, int, bool)[])[(16, 64, false), (16, 64, true), (32, 128, false), (32, 128, true), (48, 192, false), (64, 256, false)])
        {
            string scope = $"fire{fire++}";
            Signal few = Relu(net, scope + "/squeeze1x1", x, squeeze, 1);
            x = net.Concat(scope + "/concat", Relu(net, scope + "/expand1x1", few, expand, 1), Relu(net, scope + "/expand3x3", few, expand, 3));
            x = pool ? net.Pool(scope + "/pool/MaxPool", "MaxPool", x, 3, 2, "VALID") : x;
        }

        Signal logits = net.Mean("global_average_pooling2d/Mean", Relu(net, "conv10", x, 48, 1));
        return new Network(net, 67, [net.Float("loss/Softmax", "Softmax", [logits.Name]), x.Name]) { Input = images.Name };

        static Signal Relu(NetworkWriter net, string scope, Signal x, int filters, int kernel) =>
            net.Activate(scope, net.Conv(scope, x, net.Width(filters), kernel, kernel, padding: kernel == 1 ? "VALID" : "SAME", bias: true), "Relu");
    }

    /// <summary>DenseNet-121 with shorter blocks: each layer reads all before it.</summary>
    internal static Network DenseNet()
    {
        var net = new NetworkWriter(Spelling.Keras, 4) { Epsilon = 1.001e-5f };
        Signal images = net.Images(64, "input_1");
        Signal x = net.Unit("conv1/conv", net.Pad("zero_padding2d/Pad", images, 3, 3), net.Width(64), 7, 7, 2, "VALID");
        x = net.Pool("pool1/MaxPool", "MaxPool", net.Pad("zero_padding2d_1/Pad", x, 1, 1), 3, 2, "VALID");
        int[] blocks = [6, 8, 8, 6];
        for (int block = 0; block < blocks.Length; block++)
        {
            for (int layer = 1; layer <= blocks[block]; layer++)
            {
                string scope = $"conv{block + 2}_block{layer}";
                Signal y = net.Conv(scope + "_1_conv", Normed(net, scope + "_0", x), net.Width(128), 1, 1);
                y = net.Conv(scope + "_2_conv", Normed(net, scope + "_1", y), net.Width(32), 3, 3);
                x = net.Concat(scope + "_concat/concat", x, y);
            }

            if (block < blocks.Length - 1)
            {
                string pool = $"pool{block + 2}";
                x = net.Pool(pool + "_pool/AvgPool", "AvgPool", net.Conv(pool + "_conv", Normed(net, pool, x), x.Channels / 2, 1, 1), 2, 2, "VALID");
            }
        }

        return new Network(net, 64, [net.KerasHead(Normed(net, "bn", x)), "avg_pool/Mean"]) { Input = images.Name, Tolerance = 1e-3 };

        static Signal Normed(NetworkWriter net, string scope, Signal x) => net.Activate(scope + "_relu", net.BatchNorm(scope + "_bn", x), "Relu");
    }

    /// <summary>Keras' Xception: SeparableConv2D leaves a depthwise and a 1×1 convolution without anything between.</summary>
    internal static Network Xception()
    {
        var net = new NetworkWriter(Spelling.Keras, 16);
        Signal images = net.Images(71, "input_1");
        Signal x = net.Unit("block1_conv1", images, net.Width(128), 3, 3, 2, "VALID");
        x = net.Unit("block1_conv2", x, net.Width(256), 3, 3, padding: "VALID");
        int block = 2;
        foreach (int width in (int[])[128, 256, 728])
        {
            string scope = $"block{block++}";
            Signal residual = net.Unit(scope + "_shortcut", x, net.Width(width), 1, 1, 2, activation: "");
            Signal y = Separable(net, scope + "_sepconv1", block == 3 ? x : net.Activate(scope + "_sepconv1_act", x, "Relu"), width);
            y = Separable(net, scope + "_sepconv2", net.Activate(scope + "_sepconv2_act", y, "Relu"), width);
            x = net.Sum(scope + "_add/add", net.Pool(scope + "_pool/MaxPool", "MaxPool", y, 3, 2), residual);
        }

        for (int middle = 0; middle < 3; middle++)
        {
            Signal y = x;
            for (int layer = 1; layer <= 3; layer++)
            {
                y = Separable(net, $"block{block}_sepconv{layer}", net.Activate($"block{block}_sepconv{layer}_act", y, "Relu"), 728);
            }

            x = net.Sum($"block{block++}_add/add", y, x);
        }

        x = net.Activate("block14_sepconv1_act", Separable(net, "block14_sepconv1", x, 1536), "Relu");
        return new Network(net, 71, [net.KerasHead(x), "avg_pool/Mean"]) { Input = images.Name, Tolerance = 1e-3 };

        static Signal Separable(NetworkWriter net, string scope, Signal x, int width) =>
            net.BatchNorm(scope + "_bn", net.Conv(scope + "/separable_conv2d", net.DepthwiseConv(scope + "/separable_conv2d", x, 3), net.Width(width), 1, 1));
    }

    /// <summary>ShuffleNet: channels shuffled by Reshape, Transpose, Reshape; version 1 with grouped 1×1 convolutions by Split, version 2 by halves.</summary>
    internal static Network ShuffleNet(int version)
    {
        var net = new NetworkWriter(Spelling.Keras, 1) { Epsilon = 1e-5f };
        Signal images = net.Images(64, "input_1");
        Signal x = net.Pool("maxpool/MaxPool", "MaxPool", net.Unit("conv1", images, 24, 3, 3, 2), 3, 2);
        int size = 16;
        foreach (int width in (int[])[48, 96])
        {
            size /= 2;
            for (int unit = 0; unit < 3; unit++)
            {
                string scope = $"stage{width}/block{unit}";
                x = version == 1 ? First(net, scope, x, width, unit == 0 ? 2 : 1, size) : Second(net, scope, x, width, unit == 0 ? 2 : 1, size);
            }
        }

        return new Network(net, 64, [net.KerasHead(x), "avg_pool/Mean"]) { Input = images.Name };
    }

    private static Signal First(NetworkWriter net, string scope, Signal x, int width, int stride, int size)
    {
        int output = stride == 2 ? width - x.Channels : width;
        Signal y = Grouped(net, scope + "/1x1_gconv_1", x, output, 3, "Relu");
        y = Shuffle(net, scope + "/channel_shuffle", y, 3, stride == 2 ? size * 2 : size);
        y = net.DepthwiseUnit(scope + "/1x1_dwconv", y, 3, stride, activation: "");
        y = Grouped(net, scope + "/1x1_gconv_2", y, output, 3, "");
        return net.Activate(scope + "/out", stride == 2 ? net.Concat(scope + "/concat", y, net.Pool(scope + "/avg/AvgPool", "AvgPool", x, 3, 2)) : net.Sum(scope + "/add", y, x), "Relu");
    }

    private static Signal Second(NetworkWriter net, string scope, Signal x, int width, int stride, int size)
    {
        int half = width / 2;
        (Signal kept, Signal y) = stride == 2 ? (x, x) : Halves(net, scope + "/split", x);
        y = net.DepthwiseUnit(scope + "/3x3dwconv", net.Unit(scope + "/1x1conv_1", y, half, 1, 1), 3, stride, activation: "");
        y = net.Unit(scope + "/1x1conv_2", y, half, 1, 1);
        if (stride == 2)
        {
            kept = net.Unit(scope + "/1x1conv_3", net.DepthwiseUnit(scope + "/3x3dwconv_2", kept, 3, 2, activation: ""), half, 1, 1);
        }

        return Shuffle(net, scope + "/channel_shuffle", net.Concat(scope + "/concat", kept, y), 2, size);
    }

    private static (Signal Left, Signal Right) Halves(NetworkWriter net, string scope, Signal x)
    {
        int half = x.Channels / 2;
        string Slice(string name, int from, int to) => net.Node(
            name, "StridedSlice", [x.Name, net.Ints(name + "/stack", 0, 0, 0, from), net.Ints(name + "/stack_1", 0, 0, 0, to), net.Ints(name + "/stack_2", 1, 1, 1, 1)],
            ("T", ElementType.Float32), ("Index", ElementType.Int32), ("begin_mask", 7), ("end_mask", 7));
        return (new Signal(Slice(scope + "/strided_slice", 0, half), half), new Signal(Slice(scope + "/strided_slice_1", half, x.Channels), x.Channels - half));
    }

    private static Signal Grouped(NetworkWriter net, string scope, Signal x, int filters, int groups, string activation)
    {
        string split = net.Node(scope + "/split", "Split", [net.Int(scope + "/split_dim", -1), x.Name], ("T", ElementType.Float32), ("num_split", groups));
        Signal[] parts = [.. Enumerable.Range(0, groups).Select(g => net.Conv($"{scope}/g_{g}", new Signal(g == 0 ? split : $"{split}:{g}", x.Channels / groups), filters / groups, 1, 1))];
        return net.Activate(scope, net.BatchNorm(scope + "_bn", net.Concat(scope + "/concat", parts)), activation);
    }

    private static Signal Shuffle(NetworkWriter net, string scope, Signal x, int groups, int size)
    {
        string apart = net.Reshape(scope + "/Reshape", x.Name, -1, size, size, groups, x.Channels / groups);
        return x with { Name = net.Reshape(scope + "/Reshape_1", net.Transpose(scope + "/transpose", apart, 0, 1, 2, 4, 3), -1, size, size, x.Channels) };
    }
}
