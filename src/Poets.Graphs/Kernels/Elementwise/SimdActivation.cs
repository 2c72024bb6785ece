namespace Poets.Graphs.Kernels.Elementwise;

/// <summary>The scalar twins of the fused activations, and which of them a product's epilogue does itself.</summary>
internal static class SimdActivation
{
    /// <summary>One value; the definition that every vector form follows.</summary>
    public static float Apply(FusedActivation activation, float x) => activation switch
    {
        FusedActivation.None => x,
        FusedActivation.Relu => x < 0 ? 0 : x,
        FusedActivation.Relu6 => x < 0 ? 0 : x > 6 ? 6 : x,
        FusedActivation.Sigmoid => 1 / (1 + MathF.Exp(-x)),
        FusedActivation.Swish => x / (1 + MathF.Exp(-x)),
        FusedActivation.HardSwish => x * Math.Clamp(x + 3, 0, 6) * (1f / 6),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
    };

    /// <summary>Whether an activation is a clamp between two bounds.</summary>
    public static bool IsClamp(FusedActivation activation) => activation is FusedActivation.None or FusedActivation.Relu or FusedActivation.Relu6;

    /// <summary>The bounds of a clamp; those of <see cref="FusedActivation.None"/> for what is not one.</summary>
    public static (float Low, float High) Bounds(FusedActivation activation) => activation switch
    {
        FusedActivation.Relu => (0, float.PositiveInfinity),
        FusedActivation.Relu6 => (0, 6),
        _ => (float.NegativeInfinity, float.PositiveInfinity),
    };
}
