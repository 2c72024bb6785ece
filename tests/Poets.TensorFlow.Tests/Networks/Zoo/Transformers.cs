using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>Vision Transformer, ConvNeXt, and BiT: normalisations whose statistics come from the image.</summary>
internal static class Transformers
{
    /// <summary>
    /// ViT, a class token before its patches. With Einsum as in Keras' own example: patches cut out and projected, attention of
    /// MultiHeadAttention, positions looked up; else patches by convolution and attention as BatchMatMulV2.
    /// </summary>
    internal static Network Vision(bool einsum)
    {
        const int Size = 48;
        const int Patch = 8;
        const int Width = 32;
        const int Heads = 4;
        const int Tokens = (Size / Patch * Size / Patch) + 1;
        var net = new NetworkWriter(Spelling.Keras, 1);
        Signal images = net.Images(Size, "input_1");
        Signal patches = einsum
            ? new Signal(net.Float("patches", "ExtractImagePatches", [images.Name], ("ksizes", new[] { 1, Patch, Patch, 1 }), ("strides", new[] { 1, Patch, Patch, 1 }), ("rates", new[] { 1, 1, 1, 1 }), ("padding", "VALID")), Patch * Patch * 3)
            : net.Conv("embedding", images, Width, Patch, Patch, Patch, "VALID", bias: true);
        string batch = BatchOf(net, "class_token", patches.Name);
        string rows = net.Node("patches/Pack", "Pack", [batch, net.Int("patches/1", Tokens - 1), net.Int("patches/2", patches.Channels)], ("T", ElementType.Int32), ("N", 3), ("axis", 0));
        string sequence = net.Node("patches/Reshape", "Reshape", [patches.Name, rows], ("T", ElementType.Float32), ("Tshape", ElementType.Int32));
        sequence = einsum ? Tensordot(net, "projection", sequence, patches.Channels, Width, Tokens) : sequence;
        string one = net.Node("class_token/Pack", "Pack", [batch, net.Int("class_token/1", 1), net.Int("class_token/2", Width)], ("T", ElementType.Int32), ("N", 3), ("axis", 0));
        string token = net.Variable("class_token", -1, 1, 1, 1, Width);
        token = einsum
            ? net.Node("class_token/BroadcastTo", "BroadcastTo", [token, one], ("T", ElementType.Float32), ("Tidx", ElementType.Int32))
            : net.Node("class_token/Tile", "Tile", [token, net.Node("class_token/multiples", "Pack", [batch, net.Int("class_token/m1", 1), net.Int("class_token/m2", 1)], ("T", ElementType.Int32), ("N", 3), ("axis", 0))], ("T", ElementType.Float32), ("Tmultiples", ElementType.Int32));
        string x = net.Node("class_token/concat", "ConcatV2", [token, sequence, net.Int("class_token/axis", 1)], ("T", ElementType.Float32), ("N", 2), ("Tidx", ElementType.Int32));
        x = net.Float("posembed/add", "AddV2", [x, einsum ? Positions(net, Tokens, Width) : net.Variable("posembed", -0.5, 0.5, 1, Tokens, Width)]);
        for (int layer = 0; layer < 3; layer++)
        {
            string scope = $"Transformer/encoderblock_{layer}";
            string normed = LayerNorm(net, scope + "/LayerNorm_0", x, Width, 2);
            string attended = einsum ? AttentionByEinsum(net, scope + "/attention", normed, Width, Heads) : AttentionByMatMul(net, scope + "/attention", normed, Width, Heads, Tokens);
            x = net.Float(scope + "/add", "AddV2", [x, attended]);
            string wide = Tensordot(net, scope + "/mlp/Dense_0", LayerNorm(net, scope + "/LayerNorm_2", x, Width, 2), Width, 2 * Width, Tokens);
            wide = net.Activate(scope + "/mlp/gelu", new Signal(wide, 2 * Width), "Gelu").Name;
            x = net.Float(scope + "/add_1", "AddV2", [x, Tensordot(net, scope + "/mlp/Dense_1", wide, 2 * Width, Width, Tokens)]);
        }

        x = LayerNorm(net, "Transformer/encoder_norm", x, Width, 2);
        string first = net.Node(
            "ExtractToken/strided_slice", "StridedSlice", [x, net.Ints("ExtractToken/stack", 0, 0), net.Ints("ExtractToken/stack_1", 0, 1), net.Ints("ExtractToken/stack_2", 1, 1)],
            ("T", ElementType.Float32), ("Index", ElementType.Int32), ("begin_mask", 1), ("end_mask", 1), ("shrink_axis_mask", 2));
        string softmax = net.Float("head/Softmax", "Softmax", [net.Dense("head", new Signal(first, Width), 24).Name]);
        return new Network(net, Size, [softmax, first]) { Input = images.Name, Tolerance = 1e-3 };
    }

    /// <summary>ConvNeXt: 7×7 depthwise with bias, layer norm over channels, Gelu, layer scale.</summary>
    internal static Network ConvNeXt()
    {
        var net = new NetworkWriter(Spelling.Keras, 1);
        Signal images = net.Images(64, "input_1");
        Signal x = net.Conv("convnext_stem_conv", images, 24, 4, 4, 4, "VALID", bias: true);
        x = x with { Name = LayerNorm(net, "convnext_stem_layernorm", x.Name, x.Channels, 3) };
        foreach (int width in (int[])[24, 48, 64])
        {
            if (width != x.Channels)
            {
                x = net.Conv($"convnext_downsampling_{width}", x with { Name = LayerNorm(net, $"convnext_downsampling_layernorm_{width}", x.Name, x.Channels, 3) }, width, 2, 2, 2, "VALID", bias: true);
            }

            for (int block = 0; block < 2; block++)
            {
                string scope = $"convnext_stage_{width}_block_{block}";
                Signal y = net.Bias(scope + "_depthwise_conv", net.DepthwiseConv(scope + "_depthwise_conv", x, 7));
                y = y with { Name = LayerNorm(net, scope + "_layernorm", y.Name, width, 3) };
                y = net.Activate(scope + "_gelu", new Signal(Tensordot(net, scope + "_pointwise_conv_1", y.Name, width, 4 * width, 0), 4 * width), "Gelu");
                y = new Signal(Tensordot(net, scope + "_pointwise_conv_2", y.Name, 4 * width, width, 0), width);
                y = net.Over(scope + "_layer_scale/mul", "Mul", y, net.Variable(scope + "_layer_scale/gamma", 0.1, 0.6, width));
                x = net.Sum(scope + "_add/add", x, y);
            }
        }

        Signal pooled = net.Mean("convnext_head_gap/Mean", x);
        pooled = pooled with { Name = LayerNorm(net, "convnext_head_layernorm", pooled.Name, pooled.Channels, 1) };
        return new Network(net, 64, [net.Dense("convnext_head_dense", pooled, 24).Name, pooled.Name]) { Input = images.Name, Tolerance = 1e-3 };
    }

    /// <summary>BiT-S R50x1 in little: weights standardised at run time, group norm by reshape and moments.</summary>
    internal static Network BigTransfer()
    {
        var net = new NetworkWriter(Spelling.Keras, 1);
        Signal images = net.Images(64, "input_1");
        int size = 16;
        Signal x = Standardised(net, "resnet/root_block/padded_conv2d", net.Pad("resnet/root_block/Pad", images, 3, 3), 16, 7, 2, "VALID");
        x = net.Pool("resnet/root_block/MaxPool", "MaxPool", net.Pad("resnet/root_block/Pad_1", x, 1, 1), 3, 2, "VALID");
        foreach ((int width, int stride) in ((int, int)[])[(16, 1), (32, 2), (64, 2)])
        {
            for (int unit = 1; unit <= 2; unit++)
            {
                string scope = $"resnet/block{width}/unit{unit:D2}";
                int step = unit == 1 ? stride : 1;
                Signal before = net.Activate(scope + "/preact", GroupNorm(net, scope + "/group_norm", x, size), "Relu");
                Signal shortcut = unit == 1 ? Standardised(net, scope + "/proj", before, 2 * width, 1, step, "VALID") : x;
                Signal y = Standardised(net, scope + "/a", before, width, 1, 1, "VALID");
                y = net.Activate(scope + "/b", GroupNorm(net, scope + "/group_norm_b", y, size), "Relu");
                y = Standardised(net, scope + "/b", net.Pad(scope + "/b/Pad", y, 1, 1), width, 3, step, "VALID");
                size /= step;
                y = net.Activate(scope + "/c", GroupNorm(net, scope + "/group_norm_c", y, size), "Relu");
                x = net.Sum(scope + "/add", Standardised(net, scope + "/c", y, 2 * width, 1, 1, "VALID"), shortcut);
            }
        }

        Signal pooled = net.Mean("resnet/Mean", net.Activate("resnet/relu", GroupNorm(net, "resnet/group_norm", x, size), "Relu"));
        return new Network(net, 64, [net.Dense("resnet/head", pooled, 24).Name, pooled.Name]) { Input = images.Name, Tolerance = 1e-3 };
    }

    /// <summary>tf.nn.moments and batch_normalization over the last axis, as LayerNormalization spells it.</summary>
    private static string LayerNorm(NetworkWriter net, string scope, string x, int width, int axis)
    {
        (string mean, string variance) = Moments(net, scope + "/moments", x, axis);
        string scale = net.Float(scope + "/batchnorm/Rsqrt", "Rsqrt", [net.Float(scope + "/batchnorm/add", "AddV2", [variance, net.Number(scope + "/batchnorm/add/y", 1e-6f)])]);
        scale = net.Float(scope + "/batchnorm/mul", "Mul", [scale, net.Variable(scope + "/gamma", 0.6, 1.4, width)]);
        string shift = net.Float(scope + "/batchnorm/sub", "Sub", [net.Variable(scope + "/beta", -0.3, 0.3, width), net.Float(scope + "/batchnorm/mul_2", "Mul", [mean, scale])]);
        return net.Float(scope + "/batchnorm/add_1", "AddV2", [net.Float(scope + "/batchnorm/mul_1", "Mul", [x, scale]), shift]);
    }

    private static (string Mean, string Variance) Moments(NetworkWriter net, string scope, string x, params int[] axes)
    {
        (string, object)[] attributes = [("T", ElementType.Float32), ("Tidx", ElementType.Int32), ("keep_dims", true)];
        string mean = net.Node(scope + "/mean", "Mean", [x, net.Ints(scope + "/mean/reduction_indices", axes)], attributes);
        string difference = net.Float(scope + "/SquaredDifference", "SquaredDifference", [x, net.Float(scope + "/StopGradient", "StopGradient", [mean])]);
        return (mean, net.Node(scope + "/variance", "Mean", [difference, net.Ints(scope + "/variance/reduction_indices", axes)], attributes));
    }

    private static Signal GroupNorm(NetworkWriter net, string scope, Signal x, int size)
    {
        const int Groups = 4;
        string apart = net.Reshape(scope + "/Reshape", x.Name, -1, size, size, Groups, x.Channels / Groups);
        (string mean, string variance) = Moments(net, scope + "/moments", apart, 1, 2, 4);
        string spread = net.Float(scope + "/Sqrt", "Sqrt", [net.Float(scope + "/add", "AddV2", [variance, net.Number(scope + "/add/y", 1e-5f)])]);
        string normed = net.Reshape(scope + "/Reshape_1", net.Float(scope + "/truediv", "RealDiv", [net.Float(scope + "/sub", "Sub", [apart, mean]), spread]), -1, size, size, x.Channels);
        string scaled = net.Float(scope + "/mul", "Mul", [normed, net.Variable(scope + "/gamma", 0.6, 1.4, 1, 1, 1, x.Channels)]);
        return x with { Name = net.Float(scope + "/add_1", "AddV2", [scaled, net.Variable(scope + "/beta", -0.3, 0.3, 1, 1, 1, x.Channels)]) };
    }

    private static Signal Standardised(NetworkWriter net, string scope, Signal x, int filters, int kernel, int stride, string padding)
    {
        string weights = net.Weights(scope + "/kernel", kernel * kernel * x.Channels, kernel, kernel, x.Channels, filters);
        (string mean, string variance) = Moments(net, scope + "/moments", weights, 0, 1, 2);
        string spread = net.Float(scope + "/Sqrt", "Sqrt", [net.Float(scope + "/add", "AddV2", [variance, net.Number(scope + "/add/y", 1e-10f)])]);
        string standard = net.Float(scope + "/truediv", "RealDiv", [net.Float(scope + "/sub", "Sub", [weights, mean]), spread]);
        standard = net.Float(scope + "/scaled", "Mul", [standard, net.Number(scope + "/scaled/y", 1 / MathF.Sqrt(kernel * kernel * x.Channels))]);
        return new Signal(
            net.Float(scope + "/Conv2D", "Conv2D", [x.Name, standard], ("strides", new[] { 1, stride, stride, 1 }), ("padding", padding), ("data_format", "NHWC"), ("dilations", new[] { 1, 1, 1, 1 })),
            filters);
    }

    /// <summary>Keras' MultiHeadAttention.</summary>
    private static string AttentionByEinsum(NetworkWriter net, string scope, string x, int width, int heads)
    {
        int depth = width / heads;
        string Projected(string name) => net.Float(
            $"{scope}/{name}/add", "AddV2",
            [Einsum(net, $"{scope}/{name}/einsum/Einsum", "abc,cde->abde", x, net.Weights($"{scope}/{name}/kernel", width, width, heads, depth)), net.Variable($"{scope}/{name}/bias", -0.3, 0.3, heads, depth)]);
        string query = net.Float(scope + "/Mul", "Mul", [Projected("query"), net.Number(scope + "/Mul/y", 1 / MathF.Sqrt(depth))]);
        string scores = net.Float(scope + "/softmax/Softmax", "Softmax", [Einsum(net, scope + "/einsum/Einsum", "aecd,abcd->acbe", Projected("key"), query)]);
        string mixed = Einsum(net, scope + "/einsum_1/Einsum", "acbe,aecd->abcd", scores, Projected("value"));
        string output = Einsum(net, scope + "/attention_output/einsum/Einsum", "abcd,cde->abe", mixed, net.Weights(scope + "/attention_output/kernel", width, heads, depth, width));
        return net.Float(scope + "/attention_output/add", "AddV2", [output, net.Variable(scope + "/attention_output/bias", -0.3, 0.3, width)]);
    }

    /// <summary>vit-keras' attention: Tensordot, reshape, transpose, BatchMatMulV2.</summary>
    private static string AttentionByMatMul(NetworkWriter net, string scope, string x, int width, int heads, int tokens)
    {
        int depth = width / heads;
        string Heads(string name) => net.Transpose($"{scope}/{name}/transpose", net.Reshape($"{scope}/{name}/Reshape_1", Tensordot(net, $"{scope}/{name}", x, width, width, tokens), -1, tokens, heads, depth), 0, 2, 1, 3);
        (string query, string key, string value) = (Heads("query"), Heads("key"), Heads("value"));
        string scores = net.Node(scope + "/MatMul", "BatchMatMulV2", [query, key], ("T", ElementType.Float32), ("adj_x", false), ("adj_y", true));
        string weights = net.Float(scope + "/Softmax", "Softmax", [net.Float(scope + "/truediv", "RealDiv", [scores, net.Number(scope + "/Sqrt", MathF.Sqrt(depth))])]);
        string mixed = net.Node(scope + "/MatMul_1", "BatchMatMulV2", [weights, value], ("T", ElementType.Float32), ("adj_x", false), ("adj_y", false));
        return Tensordot(net, scope + "/out", net.Reshape(scope + "/Reshape", net.Transpose(scope + "/transpose", mixed, 0, 2, 1, 3), -1, tokens, width), width, width, tokens);
    }

    /// <summary>A Dense layer over more than two axes: the shape taken apart by GatherV2 and Prod, put together by ConcatV2.</summary>
    private static string Tensordot(NetworkWriter net, string scope, string x, int from, int to, int tokens)
    {
        int rank = tokens > 0 ? 3 : 4;
        string dot = scope + "/Tensordot";
        (string, object)[] gather = [("Tparams", ElementType.Int32), ("Tindices", ElementType.Int32), ("Taxis", ElementType.Int32)];
        string shape = net.Node(dot + "/Shape", "Shape", [x], ("T", ElementType.Float32), ("out_type", ElementType.Int32));
        string free = net.Node(dot + "/GatherV2", "GatherV2", [shape, net.Ints(dot + "/free", [.. Enumerable.Range(0, rank - 1)]), net.Int(dot + "/GatherV2/axis", 0)], gather);
        string axes = net.Node(dot + "/GatherV2_1", "GatherV2", [shape, net.Ints(dot + "/axes", rank - 1), net.Int(dot + "/GatherV2_1/axis", 0)], gather);
        (string, object)[] product = [("T", ElementType.Int32), ("Tidx", ElementType.Int32), ("keep_dims", false)];
        string rows = net.Node(dot + "/Prod", "Prod", [free, net.Ints(dot + "/Const", 0)], product);
        string columns = net.Node(dot + "/Prod_1", "Prod", [axes, net.Ints(dot + "/Const_1", 0)], product);
        string matrix = net.Node(dot + "/stack", "Pack", [rows, columns], ("T", ElementType.Int32), ("N", 2), ("axis", 0));
        string flat = net.Node(dot + "/Reshape", "Reshape", [net.Transpose(dot + "/transpose", x, [.. Enumerable.Range(0, rank)]), matrix], ("T", ElementType.Float32), ("Tshape", ElementType.Int32));
        string output = net.Node(dot + "/MatMul", "MatMul", [flat, net.Weights(scope + "/kernel", from, from, to)], ("T", ElementType.Float32), ("transpose_a", false), ("transpose_b", false));
        string back = net.Node(dot + "/concat_1", "ConcatV2", [free, net.Ints(dot + "/Const_2", to), net.Int(dot + "/concat_1/axis", 0)], ("T", ElementType.Int32), ("N", 2), ("Tidx", ElementType.Int32));
        string result = net.Node(dot, "Reshape", [output, back], ("T", ElementType.Float32), ("Tshape", ElementType.Int32));
        return net.Float(scope + "/BiasAdd", "BiasAdd", [result, net.Variable(scope + "/bias", -0.3, 0.3, to)], ("data_format", "NHWC"));
    }

    /// <summary>An Embedding layer asked for 0, 1, 2, …</summary>
    private static string Positions(NetworkWriter net, int tokens, int width)
    {
        string range = net.Node("positions/range", "Range", [net.Int("positions/start", 0), net.Int("positions/limit", tokens), net.Int("positions/delta", 1)], ("Tidx", ElementType.Int32));
        string rows = net.Node(
            "positions/embedding_lookup", "GatherV2", [net.Variable("positions/embeddings", -0.5, 0.5, tokens, width), range, net.Int("positions/axis", 0)],
            ("Tparams", ElementType.Float32), ("Tindices", ElementType.Int32), ("Taxis", ElementType.Int32), ("batch_dims", 0));
        return net.Node("positions/ExpandDims", "ExpandDims", [rows, net.Int("positions/dim", 0)], ("T", ElementType.Float32), ("Tdim", ElementType.Int32));
    }

    private static string Einsum(NetworkWriter net, string name, string equation, params string[] inputs) =>
        net.Node(name, "Einsum", inputs, ("T", ElementType.Float32), ("N", inputs.Length), ("equation", equation));

    private static string BatchOf(NetworkWriter net, string scope, string x)
    {
        string shape = net.Node(scope + "/Shape", "Shape", [x], ("T", ElementType.Float32), ("out_type", ElementType.Int32));
        return net.Node(
            scope + "/strided_slice", "StridedSlice", [shape, net.Ints(scope + "/stack", 0), net.Ints(scope + "/stack_1", 1), net.Ints(scope + "/stack_2", 1)],
            ("T", ElementType.Int32), ("Index", ElementType.Int32), ("shrink_axis_mask", 1));
    }
}
