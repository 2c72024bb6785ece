using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Retraining.Training.Kernels;

/// <summary>What a kernel that sums in float64 needs of a vector width.</summary>
internal interface IWideSimd<TVector>
    where TVector : struct
{
    static abstract int Width { get; }

    /// <summary>As many float32 as the vector holds float64.</summary>
    static abstract TVector Load(ref float source, nint offset);

    static abstract TVector Load(ref double source, nint offset);

    static abstract void Store(TVector value, ref double destination, nint offset);

    static abstract TVector Broadcast(double value);

    /// <summary>a · b + c, fused where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract double Sum(TVector value);
}

/// <summary>Eight doubles: AVX-512.</summary>
internal readonly struct WideSimd512 : IWideSimd<Vector512<double>>
{
    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(ref float source, nint offset)
    {
        Vector256<float> values = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset));
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Double(values);
        }

        (Vector256<double> low, Vector256<double> high) = Vector256.Widen(values);
        return Vector512.Create(low, high);
    }

    public static Vector512<double> Load(ref double source, nint offset) => Vector512.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    public static void Store(Vector512<double> value, ref double destination, nint offset) => value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, b, c) : (a * b) + c;

    public static double Sum(Vector512<double> value) => WideSimd256.Sum(value.GetLower() + value.GetUpper());
}

/// <summary>Four doubles: AVX2 with FMA, or whatever the runtime makes of it.</summary>
internal readonly struct WideSimd256 : IWideSimd<Vector256<double>>
{
    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(ref float source, nint offset)
    {
        Vector128<float> values = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset));
        if (Avx.IsSupported)
        {
            return Avx.ConvertToVector256Double(values);
        }

        (Vector128<double> low, Vector128<double> high) = Vector128.Widen(values);
        return Vector256.Create(low, high);
    }

    public static Vector256<double> Load(ref double source, nint offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    public static void Store(Vector256<double> value, ref double destination, nint offset) => value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) =>
        Fma.IsSupported ? Fma.MultiplyAdd(a, b, c) : (a * b) + c;

    /// <summary>Pairwise, in an order that does not depend on the machine.</summary>
    public static double Sum(Vector256<double> value)
    {
        Vector128<double> two = value.GetLower() + value.GetUpper();
        return two[0] + two[1];
    }
}
