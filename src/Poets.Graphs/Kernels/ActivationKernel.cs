namespace Poets.Graphs.Kernels;

/// <summary>Activations over a run of values, for nodes that could not be fused into their producer; in place is allowed.</summary>
public static class ActivationKernel
{
    /// <summary>output[i] = activation(input[i]).</summary>
    public static void Apply(FusedActivation activation, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = SimdActivation.Apply(activation, input[i]);
        }
    }

    /// <summary>output[i] = exp(input[i]).</summary>
    public static void Exp(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = MathF.Exp(input[i]);
        }
    }

    /// <summary>output[i] = tanh(input[i]).</summary>
    public static void Tanh(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = MathF.Tanh(input[i]);
        }
    }
}
