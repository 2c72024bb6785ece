using Poets.Graphs.Import;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>A convolution or matrix product that others can be fused into: constant weights, one reader, no activation yet.</summary>
internal readonly struct Epilogue
{
    private readonly GraphNode _node;

    private Epilogue(GraphNode node) => _node = node;

    public TensorShape Shape => _node.Facts[0].Shape;

    private bool HasBias => _node.Operator is ConvolutionOperator { HasBias: true } or MatMulOperator { HasBias: true };

    /// <summary>The node that makes an outlet, if others can be fused into it.</summary>
    public static Epilogue? Of(Outlet outlet, Uses uses)
    {
        bool open = outlet.Node.Operator switch
        {
            ConvolutionOperator { Activation: FusedActivation.None, HasResidual: false } => true,
            MatMulOperator { Activation: FusedActivation.None, TakesEpilogue: true } => outlet.Fact.Type == ElementType.Float32,
            _ => false,
        };
        return open && outlet.Node.Inputs[1].Fact.IsConstant && uses.HasOneReader(outlet.Node) && outlet.Fact.Shape.HasRank ? new Epilogue(outlet.Node) : null;
    }

    /// <summary>The same node with its result multiplied and shifted: weights and bias take the values in.</summary>
    public GraphNode Affine(string name, float[]? scale, float[]? shift)
    {
        int channels = Shape[-1];
        Outlet weights = _node.Inputs[1];
        float[]? bias = HasBias ? _node.Inputs[2].Fact.Value!.Span<float>().ToArray() : null;
        if (scale is not null)
        {
            // Multiplied when the kernel packs them, so that no second copy of the weights lies about.
            LazyTensor plain = weights.Fact.Lazy!;
            bool transposed = _node.Operator is MatMulOperator { IsRightTransposed: true };
            weights = Patch.Constant(weights.Node.Name, new LazyTensor(ElementType.Float32, plain.Shape, () => Scale(plain, scale, transposed)));
            for (int i = 0; bias is not null && i < channels; i++)
            {
                bias[i] *= scale[i];
            }
        }

        if (shift is not null)
        {
            bias ??= new float[channels];
            for (int i = 0; i < channels; i++)
            {
                bias[i] += shift[i];
            }
        }

        Operator fused = _node.Operator is ConvolutionOperator convolution
            ? convolution.With(bias: bias is not null)
            : ((MatMulOperator)_node.Operator).With(bias: bias is not null);
        return bias is null
            ? Patch.Make(name, fused, _node.Inputs[0], weights)
            : Patch.Make(name, fused, _node.Inputs[0], weights, Patch.Constant(name + "/bias", Tensor.Of(bias, channels)));
    }

    /// <summary>Multiplies the weights of each output channel; it is the last axis, or the last two of a depthwise filter, or axis 0 of a transposed matrix.</summary>
    private static Tensor Scale(LazyTensor plain, float[] scale, bool transposed)
    {
        Tensor weights = plain.Take(out bool isOwned);
        ReadOnlySpan<float> values = weights.Span<float>();
        float[] scaled = isOwned ? (float[])weights.Data : new float[values.Length];
        if (transposed)
        {
            int depth = values.Length / scale.Length;
            for (int i = 0; i < values.Length; i++)
            {
                scaled[i] = values[i] * scale[i / depth];
            }
        }
        else
        {
            for (int at = 0; at < values.Length; at += scale.Length)
            {
                for (int c = 0; c < scale.Length; c++)
                {
                    scaled[at + c] = values[at + c] * scale[c];
                }
            }
        }

        return new Tensor(ElementType.Float32, weights.Dimensions, scaled);
    }
}
