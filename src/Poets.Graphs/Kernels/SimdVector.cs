using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Graphs.Kernels;

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

    /// <summary>min(high, max(low, value)); NaN stays NaN.</summary>
    static abstract T Clamp(T value, T low, T high);

    void Store(float* target);
}

/// <summary>512 bits.</summary>
internal readonly unsafe struct Simd512(Vector512<float> value) : ISimdVector<Simd512>
{
    private readonly Vector512<float> _value = value;

    public static int Lanes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Of(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 x, Simd512 y, Simd512 sum) => new(Avx512F.FusedMultiplyAdd(x._value, y._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Add(Simd512 x, Simd512 y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Multiply(Simd512 x, Simd512 y) => new(x._value * y._value);

    // The processor's maximum and minimum return their second operand when one is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Max(Simd512 x, Simd512 y) => new(Avx512F.Max(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Clamp(Simd512 value, Simd512 low, Simd512 high) => new(Avx512F.Min(high._value, Avx512F.Max(low._value, value._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);
}

/// <summary>256 bits with fused multiply-add.</summary>
internal readonly unsafe struct Simd256(Vector256<float> value) : ISimdVector<Simd256>
{
    private readonly Vector256<float> _value = value;

    public static int Lanes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Of(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 x, Simd256 y, Simd256 sum) => new(Fma.MultiplyAdd(x._value, y._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Add(Simd256 x, Simd256 y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Multiply(Simd256 x, Simd256 y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Max(Simd256 x, Simd256 y) => new(Avx.Max(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Clamp(Simd256 value, Simd256 low, Simd256 high) => new(Avx.Min(high._value, Avx.Max(low._value, value._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);
}

/// <summary>Whatever <see cref="Vector{T}"/> is here; multiply and add are rounded apart.</summary>
internal readonly unsafe struct SimdAny(Vector<float> value) : ISimdVector<SimdAny>
{
    private readonly Vector<float> _value = value;

    public static int Lanes => Vector<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Load(float* source) => new(Unsafe.ReadUnaligned<Vector<float>>(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Of(float value) => new(new Vector<float>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny MultiplyAdd(SimdAny x, SimdAny y, SimdAny sum) => new((x._value * y._value) + sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Add(SimdAny x, SimdAny y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Multiply(SimdAny x, SimdAny y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Max(SimdAny x, SimdAny y) => new(Vector.ConditionalSelect(Vector.GreaterThan(x._value, y._value), x._value, y._value));

    // The comparisons are false for NaN, so NaN passes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Clamp(SimdAny value, SimdAny low, SimdAny high)
    {
        Vector<float> raised = Vector.ConditionalSelect(Vector.LessThan(value._value, low._value), low._value, value._value);
        return new(Vector.ConditionalSelect(Vector.GreaterThan(raised, high._value), high._value, raised));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => Unsafe.WriteUnaligned(target, _value);
}

/// <summary>A single float: the tail of what no register divides, and the scalar twin by another name.</summary>
internal readonly unsafe struct SimdOne(float value) : ISimdVector<SimdOne>
{
    private readonly float _value = value;

    public static int Lanes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Of(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne MultiplyAdd(SimdOne x, SimdOne y, SimdOne sum) =>
        new(Fma.IsSupported ? MathF.FusedMultiplyAdd(x._value, y._value, sum._value) : (x._value * y._value) + sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Add(SimdOne x, SimdOne y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Multiply(SimdOne x, SimdOne y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Max(SimdOne x, SimdOne y) => new(x._value > y._value ? x._value : y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Clamp(SimdOne value, SimdOne low, SimdOne high)
    {
        float raised = value._value < low._value ? low._value : value._value;
        return new(raised > high._value ? high._value : raised);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => *target = _value;
}
