using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Graphs.Kernels.Simd;

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
    public static Simd256 MaxOrNaN(Simd256 x, Simd256 y) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(x._value, x._value), Avx.Max(x._value, y._value), x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Clamp(Simd256 value, Simd256 low, Simd256 high) => new(Avx.Min(high._value, Avx.Max(low._value, value._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Subtract(Simd256 x, Simd256 y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Divide(Simd256 x, Simd256 y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Round(Simd256 x) => new(Avx.RoundToNearestInteger(x._value));

    // Two factors, because 2^n itself may be too large or too small for a normal number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Scale(Simd256 value, Simd256 n)
    {
        Vector256<int> whole = Vector256.ConvertToInt32(n._value);
        Vector256<int> half = Vector256.ShiftRightArithmetic(whole, 1);
        return new(value._value * Power(half) * Power(whole - half));

        static Vector256<float> Power(Vector256<int> n) => Vector256.ShiftLeft(n + Vector256.Create(127), 23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 WhereLess(Simd256 x, Simd256 limit, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(x._value, limit._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);
}
