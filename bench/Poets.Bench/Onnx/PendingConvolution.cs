namespace Poets.Bench.Onnx;

/// <summary>
/// A convolution that is not written yet, because what follows may still be folded into its weights: a bias, a factor or a
/// batch norm per output channel. ONNX Runtime would do the same; done here, neither side depends on the other's passes.
/// </summary>
internal sealed class PendingConvolution
{
    private readonly double[] _scale;
    private readonly double[] _bias;
    private readonly ConstantArray _filter;

    /// <summary>Takes a filter of [H,W,I,O], or [H,W,C,M] where <paramref name="isDepthwise"/>.</summary>
    public PendingConvolution(string input, ConstantArray filter, bool isDepthwise, SpatialWindow window, int batch)
    {
        Input = input;
        IsDepthwise = isDepthwise;
        Window = window;
        _filter = filter;
        Channels = isDepthwise ? filter.Shape[2] * filter.Shape[3] : filter.Shape[3];
        Shape = [batch, window.Output.Height, window.Output.Width, Channels];
        _scale = new double[Channels];
        Array.Fill(_scale, 1);
        _bias = new double[Channels];
    }

    /// <summary>The name of what it reads.</summary>
    public string Input { get; }

    /// <summary>Whether each input channel has filters of its own.</summary>
    public bool IsDepthwise { get; }

    /// <summary>Strides, padding and so on.</summary>
    public SpatialWindow Window { get; }

    /// <summary>Output channels.</summary>
    public int Channels { get; }

    /// <summary>Groups of input channels that filters see apart from the others.</summary>
    public int Groups => IsDepthwise ? _filter.Shape[2] : 1;

    /// <summary>The output, [N,H,W,C].</summary>
    public int[] Shape { get; }

    /// <summary>The bias per output channel after all that was folded.</summary>
    public float[] Bias => Array.ConvertAll(_bias, value => (float)value);

    /// <summary>Whether a constant is one value, or one value an output channel.</summary>
    public bool Accepts(ConstantArray constant) =>
        constant.Values.Length == 1 || (constant.Values.Length == Channels && constant.Shape[^1] == Channels);

    /// <summary>y · factor, per output channel or for all.</summary>
    public void Multiply(ConstantArray factor)
    {
        for (int c = 0; c < Channels; c++)
        {
            double value = factor.Values[c % factor.Values.Length];
            _scale[c] *= value;
            _bias[c] *= value;
        }
    }

    /// <summary>y + term, per output channel or for all.</summary>
    public void Add(ConstantArray term)
    {
        for (int c = 0; c < Channels; c++)
        {
            _bias[c] += term.Values[c % term.Values.Length];
        }
    }

    /// <summary>(y − mean) / √(variance + epsilon) · gamma + beta.</summary>
    public void Normalise(ConstantArray mean, ConstantArray variance, ConstantArray beta, ConstantArray? gamma, float epsilon)
    {
        for (int c = 0; c < Channels; c++)
        {
            double factor = (gamma?.Values[c] ?? 1) / Math.Sqrt((double)variance.Values[c] + epsilon);
            _scale[c] *= factor;
            _bias[c] = ((_bias[c] - mean.Values[c]) * factor) + beta.Values[c];
        }
    }

    /// <summary>The filter in ONNX's order, [O,I,H,W] or [C·M,1,H,W], with the factors applied.</summary>
    public (float[] Values, int[] Shape) OnnxFilter()
    {
        (int taps, int inner, int outer) = (_filter.Shape[0] * _filter.Shape[1], _filter.Shape[2], _filter.Shape[3]);
        var values = new float[_filter.Values.Length];
        for (int tap = 0; tap < taps; tap++)
        {
            for (int i = 0; i < inner; i++)
            {
                for (int o = 0; o < outer; o++)
                {
                    int channel = IsDepthwise ? (i * outer) + o : o;
                    int row = IsDepthwise ? channel : (o * inner) + i;
                    float value = _filter.Values[(((tap * inner) + i) * outer) + o];
                    values[(row * taps) + tap] = (float)(value * _scale[channel]);
                }
            }
        }

        return (values, [Channels, IsDepthwise ? 1 : inner, _filter.Shape[0], _filter.Shape[1]]);
    }
}
