namespace Poets.Graphs.Kernels.Simd;

/// <summary>A register of floats, so that a kernel is written once and compiled for each width.</summary>
internal unsafe interface ISimdVector<T>
    where T : struct, ISimdVector<T>
{
    static abstract int Lanes { get; }

    static abstract T Load(float* source);

    static abstract T Of(float value);

    /// <summary>x · y + sum; fused where the tier can.</summary>
    static abstract T MultiplyAdd(T x, T y, T sum);

    static abstract T Add(T x, T y);

    static abstract T Multiply(T x, T y);

    /// <summary>The larger; NaN if <paramref name="y"/> is NaN.</summary>
    static abstract T Max(T x, T y);

    /// <summary>The larger; NaN if either is NaN.</summary>
    static abstract T MaxOrNaN(T x, T y);

    static abstract T Subtract(T x, T y);

    static abstract T Divide(T x, T y);

    /// <summary>The nearest whole number, ties to even.</summary>
    static abstract T Round(T x);

    /// <summary>value · 2^n for a whole n between −250 and 250, rounded once (portable: at most twice).</summary>
    static abstract T Scale(T value, T n);

    /// <summary>In each lane <paramref name="yes"/> where x &lt; limit, else <paramref name="no"/>.</summary>
    static abstract T WhereLess(T x, T limit, T yes, T no);

    /// <summary>min(high, max(low, value)); NaN stays NaN.</summary>
    static abstract T Clamp(T value, T low, T high);

    void Store(float* target);
}
