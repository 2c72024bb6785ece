namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>Inception v1 to v4 and Inception-ResNet v2 as TF-slim exports them.</summary>
internal static class Inceptions
{
    private static readonly string[][] s_version1 =
    [
        ["1x1:64", "1x1:96 3x3:128", "1x1:16 3x3:32", "max3 1x1:32"], ["1x1:128", "1x1:128 3x3:192", "1x1:32 3x3:96", "max3 1x1:64"], [],
        ["1x1:192", "1x1:96 3x3:208", "1x1:16 3x3:48", "max3 1x1:64"], ["1x1:160", "1x1:112 3x3:224", "1x1:24 3x3:64", "max3 1x1:64"],
        ["1x1:128", "1x1:128 3x3:256", "1x1:24 3x3:64", "max3 1x1:64"], ["1x1:112", "1x1:144 3x3:288", "1x1:32 3x3:64", "max3 1x1:64"],
        ["1x1:256", "1x1:160 3x3:320", "1x1:32 3x3:128", "max3 1x1:128"], [],
        ["1x1:256", "1x1:160 3x3:320", "1x1:32 3x3:128", "max3 1x1:128"], ["1x1:384", "1x1:192 3x3:384", "1x1:48 3x3:128", "max3 1x1:128"],
    ];

    private static readonly string[][] s_version2 =
    [
        ["1x1:64", "1x1:64 3x3:64", "1x1:64 3x3:96 3x3:96", "avg3 1x1:32"], ["1x1:64", "1x1:64 3x3:96", "1x1:64 3x3:96 3x3:96", "avg3 1x1:64"],
        ["1x1:128 3x3:160/2", "1x1:64 3x3:96 3x3:96/2", "max3/2"], ["1x1:224", "1x1:64 3x3:96", "1x1:96 3x3:128 3x3:128", "avg3 1x1:128"],
        ["1x1:192", "1x1:96 3x3:128", "1x1:96 3x3:128 3x3:128", "avg3 1x1:128"], ["1x1:160", "1x1:128 3x3:160", "1x1:128 3x3:160 3x3:160", "avg3 1x1:96"],
        ["1x1:128 3x3:192/2", "1x1:192 3x3:256 3x3:256/2", "max3/2"], ["1x1:352", "1x1:192 3x3:320", "1x1:160 3x3:224 3x3:224", "avg3 1x1:128"],
        ["1x1:352", "1x1:192 3x3:320", "1x1:192 3x3:224 3x3:224", "max3 1x1:128"],
    ];

    private static readonly string[][] s_version3 =
    [
        ["1x1:64", "1x1:48 5x5:64", "1x1:64 3x3:96 3x3:96", "avg3 1x1:32"], ["1x1:64", "1x1:48 5x5:64", "1x1:64 3x3:96 3x3:96", "avg3 1x1:64"],
        ["3x3:384/2v", "1x1:64 3x3:96 3x3:96/2v", "max3/2v"],
        ["1x1:192", "1x1:128 1x7:128 7x1:192", "1x1:128 7x1:128 1x7:128 7x1:128 1x7:192", "avg3 1x1:192"],
        ["1x1:192", "1x1:160 1x7:160 7x1:192", "1x1:160 7x1:160 1x7:160 7x1:160 1x7:192", "avg3 1x1:192"],
        ["1x1:192 3x3:320/2v", "1x1:192 1x7:192 7x1:192 3x3:192/2v", "max3/2v"],
        ["1x1:320", "1x1:384 (1x3:384|3x1:384)", "1x1:448 3x3:384 (1x3:384|3x1:384)", "avg3 1x1:192"],
    ];

    private static readonly string[][] s_version4 =
    [
        ["max3/2v", "3x3:96/2v"], ["1x1:64 3x3:96v", "1x1:64 1x7:64 7x1:64 3x3:96v"], ["3x3:192/2v", "max3/2v"],
        ["1x1:96", "1x1:64 3x3:96", "1x1:64 3x3:96 3x3:96", "avg3 1x1:96"], ["3x3:384/2v", "1x1:192 3x3:224 3x3:256/2v", "max3/2v"],
        ["1x1:384", "1x1:192 1x7:224 7x1:256", "1x1:192 7x1:192 1x7:224 7x1:224 1x7:256", "avg3 1x1:128"],
        ["1x1:192 3x3:192/2v", "1x1:256 1x7:256 7x1:320 3x3:320/2v", "max3/2v"],
        ["1x1:256", "1x1:384 (1x3:256|3x1:256)", "1x1:384 3x1:448 1x3:512 (1x3:256|3x1:256)", "avg3 1x1:256"],
    ];

    internal static Network Version1()
    {
        var net = new NetworkWriter(Spelling.SlimUnfused);
        Signal x = net.Branch("InceptionV1", net.Images(96), "7x7:64/2 max3/2 1x1:64 3x3:192 max3/2")[0];
        return Finish(net, "InceptionV1", Blocks(net, "InceptionV1", x, s_version1), 96, pool: 3);
    }

    /// <summary>The graph of the first Android demo, <c>tensorflow_inception_graph.pb</c>: biases, LRN, Concat with the axis first.</summary>
    internal static Network Version1WithResponseNorm()
    {
        var net = new NetworkWriter(Spelling.Slim);
        Signal x = Relu(net, "conv2d0", net.Conv("conv2d0", net.Images(64), net.Width(64), 7, 7, 2, bias: true));
        x = Response(net, "localresponsenorm0", net.Pool("maxpool0", "MaxPool", x, 3, 2));
        x = Relu(net, "conv2d1", net.Conv("conv2d1", x, net.Width(64), 1, 1, bias: true));
        x = Relu(net, "conv2d2", net.Conv("conv2d2", x, net.Width(192), 3, 3, bias: true));
        x = net.Pool("maxpool1", "MaxPool", Response(net, "localresponsenorm1", x), 3, 2);
        for (int block = 0; block < 2; block++)
        {
            string name = $"mixed3{"ab"[block]}";
            Signal left = Relu(net, name + "_1x1", net.Conv(name + "_1x1", x, 16, 1, 1, bias: true));
            Signal middle = Relu(net, name + "_3x3", net.Conv(name + "_3x3", Relu(net, name + "_3x3_bottleneck", net.Conv(name + "_3x3_bottleneck", x, 24, 1, 1, bias: true)), 32, 3, 3, bias: true));
            Signal right = Relu(net, name + "_pool_reduce", net.Conv(name + "_pool_reduce", net.Pool(name + "_pool", "MaxPool", x, 3, 1), 8, 1, 1, bias: true));
            x = new Signal(net.Node(name, "Concat", [net.Int(name + "/concat_dim", 3), left.Name, middle.Name, right.Name], ("T", Graphs.ElementType.Float32), ("N", 3)), 56);
        }

        x = net.Pool("avgpool0", "AvgPool", x, 8, 1, "VALID");
        Signal flat = x with { Name = net.Reshape("avgpool0/reshape", x.Name, -1, x.Channels) };
        string softmax = net.Float("softmax2", "Softmax", [net.Dense("softmax2_pre_activation", flat, 24).Name]);
        return new Network(net, 64, [softmax, "avgpool0/reshape"]);
    }

    internal static Network Version2()
    {
        var net = new NetworkWriter(Spelling.Slim);
        Signal x = net.DepthwiseConv("InceptionV2/Conv2d_1a_7x7", net.Images(96), 7, 2, multiplier: 8);
        x = net.Branch("InceptionV2", x, "1x1:64 max3/2 1x1:64 3x3:192 max3/2")[0];
        return Finish(net, "InceptionV2", Blocks(net, "InceptionV2", x, s_version2), 96, pool: 3);
    }

    internal static Network Version3()
    {
        var net = new NetworkWriter(Spelling.Slim, divisor: 8);
        Signal x = net.Branch("InceptionV3", net.Images(107), "3x3:32/2v 3x3:32v 3x3:64 max3/2v 1x1:80v 3x3:192v max3/2v")[0];
        return Finish(net, "InceptionV3", Blocks(net, "InceptionV3", x, s_version3), 107, pool: 2);
    }

    internal static Network Version4()
    {
        var net = new NetworkWriter(Spelling.Slim, divisor: 8);
        Signal x = net.Branch("InceptionV4", net.Images(107), "3x3:32/2v 3x3:32v 3x3:64")[0];
        return Finish(net, "InceptionV4", Blocks(net, "InceptionV4", x, s_version4), 107, pool: 2);
    }

    internal static Network ResNetVersion2()
    {
        var net = new NetworkWriter(Spelling.Slim, divisor: 8);
        const string Root = "InceptionResnetV2";
        Signal x = net.Branch(Root, net.Images(107), "3x3:32/2v 3x3:32v 3x3:64 max3/2v 1x1:80v 3x3:192v max3/2v")[0];
        x = net.Mixed(Root + "/Mixed_5b", x, "1x1:96", "1x1:48 5x5:64", "1x1:64 3x3:96 3x3:96", "avg3 1x1:64");
        x = Residual(net, Root + "/Repeat/block35_1", x, 0.17f, "1x1:32", "1x1:32 3x3:32", "1x1:32 3x3:48 3x3:64");
        x = Residual(net, Root + "/Repeat/block35_2", x, 0.17f, "1x1:32", "1x1:32 3x3:32", "1x1:32 3x3:48 3x3:64");
        x = net.Mixed(Root + "/Mixed_6a", x, "3x3:384/2v", "1x1:256 3x3:256 3x3:384/2v", "max3/2v");
        x = Residual(net, Root + "/Repeat_1/block17_1", x, 0.1f, "1x1:192", "1x1:128 1x7:160 7x1:192");
        x = Residual(net, Root + "/Repeat_1/block17_2", x, 0.1f, "1x1:192", "1x1:128 1x7:160 7x1:192");
        x = net.Mixed(Root + "/Mixed_7a", x, "1x1:256 3x3:384/2v", "1x1:256 3x3:288/2v", "1x1:256 3x3:288 3x3:320/2v", "max3/2v");
        x = Residual(net, Root + "/Repeat_2/block8_1", x, 0.2f, "1x1:192", "1x1:192 1x3:224 3x1:256");
        x = Residual(net, Root + "/Block8", x, 1, "1x1:192", "1x1:192 1x3:224 3x1:256");
        return Finish(net, Root, net.Unit(Root + "/Conv2d_7b_1x1", x, net.Width(1536), 1, 1), 107, pool: 2);
    }

    private static Signal Blocks(NetworkWriter net, string root, Signal x, string[][] blocks)
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            string scope = $"{root}/Mixed_{i}";
            x = blocks[i].Length == 0 ? net.Pool($"{root}/MaxPool_{i}/MaxPool", "MaxPool", x, 3, 2) : net.Mixed(scope, x, blocks[i]);
        }

        return x;
    }

    private static Signal Residual(NetworkWriter net, string scope, Signal x, float scale, params string[] branches)
    {
        Signal up = net.Conv(scope + "/Conv2d_1x1", net.Mixed(scope, x, branches), x.Channels, 1, 1, bias: true);
        Signal scaled = up with { Name = net.Float(scope + "/mul", "Mul", [net.Number(scope + "/mul/x", scale), up.Name]) };
        Signal sum = net.Sum(scope + "/add", x, scaled);
        return scale == 1 ? sum : net.Over(scope + "/Relu", "Relu", sum);
    }

    private static Network Finish(NetworkWriter net, string root, Signal x, int size, int pool)
    {
        Signal pooled = net.Pool(root + "/Logits/AvgPool_1a/AvgPool", "AvgPool", x, pool, 2, "VALID");
        return new Network(net, size, [net.SlimHead(root, pooled), pooled.Name]);
    }

    private static Signal Relu(NetworkWriter net, string name, Signal x) => net.Over(name, "Relu", x);

    private static Signal Response(NetworkWriter net, string name, Signal x) => x with
    {
        Name = net.Float(name, "LRN", [x.Name], ("depth_radius", 5), ("bias", 1f), ("alpha", 0.0001f), ("beta", 0.75f)),
    };
}
