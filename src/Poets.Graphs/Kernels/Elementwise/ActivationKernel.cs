using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Elementwise;

/// <summary>Activations over a run of values, for nodes that could not be fused into their producer; in place is allowed.</summary>
public static unsafe class ActivationKernel
{
    private const int MostLanes = 16;

    /// <summary>output[i] = activation(input[i]).</summary>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    public static void Apply(FusedActivation activation, ReadOnlySpan<float> input, Span<float> output) =>
        Apply(KernelTiers.Current, activation, input, output);

    /// <summary>output[i] = exp(input[i]).</summary>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    public static void Exp(ReadOnlySpan<float> input, Span<float> output) => Walk<SimdFunctions.Exp>(KernelTiers.Current, input, output);

    /// <summary>output[i] = tanh(input[i]).</summary>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    public static void Tanh(ReadOnlySpan<float> input, Span<float> output) => Walk<SimdFunctions.Tanh>(KernelTiers.Current, input, output);

    /// <summary>In place, some channels of pixels that begin a stride apart: what is left to do where a kernel only clamps.</summary>
    internal static void ApplyToPixels(FusedActivation activation, float* first, int pixels, nint stride, int channels)
    {
        for (; pixels > 0; pixels--, first += stride)
        {
            var pixel = new Span<float>(first, channels);
            Apply(activation, pixel, pixel);
        }
    }

    internal static void Apply(KernelTier tier, FusedActivation activation, ReadOnlySpan<float> input, Span<float> output)
    {
        switch (activation)
        {
            case FusedActivation.None:
                input.CopyTo(output);
                break;
            case FusedActivation.Relu:
                Walk<SimdFunctions.Relu>(tier, input, output);
                break;
            case FusedActivation.Relu6:
                Walk<SimdFunctions.Relu6>(tier, input, output);
                break;
            case FusedActivation.Sigmoid:
                Walk<SimdFunctions.Sigmoid>(tier, input, output);
                break;
            case FusedActivation.Swish:
                Walk<SimdFunctions.Swish>(tier, input, output);
                break;
            case FusedActivation.HardSwish:
                Walk<SimdFunctions.HardSwish>(tier, input, output);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation.");
        }
    }

    internal static void Walk<F>(KernelTier tier, ReadOnlySpan<float> input, Span<float> output)
        where F : ISimdFunction
    {
        if (output.Length < input.Length)
        {
            throw new ArgumentException($"{input.Length} values do not fit into {output.Length}.", nameof(output));
        }

        fixed (float* x = input, y = output)
        {
            switch (tier)
            {
                case KernelTier.Avx512:
                    Walk<F, Simd512>(x, y, input.Length);
                    break;
                case KernelTier.Avx2:
                    Walk<F, Simd256>(x, y, input.Length);
                    break;
                default:
                    Walk<F, SimdAny>(x, y, input.Length);
                    break;
            }
        }
    }

    private static void Walk<F, V>(float* x, float* y, int length)
        where F : ISimdFunction
        where V : struct, ISimdVector<V>
    {
        int i = 0;
        for (; i <= length - V.Lanes; i += V.Lanes)
        {
            F.Apply(V.Load(x + i)).Store(y + i);
        }

        if (i < length)
        {
            float* tail = stackalloc float[MostLanes];
            new Span<float>(x + i, length - i).CopyTo(new Span<float>(tail, MostLanes));
            F.Apply(V.Load(tail)).Store(tail);
            new Span<float>(tail, length - i).CopyTo(new Span<float>(y + i, length - i));
        }
    }
}
