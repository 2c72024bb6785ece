using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>
/// Grows small networks out of the patterns that optimiser passes rewrite, in the spellings that real graphs have them:
/// other operand orders, other ranks of the constants, a second reader in between, an output tapped in the middle.
/// </summary>
internal sealed class NetworkGrower(Draw draw, CaseBuilder graph)
{
    private string _current = "";
    private int _height;
    private int _width;
    private int _channels;

    /// <summary>Channels so far.</summary>
    internal int Channels => _channels;

    /// <summary>Starts with fed images, or with one that the placeholder is frozen at.</summary>
    internal void Start(bool frozen = false)
    {
        int batch = frozen ? 1 : draw.Int(1, 2);
        (_height, _width, _channels) = (draw.Int(1, 8), draw.Int(1, 8), draw.Int(1, 8));
        Tensor images = draw.Floats(batch, _height, _width, _channels);
        _current = frozen ? graph.FeedOf(images, [1, _height, _width, _channels]) : graph.Feed(images);
    }

    /// <summary>Ends with what there is as output, or with a classifier on top.</summary>
    internal void Finish()
    {
        if (draw.Rarely(4))
        {
            Mean();
            Product();
            Shift();
            _current = graph.Op("Softmax", [_current], ("T", ElementType.Float32));
        }

        // An optimised graph may have nothing left but its input, which TensorFlow does not answer.
        _current = graph.Op("Identity", [_current], ("T", ElementType.Float32));
        graph.Output(_current);
    }

    /// <summary>Any of the patterns.</summary>
    internal void Any()
    {
        switch (draw.Int(0, 10))
        {
            case 0: Convolution(); break;
            case 1: Depthwise(); break;
            case 2: Shift(); break;
            case 3: Scale(); break;
            case 4: Activation(); break;
            case 5: BatchNorm(); break;
            case 6: PadAndConvolve(); break;
            case 7: Residual(); break;
            case 8: Identity(); break;
            case 9: Branches(); break;
            default: Pool(); break;
        }

        if (draw.Rarely(12))
        {
            graph.Output(_current);
        }
    }

    internal void Convolution()
    {
        int filters = draw.Int(1, 8);
        int kernel = draw.Of(1, 3, 2, 5);
        int stride = draw.Of(1, 1, 2);
        Convolve(kernel, kernel, filters, stride, kernel > Math.Min(_height, _width) || draw.Flag() ? "SAME" : "VALID");
    }

    internal void Depthwise()
    {
        (int kernel, int stride, int multiplier) = (draw.Of(3, 1, 5), draw.Of(1, 1, 2), draw.Of(1, 1, 2));
        string filter = Constant(kernel * kernel, kernel, kernel, _channels, multiplier);
        _current = graph.Op("DepthwiseConv2dNative", [_current, filter], ("T", ElementType.Float32), ("strides", new[] { 1, stride, stride, 1 }), ("padding", "SAME"));
        (_height, _width, _channels) = ((_height + stride - 1) / stride, (_width + stride - 1) / stride, _channels * multiplier);
    }

    internal void Product()
    {
        int columns = draw.Int(1, 9);
        _current = graph.Op("MatMul", [_current, Constant(_channels, _channels, columns)], ("T", ElementType.Float32));
        _channels = columns;
    }

    internal void Shift()
    {
        string constant = draw.Int(0, 5) == 5 ? graph.Weights(draw.Floats(_channels)) : PerChannel(draw.Floats(_channels));
        switch (draw.Int(0, 4))
        {
            case 0: _current = graph.Op("BiasAdd", [_current, Constant(1, _channels)], ("T", ElementType.Float32)); break;
            case 1: _current = graph.Op("Add", [_current, constant], ("T", ElementType.Float32)); break;
            case 2: _current = graph.Op("AddV2", [constant, _current], ("T", ElementType.Float32)); break;
            case 3: _current = graph.Op("Sub", [_current, constant], ("T", ElementType.Float32)); break;
            default: _current = graph.Op("Sub", [constant, _current], ("T", ElementType.Float32)); break;
        }
    }

    internal void Scale()
    {
        string constant = PerChannel(draw.Values(ElementType.Float32, [_channels], 0.2, 2));
        _current = draw.Int(0, 3) switch
        {
            0 => graph.Op("Mul", [_current, constant], ("T", ElementType.Float32)),
            1 => graph.Op("Mul", [constant, _current], ("T", ElementType.Float32)),
            2 => graph.Op("RealDiv", [_current, constant], ("T", ElementType.Float32)),
            _ => graph.Op("Mul", [_current, graph.Float(1.5f)], ("T", ElementType.Float32)),
        };
    }

    internal void BatchNorm()
    {
        Tensor[] moments = [draw.Values(ElementType.Float32, [_channels], 0.2, 2), draw.Floats(_channels), draw.Floats(_channels), draw.Values(ElementType.Float32, [_channels], 0.1, 3)];
        string[] names = [.. moments.Select(graph.Const)];
        (string gamma, string beta, string mean, string variance) = (names[0], names[1], names[2], names[3]);
        switch (draw.Int(0, 3))
        {
            case 0:
                _current = graph.Op("FusedBatchNormV3", [_current, gamma, beta, mean, variance], ("T", ElementType.Float32), ("U", ElementType.Float32), ("epsilon", 0.001f), ("is_training", false));
                break;
            case 1:
                _current = graph.Op("FusedBatchNorm", [_current, gamma, beta, mean, variance], ("T", ElementType.Float32), ("epsilon", 0.001f), ("is_training", false));
                break;
            case 2:
                graph.Producer = 8;
                _current = graph.Op("BatchNormWithGlobalNormalization", [_current, mean, variance, beta, gamma], ("T", ElementType.Float32), ("variance_epsilon", 0.001f), ("scale_after_normalization", draw.Flag()));
                break;
            default:
                // tf.nn.batch_normalization: x · (γ · rsqrt(σ² + ε)) + (β − μ · γ · rsqrt(σ² + ε))
                (string, object) type = ("T", ElementType.Float32);
                string inverse = graph.Op("Rsqrt", [graph.Op("Add", [variance, graph.Float(0.001f)], type)], type);
                string factor = draw.Flag() ? graph.Op("Mul", [inverse, gamma], type) : inverse;
                string scaled = graph.Op("Mul", draw.Flag() ? [_current, factor] : [factor, _current], type);
                string shift = graph.Op("Sub", [beta, graph.Op("Mul", [mean, factor], type)], type);
                _current = graph.Op("Add", [scaled, shift], type);
                break;
        }
    }

    internal void Activation()
    {
        (string, object) type = ("T", ElementType.Float32);
        string x = _current;
        switch (draw.Int(0, 8))
        {
            case 0: _current = graph.Op("Relu", [x], type); break;
            case 1: _current = graph.Op("Relu6", [x], type); break;
            case 2: _current = graph.Op("Sigmoid", [x], type); break;
            case 3:
                string gate = graph.Op("Sigmoid", [x], type);
                _current = graph.Op("Mul", draw.Flag() ? [x, gate] : [gate, x], type);
                break;
            case 4:
                string clipped = graph.Op("Relu6", [graph.Op("Add", [x, graph.Float(3)], type)], type);
                _current = graph.Op("RealDiv", [graph.Op("Mul", draw.Flag() ? [x, clipped] : [clipped, x], type), graph.Float(6)], type);
                break;
            case 5:
                string sixth = graph.Op("Mul", [graph.Op("Relu6", [graph.Op("AddV2", [graph.Float(3), x], type)], type), graph.Float(1f / 6)], type);
                _current = graph.Op("Mul", [x, sixth], type);
                break;
            case 6: _current = graph.Op("Softplus", [x], type); break;
            case 7: _current = graph.Op("Elu", [x], type); break;
            default: _current = graph.Op("Tanh", [x], type); break;
        }
    }

    internal void PadAndConvolve()
    {
        int kernel = draw.Of(3, 2, 5);
        int[] pads = [0, 0, draw.Int(0, 2), draw.Int(0, 2), draw.Int(0, 2), draw.Int(0, 2), 0, draw.Rarely(8) ? 1 : 0];
        string paddings = graph.Const(Tensor.Of(pads, 4, 2));
        _current = draw.Rarely(4)
            ? graph.Op("PadV2", [_current, paddings, graph.Float(draw.Of(0f, 1f))], ("T", ElementType.Float32), ("Tpaddings", ElementType.Int32))
            : graph.Op("Pad", [_current, paddings], ("T", ElementType.Float32), ("Tpaddings", ElementType.Int32));
        (_height, _width, _channels) = (_height + pads[2] + pads[3], _width + pads[4] + pads[5], _channels + pads[7]);
        bool fits = kernel <= Math.Min(_height, _width);
        if (draw.Rarely(3))
        {
            Depthwise();
        }
        else
        {
            Convolve(kernel, kernel, draw.Int(1, 6), draw.Of(1, 2), fits && !draw.Rarely(5) ? "VALID" : "SAME");
        }
    }

    internal void Residual()
    {
        (string skip, int height, int width, int channels) = (_current, _height, _width, _channels);
        Convolve(draw.Of(1, 3), draw.Of(1, 3), channels, 1, "SAME");
        for (int i = draw.Int(0, 2); i > 0; i--)
        {
            switch (draw.Int(0, 2))
            {
                case 0: Shift(); break;
                case 1: BatchNorm(); break;
                default: Activation(); break;
            }
        }

        (_height, _width, _channels) = (height, width, channels);
        _current = graph.Op(draw.Of("Add", "AddV2"), draw.Flag() ? [skip, _current] : [_current, skip], ("T", ElementType.Float32));
        if (draw.Flag())
        {
            Activation();
        }
    }

    internal void Identity() => _current = draw.Int(0, 3) switch
    {
        0 => graph.Op("Identity", [_current], ("T", ElementType.Float32)),
        1 => graph.Op("StopGradient", [_current], ("T", ElementType.Float32)),
        2 => graph.Op("CheckNumerics", [_current], ("T", ElementType.Float32), ("message", "grown")),
        _ => graph.Op("Reshape", [_current, graph.Ints(-1, _height, _width, _channels)], ("T", ElementType.Float32), ("Tshape", ElementType.Int32)),
    };

    internal void Branches()
    {
        // Producers of a concat write into its slice; one of them is now and then read elsewhere too.
        (string start, int height, int width, int channels) = (_current, _height, _width, _channels);
        var branches = new List<string>();
        int total = 0;
        for (int i = draw.Int(2, 3); i > 0; i--)
        {
            (_current, _height, _width, _channels) = (start, height, width, channels);
            switch (draw.Int(0, 3))
            {
                case 0: Convolve(1, 1, draw.Int(1, 6), 1, "SAME"); break;
                case 1: Convolve(3, 3, draw.Int(1, 6), 1, "SAME"); Activation(); break;
                case 2: _current = graph.Op("MaxPool", [_current], ("T", ElementType.Float32), ("ksize", new[] { 1, 3, 3, 1 }), ("strides", new[] { 1, 1, 1, 1 }), ("padding", "SAME")); break;
                default: break;
            }

            branches.Add(_current);
            total += _channels;
        }

        (_height, _width, _channels) = (height, width, total);
        _current = graph.Op("ConcatV2", [.. branches, graph.Int(draw.Of(3, -1))], ("T", ElementType.Float32), ("N", branches.Count), ("Tidx", ElementType.Int32));
        if (draw.Rarely(6))
        {
            graph.Output(graph.Op("Relu", [branches[0]], ("T", ElementType.Float32)));
        }
    }

    internal void Pool()
    {
        int stride = draw.Of(1, 2);
        _current = graph.Op(
            draw.Of("MaxPool", "AvgPool"), [_current], ("T", ElementType.Float32), ("ksize", new[] { 1, 3, 3, 1 }), ("strides", new[] { 1, stride, stride, 1 }), ("padding", "SAME"));
        (_height, _width) = ((_height + stride - 1) / stride, (_width + stride - 1) / stride);
    }

    private void Mean()
    {
        _current = graph.Op("Mean", [_current, graph.Ints(1, 2)], ("T", ElementType.Float32), ("Tidx", ElementType.Int32), ("keep_dims", false));
        (_height, _width) = (1, 1);
    }

    private void Convolve(int kernelHeight, int kernelWidth, int filters, int stride, string padding)
    {
        string filter = Constant(kernelHeight * kernelWidth * _channels, kernelHeight, kernelWidth, _channels, filters);
        _current = graph.Op("Conv2D", [_current, filter], ("T", ElementType.Float32), ("strides", new[] { 1, stride, stride, 1 }), ("padding", padding));
        (_height, _width) = padding == "SAME"
            ? ((_height + stride - 1) / stride, (_width + stride - 1) / stride)
            : (((_height - kernelHeight) / stride) + 1, ((_width - kernelWidth) / stride) + 1);
        _channels = filters;
    }

    /// <summary>Weights as frozen graphs keep them: plain, behind an Identity, in 8 bits.</summary>
    /// <param name="sum">How many products each output adds up; the values keep to a size that neither grows nor fades with depth.</param>
    /// <param name="shape">Their shape.</param>
    private string Constant(int sum, params int[] shape)
    {
        float limit = 2 / MathF.Sqrt(sum);
        switch (draw.Int(0, 4))
        {
            case 1:
                return graph.Op("Identity", [graph.Const(draw.Values(ElementType.Float32, shape, -limit, limit))], ("T", ElementType.Float32));
            case 2:
                string codes = graph.Const(draw.Values(ElementType.QUInt8, shape, 0, 255));
                return graph.Op("Dequantize", [codes, graph.Float(-limit), graph.Float(limit)], ("T", ElementType.QUInt8), ("mode", "MIN_FIRST"));
            case 3:
                string whole = graph.Op("Cast", [graph.Const(draw.Values(ElementType.Int8, shape, -127, 127))], ("SrcT", ElementType.Int8), ("DstT", ElementType.Float32));
                return graph.Op("Mul", [whole, graph.Const(draw.Values(ElementType.Float32, [shape[^1]], limit / 254, limit / 127))], ("T", ElementType.Float32));
            default:
                return graph.Const(draw.Values(ElementType.Float32, shape, -limit, limit));
        }
    }

    private string PerChannel(Tensor value) => draw.Int(0, 3) switch
    {
        1 when _height > 0 && Rank4 => graph.Const(value.Reshape(1, 1, 1, _channels)),
        2 => graph.Const(value.Reshape(1, _channels)),
        _ => graph.Const(value),
    };

    private bool Rank4 => _height > 1 || _width > 1;
}
