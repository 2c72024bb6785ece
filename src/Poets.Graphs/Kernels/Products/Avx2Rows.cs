using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.X86.Fma;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Poets.Graphs.Kernels.Products;

/// <summary>What the tiles of <see cref="Avx2Gemm"/> do to two and to four of their rows: begin their sums, add a step of K, add the residual, end them.</summary>
/// <remarks>A sum a row and register of columns: a left, b right; without b, tiles are one register wide. Intrinsics are called as they are: a name of our own for each took the compiler a third longer.</remarks>
internal static unsafe class Avx2Rows
{
    /// <summary>Steps from the row of the panel that is asked for to the one that is multiplied: it comes from the second-level cache.</summary>
    public const int Soon = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start4(in GemmCall call, nint row, out V a0, out V b0, out V a1, out V b1, out V a2, out V b2, out V a3, out V b3)
    {
        Start2(call, row, out a0, out b0, out a1, out b1);
        Start2(call, row + 2, out a2, out b2, out a3, out b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start2(in GemmCall call, nint row, out V a0, out V b0, out V a1, out V b1)
    {
        float* start = call.Start + (row * call.StartStride);
        a0 = Vector256.Load(start); b0 = Vector256.Load(start + 8);
        start += call.StartStride;
        a1 = Vector256.Load(start); b1 = Vector256.Load(start + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add4(float* x, nint k, nint step, nint step3, V w0, V w1, ref V a0, ref V b0, ref V a1, ref V b1, ref V a2, ref V b2, ref V a3, ref V b3)
    {
        Add2(x, k, step, w0, w1, ref a0, ref b0, ref a1, ref b1);
        V v = Vector256.Create(*(float*)((byte*)x + (8 * step) + (4 * k)));
        a2 = MultiplyAdd(v, w0, a2); b2 = MultiplyAdd(v, w1, b2);
        v = Vector256.Create(x[step3 + k]);
        a3 = MultiplyAdd(v, w0, a3); b3 = MultiplyAdd(v, w1, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add2(float* x, nint k, nint step, V w0, V w1, ref V a0, ref V b0, ref V a1, ref V b1)
    {
        V v = Vector256.Create(x[k]);
        a0 = MultiplyAdd(v, w0, a0); b0 = MultiplyAdd(v, w1, b0);
        v = Vector256.Create(x[step + k]);
        a1 = MultiplyAdd(v, w0, a1); b1 = MultiplyAdd(v, w1, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join4(in GemmCall call, nint row, ref V a0, ref V b0, ref V a1, ref V b1, ref V a2, ref V b2, ref V a3, ref V b3)
    {
        Join2(call, row, ref a0, ref b0, ref a1, ref b1);
        Join2(call, row + 2, ref a2, ref b2, ref a3, ref b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join2(in GemmCall call, nint row, ref V a0, ref V b0, ref V a1, ref V b1)
    {
        float* z = call.Residual + (row * call.ResidualStride);
        a0 += Vector256.Load(z); b0 += Vector256.Load(z + 8);
        z += call.ResidualStride;
        a1 += Vector256.Load(z); b1 += Vector256.Load(z + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish4(in GemmCall call, nint row, V a0, V b0, V a1, V b1, V a2, V b2, V a3, V b3)
    {
        Finish2(call, row, a0, b0, a1, b1);
        Finish2(call, row + 2, a2, b2, a3, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish2(in GemmCall call, nint row, V a0, V b0, V a1, V b1)
    {
        V low = Vector256.Create(call.Low), high = Vector256.Create(call.High);
        float* y = call.Output + (row * call.OutputStride);
        Clamp(a0, low, high).Store(y); Clamp(b0, low, high).Store(y + 8);
        y += call.OutputStride;
        Clamp(a1, low, high).Store(y); Clamp(b1, low, high).Store(y + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start4(in GemmCall call, nint row, out V a0, out V a1, out V a2, out V a3)
    {
        Start2(call, row, out a0, out a1);
        Start2(call, row + 2, out a2, out a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start2(in GemmCall call, nint row, out V a0, out V a1)
    {
        float* start = call.Start + (row * call.StartStride);
        a0 = Vector256.Load(start);
        start += call.StartStride;
        a1 = Vector256.Load(start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add4(float* x, nint k, nint step, nint step3, V w, ref V a0, ref V a1, ref V a2, ref V a3)
    {
        Add2(x, k, step, w, ref a0, ref a1);
        a2 = MultiplyAdd(Vector256.Create(*(float*)((byte*)x + (8 * step) + (4 * k))), w, a2);
        a3 = MultiplyAdd(Vector256.Create(x[step3 + k]), w, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add2(float* x, nint k, nint step, V w, ref V a0, ref V a1)
    {
        a0 = MultiplyAdd(Vector256.Create(x[k]), w, a0);
        a1 = MultiplyAdd(Vector256.Create(x[step + k]), w, a1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join4(in GemmCall call, nint row, ref V a0, ref V a1, ref V a2, ref V a3)
    {
        Join2(call, row, ref a0, ref a1);
        Join2(call, row + 2, ref a2, ref a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join2(in GemmCall call, nint row, ref V a0, ref V a1)
    {
        float* z = call.Residual + (row * call.ResidualStride);
        a0 += Vector256.Load(z);
        z += call.ResidualStride;
        a1 += Vector256.Load(z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish4(in GemmCall call, nint row, V a0, V a1, V a2, V a3)
    {
        Finish2(call, row, a0, a1);
        Finish2(call, row + 2, a2, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish2(in GemmCall call, nint row, V a0, V a1)
    {
        V low = Vector256.Create(call.Low), high = Vector256.Create(call.High);
        float* y = call.Output + (row * call.OutputStride);
        Clamp(a0, low, high).Store(y);
        y += call.OutputStride;
        Clamp(a1, low, high).Store(y);
    }

    /// <summary>Asks for a row of this panel soon to be multiplied, and for a line of the next panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(ref float* soon, ref byte* ahead, nint aheadStep)
    {
        Sse.Prefetch1(ahead);
        ahead += aheadStep;
        Sse.Prefetch0(soon);
        soon += AlignedFloats.CacheLine;
    }

    // The processor's maximum and minimum return their second operand when one is NaN, so NaN passes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Clamp(V value, V low, V high) => Avx.Min(high, Avx.Max(low, value));
}
