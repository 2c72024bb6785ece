using Poets.Graphs.Execution;

namespace Poets.Graphs.Kernels;

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

        public static V Finish<V>(V sum, int pixels)
            where V : struct, ISimdVector<V> => sum;
    }

    internal readonly struct Mean : IPool
    {
        public static float Start => 0;

        public static V Join<V>(V sum, V pixel)
            where V : struct, ISimdVector<V> => V.Add(sum, pixel);

        public static V Finish<V>(V sum, int pixels)
            where V : struct, ISimdVector<V> => V.Divide(sum, V.Of(pixels));
    }

    private struct Job<P, V>(float* x, float* y, ActivationView input, ActivationView output, Window2D window) : IParallelBody
        where P : struct, IPool
        where V : struct, ISimdVector<V>
    {
        public int Parts { get; private set; } = 1;

        public void Divide(int blocks, int shares) => Parts = Math.Clamp(blocks / 4, 1, shares);

        public readonly void Invoke(int index)
        {
            (int row, int part) = Math.DivRem(index, Parts);
            (int image, int outRow) = Math.DivRem(row, output.Height);
            int blocks = (input.Channels + V.Lanes - 1) / V.Lanes;
            int line = (outRow * window.StrideHeight) - window.PadTop;
            (int firstLine, int endLine) = Window2D.TapsInside(line, window.KernelHeight, window.DilationHeight, input.Height);
            nint lineStride = (nint)input.Width * input.PixelStride;
            float* top = x + ((((nint)image * input.Height) + line + (firstLine * window.DilationHeight)) * lineStride);
            for (int column = 0; column < output.Width; column++)
            {
                int left = (column * window.StrideWidth) - window.PadLeft;
                (int firstTap, int endTap) = Window2D.TapsInside(left, window.KernelWidth, window.DilationWidth, input.Width);
                float* source = top + ((left + (firstTap * window.DilationWidth)) * (nint)input.PixelStride);
                float* target = y + ((((nint)row * output.Width) + column) * output.PixelStride);
                for (int block = blocks * part / Parts; block < blocks * (part + 1) / Parts; block++)
                {
                    int channel = Math.Min(block * V.Lanes, input.Channels - V.Lanes);
                    Pixel(source + channel, endLine - firstLine, endTap - firstTap, lineStride * window.DilationHeight).Store(target + channel);
                }
            }
        }

        private readonly V Pixel(float* source, int lines, int taps, nint lineStep)
        {
            nint step = (nint)window.DilationWidth * input.PixelStride;
            V sum = V.Of(P.Start);
            for (int i = 0; i < lines; i++, source += lineStep)
            {
                float* at = source;
                for (int j = 0; j < taps; j++, at += step)
                {
                    sum = P.Join(sum, V.Load(at));
                }
            }

            return P.Finish(sum, lines * taps);
        }
    }
}
