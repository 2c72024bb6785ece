namespace Poets.Graphs.Kernels.Elementwise;

/// <summary>What a kernel applies to each sum after bias (and residual) have been added, while the value is in a register.</summary>
public enum FusedActivation
{
    /// <summary>y = x.</summary>
    None,

    /// <summary>y = max(x, 0); NaN stays NaN.</summary>
    Relu,

    /// <summary>y = min(max(x, 0), 6); NaN stays NaN.</summary>
    Relu6,

    /// <summary>y = 1 / (1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>y = x · sigmoid(x).</summary>
    Swish,

    /// <summary>y = x · min(max(x + 3, 0), 6) / 6.</summary>
    HardSwish,
}
