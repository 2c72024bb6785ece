using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Poets.Graphs.Kernels.Simd;

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
    public static SimdOne MaxOrNaN(SimdOne x, SimdOne y) => new(MathF.Max(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Clamp(SimdOne value, SimdOne low, SimdOne high)
    {
        float raised = value._value < low._value ? low._value : value._value;
        return new(raised > high._value ? high._value : raised);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Subtract(SimdOne x, SimdOne y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Divide(SimdOne x, SimdOne y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Round(SimdOne x) => new(MathF.Round(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne Scale(SimdOne value, SimdOne n) => new(MathF.ScaleB(value._value, (int)n._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdOne WhereLess(SimdOne x, SimdOne limit, SimdOne yes, SimdOne no) => x._value < limit._value ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => *target = _value;
}
