using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Graphs.Kernels.Simd;

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
    public static Simd512 MaxOrNaN(Simd512 x, Simd512 y) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(x._value, x._value), Avx512F.Max(x._value, y._value), x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Clamp(Simd512 value, Simd512 low, Simd512 high) => new(Avx512F.Min(high._value, Avx512F.Max(low._value, value._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Subtract(Simd512 x, Simd512 y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Divide(Simd512 x, Simd512 y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Round(Simd512 x) => new(Avx512F.RoundScale(x._value, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Scale(Simd512 value, Simd512 n) => new(Avx512F.Scale(value._value, n._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 WhereLess(Simd512 x, Simd512 limit, Simd512 yes, Simd512 no) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(x._value, limit._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);
}
