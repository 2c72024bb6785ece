using System.Runtime.CompilerServices;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Elementwise;

/// <summary>The functions of <see cref="SimdActivation"/> and the exponential, as registers compute them.</summary>
internal static class SimdFunctions
{
    internal readonly struct Relu : ISimdFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x)
            where V : struct, ISimdVector<V> => V.Max(V.Of(0), x);
    }

    internal readonly struct Relu6 : ISimdFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x)
            where V : struct, ISimdVector<V> => V.Clamp(x, V.Of(0), V.Of(6));
    }

    /// <summary>
    /// e^x = 2^n · e^r with n = round(x / ln 2), |r| ≤ ln 2 / 2; e^r by its Taylor series up to r^7 / 7!, whose remainder is below
    /// 6e-9. Beyond ±105 the result is 0 or infinity.
    /// </summary>
    internal readonly struct Exp : ISimdFunction
    {
        private const float Log2E = 1.44269504f;

        // ln 2 in two parts; the first has so few digits that its product with any n is exact.
        private const float Ln2High = 0.693359375f;
        private const float Ln2Low = -2.12194440e-4f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x)
            where V : struct, ISimdVector<V>
        {
            x = V.Clamp(x, V.Of(-105), V.Of(105));
            V n = V.Round(V.Multiply(x, V.Of(Log2E)));
            V r = V.MultiplyAdd(n, V.Of(-Ln2High), x);
            r = V.MultiplyAdd(n, V.Of(-Ln2Low), r);
            V p = V.Of(1f / 5040);
            p = V.MultiplyAdd(p, r, V.Of(1f / 720));
            p = V.MultiplyAdd(p, r, V.Of(1f / 120));
            p = V.MultiplyAdd(p, r, V.Of(1f / 24));
            p = V.MultiplyAdd(p, r, V.Of(1f / 6));
            p = V.MultiplyAdd(p, r, V.Of(1f / 2));
            p = V.MultiplyAdd(V.Multiply(r, r), p, r);
            return V.Scale(V.Add(p, V.Of(1)), n);
        }
    }

    internal readonly struct Sigmoid : ISimdFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x)
            where V : struct, ISimdVector<V> => V.Divide(V.Of(1), V.Add(V.Of(1), Exp.Apply(V.Subtract(V.Of(0), x))));
    }

    internal readonly struct Swish : ISimdFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x)
            where V : struct, ISimdVector<V> => V.Divide(x, V.Add(V.Of(1), Exp.Apply(V.Subtract(V.Of(0), x))));
    }

    internal readonly struct HardSwish : ISimdFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x)
            where V : struct, ISimdVector<V> =>
            V.Multiply(V.Multiply(x, V.Clamp(V.Add(x, V.Of(3)), V.Of(0), V.Of(6))), V.Of(1f / 6));
    }

    /// <summary>
    /// tanh x = 1 − 2 / (e^2x + 1); below 0.35, where that loses digits, its Taylor series up to x^13, whose remainder is below 2e-9 · x.
    /// </summary>
    internal readonly struct Tanh : ISimdFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x)
            where V : struct, ISimdVector<V>
        {
            V square = V.Multiply(x, x);
            V p = V.Of(21844f / 6081075);
            p = V.MultiplyAdd(p, square, V.Of(-1382f / 155925));
            p = V.MultiplyAdd(p, square, V.Of(62f / 2835));
            p = V.MultiplyAdd(p, square, V.Of(-17f / 315));
            p = V.MultiplyAdd(p, square, V.Of(2f / 15));
            p = V.MultiplyAdd(p, square, V.Of(-1f / 3));
            V near = V.MultiplyAdd(V.Multiply(p, square), x, x);
            V far = V.Subtract(V.Of(1), V.Divide(V.Of(2), V.Add(Exp.Apply(V.Add(x, x)), V.Of(1))));
            return V.WhereLess(square, V.Of(0.35f * 0.35f), near, far);
        }
    }
}
