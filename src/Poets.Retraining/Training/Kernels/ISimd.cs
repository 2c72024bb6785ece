using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poets.Retraining.Training.Kernels;

/// <summary>What a kernel needs of a vector width, so that one text serves all of them.</summary>
internal interface ISimd<TVector>
    where TVector : struct
{
    static abstract int Width { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(ref float source, nint offset);

    static abstract void Store(TVector value, ref float destination, nint offset);

    static abstract TVector Add(TVector left, TVector right);

    /// <summary>a · b + c, fused where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract float Sum(TVector value);

    /// <summary>Asks for so many floats, which are needed soon; a place beyond the end of memory does no harm.</summary>
    static virtual void Prefetch(ref float source, nint offset, nint count)
    {
        if (Sse.IsSupported)
        {
            for (nint line = 0; line < count; line += 16)
            {
                unsafe
                {
                    Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref source, offset + line)));
                }
            }
        }
    }
}

/// <summary>Sixteen floats: AVX-512.</summary>
internal readonly struct Simd512 : ISimd<Vector512<float>>
{
    public static bool IsBest => Avx512F.IsSupported;

    public static int Width => 16;

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> Load(ref float source, nint offset) => Vector512.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    public static void Store(Vector512<float> value, ref float destination, nint offset) => value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, b, c) : (a * b) + c;

    public static float Sum(Vector512<float> value) => Simd256.Sum(value.GetLower() + value.GetUpper());
}

/// <summary>Eight floats: AVX2 with FMA, or whatever the runtime makes of it.</summary>
internal readonly struct Simd256 : ISimd<Vector256<float>>
{
    public static int Width => 8;

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Load(ref float source, nint offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    public static void Store(Vector256<float> value, ref float destination, nint offset) => value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Fma.IsSupported ? Fma.MultiplyAdd(a, b, c) : (a * b) + c;

    /// <summary>Pairwise, in an order that does not depend on the machine.</summary>
    public static float Sum(Vector256<float> value)
    {
        Vector128<float> four = value.GetLower() + value.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
