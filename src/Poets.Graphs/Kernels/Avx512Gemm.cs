using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace Poets.Graphs.Kernels;

/// <summary>Tiles of the packed product for 512-bit registers. The scalar twin is <see cref="GemmReference"/>.</summary>
internal static unsafe class Avx512Gemm
{
    /// <summary>28 sums, 2 weights, 2 pixels: every one of the 32 registers; 14 divides the maps of 224-pixel networks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512GemmF32_14x32(in GemmCall call)
    {
        nint step = call.LeftStride;
        float* panel = call.Panel;
        float* x0 = call.Left;
        float* x3 = call.Left + (3 * step);
        float* x6 = call.Left + (6 * step);
        float* x9 = call.Left + (9 * step);
        float* x12 = call.Left + (12 * step);
        float* start = call.Start;
        nint startStep = call.StartStride;
        V a0 = Load(start); V b0 = Load(start + 16); start += startStep;
        V a1 = Load(start); V b1 = Load(start + 16); start += startStep;
        V a2 = Load(start); V b2 = Load(start + 16); start += startStep;
        V a3 = Load(start); V b3 = Load(start + 16); start += startStep;
        V a4 = Load(start); V b4 = Load(start + 16); start += startStep;
        V a5 = Load(start); V b5 = Load(start + 16); start += startStep;
        V a6 = Load(start); V b6 = Load(start + 16); start += startStep;
        V a7 = Load(start); V b7 = Load(start + 16); start += startStep;
        V a8 = Load(start); V b8 = Load(start + 16); start += startStep;
        V a9 = Load(start); V b9 = Load(start + 16); start += startStep;
        V a10 = Load(start); V b10 = Load(start + 16); start += startStep;
        V a11 = Load(start); V b11 = Load(start + 16); start += startStep;
        V a12 = Load(start); V b12 = Load(start + 16); start += startStep;
        V a13 = Load(start); V b13 = Load(start + 16);
        byte* ahead = call.Ahead;
        nint aheadStep = call.AheadStep;
        for (nint k = call.Depth; k > 0; k--)
        {
            panel += 32;
            Sse.Prefetch1(ahead);
            ahead += aheadStep;
            V w0 = Load(panel);
            V w1 = Load(panel + 16);
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
            x = Broadcast(x6);
            a6 = MultiplyAdd(x, w0, a6); b6 = MultiplyAdd(x, w1, b6);
            x = Broadcast(x6 + step);
            a7 = MultiplyAdd(x, w0, a7); b7 = MultiplyAdd(x, w1, b7);
            x = Broadcast(x6 + (2 * step));
            a8 = MultiplyAdd(x, w0, a8); b8 = MultiplyAdd(x, w1, b8);
            x = Broadcast(x9);
            a9 = MultiplyAdd(x, w0, a9); b9 = MultiplyAdd(x, w1, b9);
            x = Broadcast(x9 + step);
            a10 = MultiplyAdd(x, w0, a10); b10 = MultiplyAdd(x, w1, b10);
            x = Broadcast(x9 + (2 * step));
            a11 = MultiplyAdd(x, w0, a11); b11 = MultiplyAdd(x, w1, b11);
            x = Broadcast(x12);
            a12 = MultiplyAdd(x, w0, a12); b12 = MultiplyAdd(x, w1, b12);
            x = Broadcast(x12 + step);
            a13 = MultiplyAdd(x, w0, a13); b13 = MultiplyAdd(x, w1, b13);
            x0++; x3++; x6++; x9++; x12++;
        }

        if (call.Residual != null)
        {
            float* z = call.Residual;
            nint next = call.ResidualStride;
            a0 += Load(z); b0 += Load(z + 16); z += next;
            a1 += Load(z); b1 += Load(z + 16); z += next;
            a2 += Load(z); b2 += Load(z + 16); z += next;
            a3 += Load(z); b3 += Load(z + 16); z += next;
            a4 += Load(z); b4 += Load(z + 16); z += next;
            a5 += Load(z); b5 += Load(z + 16); z += next;
            a6 += Load(z); b6 += Load(z + 16); z += next;
            a7 += Load(z); b7 += Load(z + 16); z += next;
            a8 += Load(z); b8 += Load(z + 16); z += next;
            a9 += Load(z); b9 += Load(z + 16); z += next;
            a10 += Load(z); b10 += Load(z + 16); z += next;
            a11 += Load(z); b11 += Load(z + 16); z += next;
            a12 += Load(z); b12 += Load(z + 16); z += next;
            a13 += Load(z); b13 += Load(z + 16);
        }

        V low = Vector512.Create(call.Low), high = Vector512.Create(call.High);
        float* y = call.Output;
        nint line = call.OutputStride;
        Store(y, Clamp(a0, low, high)); Store(y + 16, Clamp(b0, low, high)); y += line;
        Store(y, Clamp(a1, low, high)); Store(y + 16, Clamp(b1, low, high)); y += line;
        Store(y, Clamp(a2, low, high)); Store(y + 16, Clamp(b2, low, high)); y += line;
        Store(y, Clamp(a3, low, high)); Store(y + 16, Clamp(b3, low, high)); y += line;
        Store(y, Clamp(a4, low, high)); Store(y + 16, Clamp(b4, low, high)); y += line;
        Store(y, Clamp(a5, low, high)); Store(y + 16, Clamp(b5, low, high)); y += line;
        Store(y, Clamp(a6, low, high)); Store(y + 16, Clamp(b6, low, high)); y += line;
        Store(y, Clamp(a7, low, high)); Store(y + 16, Clamp(b7, low, high)); y += line;
        Store(y, Clamp(a8, low, high)); Store(y + 16, Clamp(b8, low, high)); y += line;
        Store(y, Clamp(a9, low, high)); Store(y + 16, Clamp(b9, low, high)); y += line;
        Store(y, Clamp(a10, low, high)); Store(y + 16, Clamp(b10, low, high)); y += line;
        Store(y, Clamp(a11, low, high)); Store(y + 16, Clamp(b11, low, high)); y += line;
        Store(y, Clamp(a12, low, high)); Store(y + 16, Clamp(b12, low, high)); y += line;
        Store(y, Clamp(a13, low, high)); Store(y + 16, Clamp(b13, low, high));
    }

    /// <summary>For the rows that 14 does not divide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512GemmF32_8x32(in GemmCall call)
    {
        nint step = call.LeftStride;
        float* panel = call.Panel;
        float* x0 = call.Left;
        float* x3 = call.Left + (3 * step);
        float* x6 = call.Left + (6 * step);
        float* start = call.Start;
        nint startStep = call.StartStride;
        V a0 = Load(start); V b0 = Load(start + 16); start += startStep;
        V a1 = Load(start); V b1 = Load(start + 16); start += startStep;
        V a2 = Load(start); V b2 = Load(start + 16); start += startStep;
        V a3 = Load(start); V b3 = Load(start + 16); start += startStep;
        V a4 = Load(start); V b4 = Load(start + 16); start += startStep;
        V a5 = Load(start); V b5 = Load(start + 16); start += startStep;
        V a6 = Load(start); V b6 = Load(start + 16); start += startStep;
        V a7 = Load(start); V b7 = Load(start + 16);
        byte* ahead = call.Ahead;
        nint aheadStep = call.AheadStep;
        for (nint k = call.Depth; k > 0; k--)
        {
            panel += 32;
            Sse.Prefetch1(ahead);
            ahead += aheadStep;
            V w0 = Load(panel);
            V w1 = Load(panel + 16);
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
            x = Broadcast(x6);
            a6 = MultiplyAdd(x, w0, a6); b6 = MultiplyAdd(x, w1, b6);
            x = Broadcast(x6 + step);
            a7 = MultiplyAdd(x, w0, a7); b7 = MultiplyAdd(x, w1, b7);
            x0++; x3++; x6++;
        }

        if (call.Residual != null)
        {
            float* z = call.Residual;
            nint next = call.ResidualStride;
            a0 += Load(z); b0 += Load(z + 16); z += next;
            a1 += Load(z); b1 += Load(z + 16); z += next;
            a2 += Load(z); b2 += Load(z + 16); z += next;
            a3 += Load(z); b3 += Load(z + 16); z += next;
            a4 += Load(z); b4 += Load(z + 16); z += next;
            a5 += Load(z); b5 += Load(z + 16); z += next;
            a6 += Load(z); b6 += Load(z + 16); z += next;
            a7 += Load(z); b7 += Load(z + 16);
        }

        V low = Vector512.Create(call.Low), high = Vector512.Create(call.High);
        float* y = call.Output;
        nint line = call.OutputStride;
        Store(y, Clamp(a0, low, high)); Store(y + 16, Clamp(b0, low, high)); y += line;
        Store(y, Clamp(a1, low, high)); Store(y + 16, Clamp(b1, low, high)); y += line;
        Store(y, Clamp(a2, low, high)); Store(y + 16, Clamp(b2, low, high)); y += line;
        Store(y, Clamp(a3, low, high)); Store(y + 16, Clamp(b3, low, high)); y += line;
        Store(y, Clamp(a4, low, high)); Store(y + 16, Clamp(b4, low, high)); y += line;
        Store(y, Clamp(a5, low, high)); Store(y + 16, Clamp(b5, low, high)); y += line;
        Store(y, Clamp(a6, low, high)); Store(y + 16, Clamp(b6, low, high)); y += line;
        Store(y, Clamp(a7, low, high)); Store(y + 16, Clamp(b7, low, high));
    }

    /// <summary>For the last 16 columns or fewer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Avx512GemmF32_14x16(in GemmCall call)
    {
        nint step = call.LeftStride;
        float* panel = call.Panel;
        float* x0 = call.Left;
        float* x3 = call.Left + (3 * step);
        float* x6 = call.Left + (6 * step);
        float* x9 = call.Left + (9 * step);
        float* x12 = call.Left + (12 * step);
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
        V a11 = Load(start); start += startStep;
        V a12 = Load(start); start += startStep;
        V a13 = Load(start);
        for (nint k = call.Depth; k > 0; k--)
        {
            panel += 16;
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
            a12 = MultiplyAdd(Broadcast(x12), w0, a12);
            a13 = MultiplyAdd(Broadcast(x12 + step), w0, a13);
            x0++; x3++; x6++; x9++; x12++;
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
            a11 += Load(z); z += next;
            a12 += Load(z); z += next;
            a13 += Load(z);
        }

        V low = Vector512.Create(call.Low), high = Vector512.Create(call.High);
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
        Store(y, Clamp(a11, low, high)); y += line;
        Store(y, Clamp(a12, low, high)); y += line;
        Store(y, Clamp(a13, low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Broadcast(float* source) => Vector512.Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V MultiplyAdd(V x, V w, V sum) => Avx512F.FusedMultiplyAdd(x, w, sum);

    // The processor's maximum and minimum return their second operand when one is NaN, so NaN passes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Clamp(V value, V low, V high) => Avx512F.Min(high, Avx512F.Max(low, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* target, V value) => value.Store(target);
}
