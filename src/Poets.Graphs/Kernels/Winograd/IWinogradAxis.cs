using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Winograd;

/// <summary>
/// One axis of a Winograd convolution F(m, r): m outputs of an r-tap filter from n = m + r − 1 pixels with n multiplications. The
/// matrices behind it are those of <see cref="WinogradMatrices"/>.
/// </summary>
internal unsafe interface IWinogradAxis
{
    /// <summary>m.</summary>
    static abstract int Outputs { get; }

    /// <summary>n.</summary>
    static abstract int Points { get; }

    /// <summary>Where the polynomials are evaluated, the last point (infinity) left out: n − 1 of them.</summary>
    static abstract ReadOnlySpan<double> Finite { get; }

    /// <summary>target[k · step] = Σ Bᵀ[k, i] · pixels[i], for a register of channels.</summary>
    static abstract void Input<V, S>(S pixels, float* target, nint step)
        where V : struct, ISimdVector<V>
        where S : struct, IWinogradSource<V>;

    /// <summary>target[i] = Σ Aᵀ[i, k] · source[k · step], for a register of channels.</summary>
    static abstract void Output<V, T>(float* source, nint step, T target)
        where V : struct, ISimdVector<V>
        where T : struct, IWinogradTarget<V>;
}
