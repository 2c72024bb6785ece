using Poets.Graphs.Kernels;
using Poets.Graphs.Kernels.Elementwise;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>Activations and softmax against double precision.</summary>
public class ActivationTests
{
    private static readonly float[] s_edges =
    [
        0, -0f, 1, -1, 0.34999f, 0.35001f, -0.35f, 1e-30f, -1e-30f, 3, -3, 6, 6.1f, 20, -20, 87, 88.7f, 88.8f, -87.4f, -88, -103, -104, -200, 200, 1e9f, -1e9f,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon,
    ];

    public static TheoryData<string> Names => ["Relu", "Relu6", "Sigmoid", "Swish", "HardSwish", "None", "Exp", "Tanh"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_tier_is_within_a_few_units_in_the_last_place(string name)
    {
        float[] dense = [.. Enumerable.Range(-24000, 48001).Select(i => i / 256f)];
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            foreach (float[] values in new[] { s_edges, dense })
            {
                float[] actual = Apply(name, tier, values);
                for (int i = 0; i < values.Length; i++)
                {
                    float expected = (float)Exact(name, values[i]);
                    if (!IsNear(expected, actual[i]))
                    {
                        Assert.Fail($"{tier} {name}({values[i]:R}) is {actual[i]:R}, expected {expected:R}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Every_length_is_done_to_the_last_value_and_not_beyond()
    {
        foreach (KernelTier tier in KernelCase.Tiers)
        {
            for (int length = 0; length < 40; length++)
            {
                float[] values = KernelCase.Values(length + 1, length);
                float[] inPlace = (float[])values.Clone();
                ActivationKernel.Apply(tier, FusedActivation.Sigmoid, inPlace.AsSpan(0, length), inPlace.AsSpan(0, length));
                Assert.Equal(values[length], inPlace[length]);
                for (int i = 0; i < length; i++)
                {
                    Assert.True(IsNear(1 / (1 + MathF.Exp(-values[i])), inPlace[i]), $"{tier} length {length} at {i}");
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(2, 1001)]
    public void Softmax_agrees_with_its_reference(int rows, int length)
    {
        float[] input = KernelCase.Values(rows * length, 1);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] *= 30;
        }

        foreach (bool logarithm in new[] { false, true })
        {
            float[] expected = new float[input.Length];
            float[] actual = (float[])input.Clone();
            SoftmaxKernel.Reference(input, expected, rows, length, logarithm);
            if (logarithm)
            {
                SoftmaxKernel.LogSoftmax(actual, actual, rows, length);
            }
            else
            {
                SoftmaxKernel.Softmax(actual, actual, rows, length);
            }

            Close.ToLargest(expected, actual, 2e-6, $"logarithm {logarithm}");
        }
    }

    [Fact]
    public void A_tier_is_chosen_by_name_and_a_wrong_name_is_refused()
    {
        Assert.Equal(KernelTier.Portable, KernelTiers.Choose("portable"));
        Assert.Equal(KernelCase.Tiers.Max(), KernelTiers.Choose(null));
        Assert.Equal(KernelCase.Tiers.Max(), KernelTiers.Choose(" "));
        Assert.Contains("portable, avx2 or avx512", Assert.Throws<InvalidOperationException>(() => KernelTiers.Choose("sse9")).Message, StringComparison.Ordinal);
    }

    private static float[] Apply(string name, KernelTier tier, float[] values)
    {
        float[] output = new float[values.Length];
        switch (name)
        {
            case "Exp":
                ActivationKernel.Walk<SimdFunctions.Exp>(tier, values, output);
                break;
            case "Tanh":
                ActivationKernel.Walk<SimdFunctions.Tanh>(tier, values, output);
                break;
            default:
                ActivationKernel.Apply(tier, Enum.Parse<FusedActivation>(name), values, output);
                break;
        }

        return output;
    }

    private static double Exact(string name, double x) => name switch
    {
        "Exp" => Math.Exp(x),
        "Tanh" => Math.Tanh(x),
        "Sigmoid" => 1 / (1 + Math.Exp(-x)),
        "Swish" => x / (1 + Math.Exp(-x)),
        "HardSwish" => x * (double.IsNaN(x) ? x : Math.Clamp(x + 3, 0, 6)) / 6,
        "Relu" => x < 0 ? 0 : x,
        "Relu6" => x < 0 ? 0 : x > 6 ? 6 : x,
        _ => x,
    };

    // Four units in the last place; where an exponential on the way overflows, the result vanishes.
    private static bool IsNear(float expected, float actual) =>
        float.IsNaN(expected) ? float.IsNaN(actual)
        : expected == actual || Math.Abs((double)expected - actual) <= Math.Max(Math.Abs((double)expected) * 4.8e-7, 2e-36);
}
