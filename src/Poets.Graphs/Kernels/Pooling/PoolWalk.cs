using System.Runtime.CompilerServices;
using Poets.Graphs.Execution;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Pooling;

/// <summary>Walks a pool's windows, a register of channels at a time; the last register ends with the channels. The scalar twin is <see cref="ScalarPool"/>.</summary>
internal static unsafe class PoolWalk
{
    public static void Run<P, V>(in ActivationView input, in ActivationView output, in Window2D window, WorkerPool workers)
        where P : struct, IPool
        where V : struct, ISimdVector<V>
    {
        fixed (float* x = input.Span, y = output.Span)
        {
            var job = new Job<P, V>(x, y, input, output, window);
            int rows = output.Batch * output.Height;
            if (rows == output.Batch && workers.Threads > 1)
            {
                // A global pool has one row an image; what is left to divide is the channels.
                job.Divide((input.Channels + V.Lanes - 1) / V.Lanes, 2 * workers.Threads);
            }

            workers.For(rows * job.Parts, ref job);
        }
    }

    internal readonly struct Largest : IPool
    {
        public static float Start => float.NegativeInfinity;

        public static V Join<V>(V sum, V pixel)
            where V : struct, ISimdVector<V> => V.MaxOrNaN(sum, pixel);

        public static V Finish<V>(V sum, float pixels, float share)
            where V : struct, ISimdVector<V> => sum;
    }

    internal readonly struct Mean : IPool
    {
        public static float Start => 0;

        public static V Join<V>(V sum, V pixel)
            where V : struct, ISimdVector<V> => V.Add(sum, pixel);

        // Markstein's division: the rest that a fused multiply-add leaves corrects the quotient to the last bit, in a fifth of the time that the
        // processor's division takes. What is not finite has no rest.
        public static V Finish<V>(V sum, float pixels, float share)
            where V : struct, ISimdVector<V>
        {
            V quotient = V.Multiply(sum, V.Of(share));
            V rest = V.MultiplyAdd(quotient, V.Of(-pixels), sum);
            return V.WhereLess(rest, V.Of(float.PositiveInfinity), V.MultiplyAdd(rest, V.Of(share), quotient), quotient);
        }
    }

    private struct Job<P, V>(float* x, float* y, ActivationView input, ActivationView output, Window2D window) : IParallelBody
        where P : struct, IPool
        where V : struct, ISimdVector<V>
    {
        public int Parts { get; private set; } = 1;

        public void Divide(int blocks, int shares) => Parts = Math.Clamp(blocks / 4, 1, shares);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Invoke(int index)
        {
            (int row, int part) = Math.DivRem(index, Parts);
            (int image, int outRow) = Math.DivRem(row, output.Height);
            int channels = input.Channels;
            int blocks = (channels + V.Lanes - 1) / V.Lanes;
            int firstChannel = blocks * part / Parts * V.Lanes;
            int endChannel = Math.Min(channels, blocks * (part + 1) / Parts * V.Lanes);
            int line = (outRow * window.StrideHeight) - window.PadTop;
            (int firstLine, int endLine) = Window2D.TapsInside(line, window.KernelHeight, window.DilationHeight, input.Height);
            nint step = (nint)window.DilationWidth * input.PixelStride;
            nint lineStride = (nint)input.Width * input.PixelStride;
            nint lineStep = lineStride * window.DilationHeight;
            float* top = x + ((((nint)image * input.Height) + line + (firstLine * window.DilationHeight)) * lineStride);
            for (int column = 0; column < output.Width; column++)
            {
                int left = (column * window.StrideWidth) - window.PadLeft;
                (int firstTap, int endTap) = Window2D.TapsInside(left, window.KernelWidth, window.DilationWidth, input.Width);
                float* source = top + ((left + (firstTap * window.DilationWidth)) * (nint)input.PixelStride);
                float* target = y + ((((nint)row * output.Width) + column) * output.PixelStride);
                int count = (endLine - firstLine) * (endTap - firstTap);
                float share = 1f / count;
                int lines = endLine - firstLine;
                int taps = endTap - firstTap;
                for (int c = firstChannel; c < endChannel; c += V.Lanes)
                {
                    int channel = Math.Min(c, channels - V.Lanes);
                    V sum = taps == 3 ? ThreeTaps(source + channel, lines, step, lineStep) : Taps(source + channel, lines, taps, step, lineStep);
                    P.Finish(sum, count, share).Store(target + channel);
                }
            }
        }

        /// <summary>The most common width, without a loop.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V ThreeTaps(float* source, int lines, nint step, nint lineStep)
        {
            V sum = V.Of(P.Start);
            for (; lines > 0; lines--, source += lineStep)
            {
                sum = P.Join(sum, V.Load(source));
                sum = P.Join(sum, V.Load(source + step));
                sum = P.Join(sum, V.Load(source + (2 * step)));
            }

            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Taps(float* source, int lines, int taps, nint step, nint lineStep)
        {
            V sum = V.Of(P.Start);
            for (; lines > 0; lines--, source += lineStep)
            {
                float* at = source;
                for (int j = 0; j < taps; j++, at += step)
                {
                    sum = P.Join(sum, V.Load(at));
                }
            }

            return sum;
        }
    }
}
