using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Poets.Graphs.Kernels;

/// <summary>Tiles of the packed product for 256-bit registers with fused multiply-add. The scalar twin is <see cref="GemmReference"/>.</summary>
internal static unsafe class Avx2Gemm
{
    /// <summary>12 sums, 2 weights, 2 pixels: every one of the 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2GemmF32_6x16(in GemmCall call)
    {
        nint step = call.LeftStride;
        float* panel = call.Panel;
        float* x0 = call.Left;
        float* x3 = call.Left + (3 * step);
        float* start = call.Start;
        nint startStep = call.StartStride;
        V a0 = Load(start); V b0 = Load(start + 8); start += startStep;
        V a1 = Load(start); V b1 = Load(start + 8); start += startStep;
        V a2 = Load(start); V b2 = Load(start + 8); start += startStep;
        V a3 = Load(start); V b3 = Load(start + 8); start += startStep;
        V a4 = Load(start); V b4 = Load(start + 8); start += startStep;
        V a5 = Load(start); V b5 = Load(start + 8);
        for (nint k = call.Depth; k > 0; k--)
        {
            panel += 16;
            V w0 = Load(panel);
            V w1 = Load(panel + 8);
            V x = Broadcast(x0);
            a0 = MultiplyAdd(x, w0, a0); b0 = MultiplyAdd(x, w1, b0);
            x = Broadcast(x0 + step);
            a1 = MultiplyAdd(x, w0, a1); b1 = MultiplyAdd(x, w1, b1);
            x = Broadcast(x0 + (2 * step));
            a2 = MultiplyAdd(x, w0, a2); b2 = MultiplyAdd(x, w1, b2);
            x = Broadcast(x3);
            a3 = MultiplyAdd(x, w0, a3); b3 = MultiplyAdd(x, w1, b3);
            x = Broadcast(x3 + step);
            a4 = MultiplyAdd(x, w0, a4); b4 = MultiplyAdd(x, w1, b4);
            x = Broadcast(x3 + (2 * step));
            a5 = MultiplyAdd(x, w0, a5); b5 = MultiplyAdd(x, w1, b5);
            x0++; x3++;
        }

        if (call.Residual != null)
        {
            float* z = call.Residual;
            nint next = call.ResidualStride;
            a0 += Load(z); b0 += Load(z + 8); z += next;
            a1 += Load(z); b1 += Load(z + 8); z += next;
            a2 += Load(z); b2 += Load(z + 8); z += next;
            a3 += Load(z); b3 += Load(z + 8); z += next;
            a4 += Load(z); b4 += Load(z + 8); z += next;
            a5 += Load(z); b5 += Load(z + 8);
        }

        V low = Vector256.Create(call.Low), high = Vector256.Create(call.High);
        float* y = call.Output;
        nint line = call.OutputStride;
        Store(y, Clamp(a0, low, high)); Store(y + 8, Clamp(b0, low, high)); y += line;
        Store(y, Clamp(a1, low, high)); Store(y + 8, Clamp(b1, low, high)); y += line;
        Store(y, Clamp(a2, low, high)); Store(y + 8, Clamp(b2, low, high)); y += line;
        Store(y, Clamp(a3, low, high)); Store(y + 8, Clamp(b3, low, high)); y += line;
        Store(y, Clamp(a4, low, high)); Store(y + 8, Clamp(b4, low, high)); y += line;
        Store(y, Clamp(a5, low, high)); Store(y + 8, Clamp(b5, low, high));
    }

    /// <summary>For the rows that 6 does not divide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2GemmF32_4x16(in GemmCall call)
    {
        nint step = call.LeftStride;
        float* panel = call.Panel;
        float* x0 = call.Left;
        float* x3 = call.Left + (3 * step);
        float* start = call.Start;
        nint startStep = call.StartStride;
        V a0 = Load(start); V b0 = Load(start + 8); start += startStep;
        V a1 = Load(start); V b1 = Load(start + 8); start += startStep;
        V a2 = Load(start); V b2 = Load(start + 8); start += startStep;
        V a3 = Load(start); V b3 = Load(start + 8);
        for (nint k = call.Depth; k > 0; k--)
        {
            panel += 16;
            V w0 = Load(panel);
            V w1 = Load(panel + 8);
            V x = Broadcast(x0);
            a0 = MultiplyAdd(x, w0, a0); b0 = MultiplyAdd(x, w1, b0);
            x = Broadcast(x0 + step);
            a1 = MultiplyAdd(x, w0, a1); b1 = MultiplyAdd(x, w1, b1);
            x = Broadcast(x0 + (2 * step));
            a2 = MultiplyAdd(x, w0, a2); b2 = MultiplyAdd(x, w1, b2);
            x = Broadcast(x3);
            a3 = MultiplyAdd(x, w0, a3); b3 = MultiplyAdd(x, w1, b3);
            x0++; x3++;
        }

        if (call.Residual != null)
        {
            float* z = call.Residual;
            nint next = call.ResidualStride;
            a0 += Load(z); b0 += Load(z + 8); z += next;
            a1 += Load(z); b1 += Load(z + 8); z += next;
            a2 += Load(z); b2 += Load(z + 8); z += next;
            a3 += Load(z); b3 += Load(z + 8);
        }

        V low = Vector256.Create(call.Low), high = Vector256.Create(call.High);
        float* y = call.Output;
        nint line = call.OutputStride;
        Store(y, Clamp(a0, low, high)); Store(y + 8, Clamp(b0, low, high)); y += line;
        Store(y, Clamp(a1, low, high)); Store(y + 8, Clamp(b1, low, high)); y += line;
        Store(y, Clamp(a2, low, high)); Store(y + 8, Clamp(b2, low, high)); y += line;
        Store(y, Clamp(a3, low, high)); Store(y + 8, Clamp(b3, low, high));
    }

    /// <summary>For the last 8 columns or fewer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx2GemmF32_12x8(in GemmCall call)
    {
        nint step = call.LeftStride;
        float* panel = call.Panel;
        float* x0 = call.Left;
        float* x3 = call.Left + (3 * step);
        float* x6 = call.Left + (6 * step);
        float* x9 = call.Left + (9 * step);
        float* start = call.Start;
        nint startStep = call.StartStride;
        V a0 = Load(start); start += startStep;
        V a1 = Load(start); start += startStep;
        V a2 = Load(start); start += startStep;
        V a3 = Load(start); start += startStep;
        V a4 = Load(start); start += startStep;
        V a5 = Load(start); start += startStep;
        V a6 = Load(start); start += startStep;
        V a7 = Load(start); start += startStep;
        V a8 = Load(start); start += startStep;
        V a9 = Load(start); start += startStep;
        V a10 = Load(start); start += startStep;
        V a11 = Load(start);
        for (nint k = call.Depth; k > 0; k--)
        {
            panel += 8;
            V w0 = Load(panel);
            a0 = MultiplyAdd(Broadcast(x0), w0, a0);
            a1 = MultiplyAdd(Broadcast(x0 + step), w0, a1);
            a2 = MultiplyAdd(Broadcast(x0 + (2 * step)), w0, a2);
            a3 = MultiplyAdd(Broadcast(x3), w0, a3);
            a4 = MultiplyAdd(Broadcast(x3 + step), w0, a4);
            a5 = MultiplyAdd(Broadcast(x3 + (2 * step)), w0, a5);
            a6 = MultiplyAdd(Broadcast(x6), w0, a6);
            a7 = MultiplyAdd(Broadcast(x6 + step), w0, a7);
            a8 = MultiplyAdd(Broadcast(x6 + (2 * step)), w0, a8);
            a9 = MultiplyAdd(Broadcast(x9), w0, a9);
            a10 = MultiplyAdd(Broadcast(x9 + step), w0, a10);
            a11 = MultiplyAdd(Broadcast(x9 + (2 * step)), w0, a11);
            x0++; x3++; x6++; x9++;
        }

        if (call.Residual != null)
        {
            float* z = call.Residual;
            nint next = call.ResidualStride;
            a0 += Load(z); z += next;
            a1 += Load(z); z += next;
            a2 += Load(z); z += next;
            a3 += Load(z); z += next;
            a4 += Load(z); z += next;
            a5 += Load(z); z += next;
            a6 += Load(z); z += next;
            a7 += Load(z); z += next;
            a8 += Load(z); z += next;
            a9 += Load(z); z += next;
            a10 += Load(z); z += next;
            a11 += Load(z);
        }

        V low = Vector256.Create(call.Low), high = Vector256.Create(call.High);
        float* y = call.Output;
        nint line = call.OutputStride;
        Store(y, Clamp(a0, low, high)); y += line;
        Store(y, Clamp(a1, low, high)); y += line;
        Store(y, Clamp(a2, low, high)); y += line;
        Store(y, Clamp(a3, low, high)); y += line;
        Store(y, Clamp(a4, low, high)); y += line;
        Store(y, Clamp(a5, low, high)); y += line;
        Store(y, Clamp(a6, low, high)); y += line;
        Store(y, Clamp(a7, low, high)); y += line;
        Store(y, Clamp(a8, low, high)); y += line;
        Store(y, Clamp(a9, low, high)); y += line;
        Store(y, Clamp(a10, low, high)); y += line;
        Store(y, Clamp(a11, low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Broadcast(float* source) => Vector256.Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V MultiplyAdd(V x, V w, V sum) => Fma.MultiplyAdd(x, w, sum);

    // The processor's maximum and minimum return their second operand when one is NaN, so NaN passes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Clamp(V value, V low, V high) => Avx.Min(high, Avx.Max(low, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* target, V value) => value.Store(target);
}
