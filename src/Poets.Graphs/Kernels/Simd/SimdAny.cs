using System.Numerics;
using System.Runtime.CompilerServices;

namespace Poets.Graphs.Kernels.Simd;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny MaxOrNaN(SimdAny x, SimdAny y)
    {
        Vector<int> keep = Vector.GreaterThan(x._value, y._value) | ~Vector.Equals(x._value, x._value);
        return new(Vector.ConditionalSelect(keep, x._value, y._value));
    }

    // The comparisons are false for NaN, so NaN passes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Clamp(SimdAny value, SimdAny low, SimdAny high)
    {
        Vector<float> raised = Vector.ConditionalSelect(Vector.LessThan(value._value, low._value), low._value, value._value);
        return new(Vector.ConditionalSelect(Vector.GreaterThan(raised, high._value), high._value, raised));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Subtract(SimdAny x, SimdAny y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Divide(SimdAny x, SimdAny y) => new(x._value / y._value);

    // Adding and taking away 1.5 · 2^23 leaves the whole number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Round(SimdAny x)
    {
        var large = new Vector<float>(12582912f);
        return new((x._value + large) - large);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny Scale(SimdAny value, SimdAny n)
    {
        Vector<int> whole = Vector.ConvertToInt32(n._value);
        Vector<int> half = Vector.ShiftRightArithmetic(whole, 1);
        return new(value._value * Power(half) * Power(whole - half));

        static Vector<float> Power(Vector<int> n) => Vector.AsVectorSingle(Vector.ShiftLeft(n + new Vector<int>(127), 23));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdAny WhereLess(SimdAny x, SimdAny limit, SimdAny yes, SimdAny no) =>
        new(Vector.ConditionalSelect(Vector.LessThan(x._value, limit._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => Unsafe.WriteUnaligned(target, _value);
}
