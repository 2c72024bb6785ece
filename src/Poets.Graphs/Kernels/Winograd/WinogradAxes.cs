using System.Runtime.CompilerServices;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Winograd;

/// <summary>
/// The transforms of <see cref="WinogradMatrices"/> written out for registers. The points are those with the smallest error among
/// small powers of two; more than eight lose too many digits.
/// </summary>
internal static unsafe class WinogradAxes
{
    /// <summary>n = 6 at 0, 1, −1, 1/2, −2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input6<V, S>(S pixels, float* target, nint step)
        where V : struct, ISimdVector<V>
        where S : struct, IWinogradSource<V>
    {
        V d1 = pixels.At(1), d2 = pixels.At(2), d3 = pixels.At(3), d4 = pixels.At(4);
        V odd = V.Subtract(d3, d1), even = V.Subtract(d4, d2);
        V.Add(V.Subtract(pixels.At(0), d2), V.MultiplyAdd(V.Of(1.5f), odd, even)).Store(target);
        V.MultiplyAdd(V.Of(2.5f), d3, V.MultiplyAdd(V.Of(0.5f), d2, V.Subtract(d4, d1))).Store(target + step);
        V.MultiplyAdd(V.Of(-2.5f), d2, V.MultiplyAdd(V.Of(0.5f), d3, V.Add(d4, d1))).Store(target + (2 * step));
        V.MultiplyAdd(V.Of(2), odd, even).Store(target + (3 * step));
        V.MultiplyAdd(V.Of(-0.5f), odd, even).Store(target + (4 * step));
        V.MultiplyAdd(V.Of(1.5f), even, V.Subtract(V.Subtract(pixels.At(5), d3), odd)).Store(target + (5 * step));
    }

    /// <summary>A single tap: nothing to transform.</summary>
    internal readonly struct Single : IWinogradAxis
    {
        public static int Outputs => 1;

        public static int Points => 1;

        public static ReadOnlySpan<double> Finite => [];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Input<V, S>(S pixels, float* target, nint step)
            where V : struct, ISimdVector<V>
            where S : struct, IWinogradSource<V> => pixels.At(0).Store(target);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Output<V, T>(float* source, nint step, T target)
            where V : struct, ISimdVector<V>
            where T : struct, IWinogradTarget<V> => target.Put(0, V.Load(source));
    }

    /// <summary>F(2, 3) at 0, 1, −1.</summary>
    internal readonly struct Two3 : IWinogradAxis
    {
        public static int Outputs => 2;

        public static int Points => 4;

        public static ReadOnlySpan<double> Finite => [0, 1, -1];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Input<V, S>(S pixels, float* target, nint step)
            where V : struct, ISimdVector<V>
            where S : struct, IWinogradSource<V>
        {
            V d1 = pixels.At(1), d2 = pixels.At(2);
            V.Subtract(d2, pixels.At(0)).Store(target);
            V.Add(d2, d1).Store(target + step);
            V.Subtract(d2, d1).Store(target + (2 * step));
            V.Subtract(pixels.At(3), d1).Store(target + (3 * step));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Output<V, T>(float* source, nint step, T target)
            where V : struct, ISimdVector<V>
            where T : struct, IWinogradTarget<V>
        {
            V m1 = V.Load(source + step), m2 = V.Load(source + (2 * step));
            target.Put(0, V.Add(V.Load(source), V.Add(m1, m2)));
            target.Put(1, V.Add(V.Subtract(m1, m2), V.Load(source + (3 * step))));
        }
    }

    /// <summary>F(4, 3) at 0, 1, −1, 1/2, −2.</summary>
    internal readonly struct Four3 : IWinogradAxis
    {
        public static int Outputs => 4;

        public static int Points => 6;

        public static ReadOnlySpan<double> Finite => [0, 1, -1, 0.5, -2];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Input<V, S>(S pixels, float* target, nint step)
            where V : struct, ISimdVector<V>
            where S : struct, IWinogradSource<V> => Input6<V, S>(pixels, target, step);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Output<V, T>(float* source, nint step, T target)
            where V : struct, ISimdVector<V>
            where T : struct, IWinogradTarget<V>
        {
            V m1 = V.Load(source + step), m2 = V.Load(source + (2 * step)), m3 = V.Load(source + (3 * step)), m4 = V.Load(source + (4 * step));
            V sum = V.Add(m1, m2), difference = V.Subtract(m1, m2);
            target.Put(0, V.Add(V.Add(V.Load(source), sum), V.Add(m3, m4)));
            target.Put(1, V.MultiplyAdd(V.Of(-2), m4, V.MultiplyAdd(V.Of(0.5f), m3, difference)));
            target.Put(2, V.MultiplyAdd(V.Of(4), m4, V.MultiplyAdd(V.Of(0.25f), m3, sum)));
            target.Put(3, V.MultiplyAdd(V.Of(-8), m4, V.MultiplyAdd(V.Of(0.125f), m3, V.Add(difference, V.Load(source + (5 * step))))));
        }
    }

    /// <summary>F(2, 5) at 0, 1, −1, 1/2, −2.</summary>
    internal readonly struct Two5 : IWinogradAxis
    {
        public static int Outputs => 2;

        public static int Points => 6;

        public static ReadOnlySpan<double> Finite => Four3.Finite;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Input<V, S>(S pixels, float* target, nint step)
            where V : struct, ISimdVector<V>
            where S : struct, IWinogradSource<V> => Input6<V, S>(pixels, target, step);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Output<V, T>(float* source, nint step, T target)
            where V : struct, ISimdVector<V>
            where T : struct, IWinogradTarget<V>
        {
            V m1 = V.Load(source + step), m2 = V.Load(source + (2 * step)), m3 = V.Load(source + (3 * step)), m4 = V.Load(source + (4 * step));
            target.Put(0, V.Add(V.Add(V.Load(source), V.Add(m1, m2)), V.Add(m3, m4)));
            V difference = V.Add(V.Subtract(m1, m2), V.Load(source + (5 * step)));
            target.Put(1, V.MultiplyAdd(V.Of(-2), m4, V.MultiplyAdd(V.Of(0.5f), m3, difference)));
        }
    }

    /// <summary>F(2, 7) at 0, 1, −1, 1/2, −1/2, 2, −2.</summary>
    internal readonly struct Two7 : IWinogradAxis
    {
        public static int Outputs => 2;

        public static int Points => 8;

        public static ReadOnlySpan<double> Finite => [0, 1, -1, 0.5, -0.5, 2, -2];

        // Points of both signs: the even powers are common to a pair, the odd ones change their sign.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Input<V, S>(S pixels, float* target, nint step)
            where V : struct, ISimdVector<V>
            where S : struct, IWinogradSource<V>
        {
            V d1 = pixels.At(1), d2 = pixels.At(2), d3 = pixels.At(3);
            V d4 = pixels.At(4), d5 = pixels.At(5), d6 = pixels.At(6);
            V.MultiplyAdd(V.Of(5.25f), V.Subtract(d2, d4), V.Subtract(d6, pixels.At(0))).Store(target);
            V.MultiplyAdd(V.Of(5.25f), V.Subtract(d3, d5), V.Subtract(pixels.At(7), d1)).Store(target + (7 * step));
            V even = V.MultiplyAdd(V.Of(-4.25f), d4, V.Add(d2, d6));
            V odd = V.MultiplyAdd(V.Of(-4.25f), d3, V.Add(d1, d5));
            V.Add(even, odd).Store(target + step);
            V.Subtract(even, odd).Store(target + (2 * step));
            even = V.MultiplyAdd(V.Of(-5), d4, V.MultiplyAdd(V.Of(4), d2, d6));
            odd = V.Multiply(V.Of(0.5f), V.MultiplyAdd(V.Of(-5), d3, V.MultiplyAdd(V.Of(4), d1, d5)));
            V.Add(even, odd).Store(target + (3 * step));
            V.Subtract(even, odd).Store(target + (4 * step));
            even = V.MultiplyAdd(V.Of(-1.25f), d4, V.MultiplyAdd(V.Of(0.25f), d2, d6));
            odd = V.Multiply(V.Of(2), V.MultiplyAdd(V.Of(-1.25f), d3, V.MultiplyAdd(V.Of(0.25f), d1, d5)));
            V.Add(even, odd).Store(target + (5 * step));
            V.Subtract(even, odd).Store(target + (6 * step));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Output<V, T>(float* source, nint step, T target)
            where V : struct, ISimdVector<V>
            where T : struct, IWinogradTarget<V>
        {
            V m1 = V.Load(source + step), m2 = V.Load(source + (2 * step)), m3 = V.Load(source + (3 * step));
            V m4 = V.Load(source + (4 * step)), m5 = V.Load(source + (5 * step)), m6 = V.Load(source + (6 * step));
            target.Put(0, V.Add(V.Add(V.Load(source), V.Add(m1, m2)), V.Add(V.Add(m3, m4), V.Add(m5, m6))));
            V ends = V.Add(V.Subtract(m1, m2), V.Load(source + (7 * step)));
            target.Put(1, V.MultiplyAdd(V.Of(2), V.Subtract(m5, m6), V.MultiplyAdd(V.Of(0.5f), V.Subtract(m3, m4), ends)));
        }
    }
}
