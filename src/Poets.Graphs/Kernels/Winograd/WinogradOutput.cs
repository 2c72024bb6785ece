using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Simd;

namespace Poets.Graphs.Kernels.Winograd;

/// <summary>
/// Products of a Winograd convolution into output pixels: both axes, bias, residual and clamp; or, for an activation that is not a
/// clamp, <see cref="ActivationKernel"/> behind them.
/// </summary>
/// <param name="Target">Height, width and pixel stride of an image.</param>
/// <param name="ResidualStride">Pixel stride of the residual.</param>
/// <param name="Grid">The tiles.</param>
/// <param name="Activation">Applied last.</param>
internal readonly unsafe record struct WinogradOutput<H, W, V>(PixelGrid Target, nint ResidualStride, WinogradGrid Grid, FusedActivation Activation)
    where H : struct, IWinogradAxis
    where W : struct, IWinogradAxis
    where V : struct, ISimdVector<V>
{
    private const int TilesAhead = 3;

    /// <summary>Elements that <see cref="Run"/> needs to work in: what lies between the axes, a line of pixels, and a register for channels and residual each.</summary>
    public static nint WorkSize => ((H.Outputs * W.Points) + W.Outputs + 2) * V.Lanes;

    /// <summary>Writes some channels of tiles [first, first + count).</summary>
    /// <param name="sums">Element [tile, n] of the product of points (a, b) lies at (a · W.Points + b) · matrixStride + tile · tileStride + n.</param>
    /// <param name="matrixStride">Elements from one product to the next.</param>
    /// <param name="tileStride">Elements from one row of a product to the next.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="bias">The bias of the first of the channels; whole registers can be read.</param>
    /// <param name="output">The first of the channels, in the first pixel of the batch.</param>
    /// <param name="residual">The same of the residual; null is none. It may be the output.</param>
    /// <param name="channels">How many channels; the products have whole registers of them.</param>
    /// <param name="work">Room for <see cref="WorkSize"/> elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run(
        float* sums, nint matrixStride, nint tileStride, int first, int count, float* bias, float* output, float* residual, int channels, float* work)
    {
        (float low, float high) = SimdActivation.Bounds(Activation);
        nint residualRow = Target.Width * ResidualStride;
        (int image, int tileRow, int tileColumn) = Grid.At(first);
        for (int t = 0; t < count; t++, sums += tileStride)
        {
            int y = tileRow * H.Outputs;
            int x = tileColumn * W.Outputs;
            int rows = Math.Min(H.Outputs, Target.Height - y);
            int columns = Math.Min(W.Outputs, Target.Width - x);
            nint corner = ((((nint)image * Target.Height) + y) * Target.Width) + x;
            float* pixel = output + (corner * Target.PixelStride);
            float* skip = residual == null ? null : residual + (corner * ResidualStride);
            Fetch(pixel + (TilesAhead * W.Outputs * (nint)Target.PixelStride), channels);
            for (int c = 0; c < channels; c += V.Lanes)
            {
                float* z = skip == null ? null : skip + c;
                var pixels = new Pixels(pixel + c, Target.PixelStride, z, ResidualStride, V.Load(bias + c), V.Of(low), V.Of(high));
                if (rows < H.Outputs || columns < W.Outputs || c + V.Lanes > channels)
                {
                    Partly(sums + c, matrixStride, rows, columns, Math.Min(V.Lanes, channels - c), pixels, residualRow, work);
                }
                else if (W.Points == 1)
                {
                    H.Output<V, Pixels>(sums + c, matrixStride, pixels with { Step = Target.RowStride, ResidualStep = residualRow });
                }
                else if (H.Points == 1)
                {
                    W.Output<V, Pixels>(sums + c, matrixStride, pixels);
                }
                else
                {
                    Vertical(sums + c, matrixStride, work);
                    for (int i = 0; i < H.Outputs; i++)
                    {
                        W.Output<V, Pixels>(work + (i * W.Points * V.Lanes), V.Lanes, pixels);
                        pixels = pixels.Below(Target.RowStride, residualRow);
                    }
                }
            }

            if (!SimdActivation.IsClamp(Activation))
            {
                Activate(pixel, rows, columns, channels);
            }

            if (++tileColumn == Grid.Columns)
            {
                tileColumn = 0;
                if (++tileRow == Grid.Rows)
                {
                    tileRow = 0;
                    image++;
                }
            }
        }
    }

    /// <summary>The lines of a tile that is written soon; of each pixel only some channels are, which no prefetcher foresees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fetch(float* corner, int channels)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        for (int i = 0; i < H.Outputs; i++)
        {
            float* pixel = corner + (i * Target.RowStride);
            for (int j = 0; j < W.Outputs; j++, pixel += Target.PixelStride)
            {
                for (int c = 0; c < channels; c += AlignedFloats.CacheLine)
                {
                    Sse.Prefetch0(pixel + c);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Vertical(float* sums, nint matrixStride, float* half)
    {
        for (int b = 0; b < W.Points; b++)
        {
            H.Output<V, Registers>(sums + (b * matrixStride), W.Points * matrixStride, new Registers(half + (b * V.Lanes), W.Points * V.Lanes));
        }
    }

    /// <summary>A tile that reaches beyond the image, or fewer channels than a register.</summary>
    private void Partly(float* sums, nint matrixStride, int rows, int columns, int channels, Pixels pixels, nint residualRow, float* half)
    {
        float* line = half + (H.Outputs * W.Points * V.Lanes);
        float* aside = line + (W.Outputs * V.Lanes);
        Vertical(sums, matrixStride, half);
        for (int i = 0; i < rows; i++)
        {
            W.Output<V, Registers>(half + (i * W.Points * V.Lanes), V.Lanes, new Registers(line, V.Lanes));
            for (int j = 0; j < columns; j++)
            {
                pixels.Put(j, V.Load(line + (j * V.Lanes)), channels, aside);
            }

            pixels = pixels.Below(Target.RowStride, residualRow);
        }
    }

    private void Activate(float* corner, int rows, int columns, int channels)
    {
        for (int i = 0; i < rows; i++)
        {
            ActivationKernel.ApplyToPixels(Activation, corner + (i * Target.RowStride), columns, Target.PixelStride, channels);
        }
    }

    /// <summary>Registers that wait for the other axis.</summary>
    private readonly struct Registers(float* first, nint step) : IWinogradTarget<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int index, V value) => value.Store(first + (index * step));
    }

    /// <summary>A line of output pixels, and of residual pixels if there are any.</summary>
    private readonly record struct Pixels(nint Output, nint Step, nint Residual, nint ResidualStep, V Bias, V Low, V High) : IWinogradTarget<V>
    {
        public Pixels(float* output, nint step, float* residual, nint residualStep, V bias, V low, V high)
            : this((nint)output, step, (nint)residual, residualStep, bias, low, high)
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Pixels Below(nint row, nint residualRow) =>
            this with { Output = Output + (row * sizeof(float)), Residual = Residual == 0 ? 0 : Residual + (residualRow * sizeof(float)) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int index, V value)
        {
            value = V.Add(value, Bias);
            value = Residual == 0 ? value : V.Add(value, V.Load((float*)Residual + (index * ResidualStep)));
            V.Clamp(value, Low, High).Store((float*)Output + (index * Step));
        }

        /// <summary>The same for fewer channels than a register has.</summary>
        public void Put(int index, V value, int channels, float* aside)
        {
            if (Residual != 0)
            {
                new Span<float>((float*)Residual + (index * ResidualStep), channels).CopyTo(new Span<float>(aside + V.Lanes, channels));
            }

            var whole = this with { Output = (nint)aside, Step = 0, Residual = Residual == 0 ? 0 : (nint)(aside + V.Lanes), ResidualStep = 0 };
            whole.Put(0, value);
            new Span<float>(aside, channels).CopyTo(new Span<float>((float*)Output + (index * Step), channels));
        }
    }
}
