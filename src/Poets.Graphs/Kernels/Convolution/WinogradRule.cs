using Poets.Graphs.Kernels.Elementwise;
using Poets.Graphs.Kernels.Winograd;

namespace Poets.Graphs.Kernels.Convolution;

/// <summary>Which convolutions are worth transforming, and into what.</summary>
/// <remarks>
/// Error against a sum in double precision, root mean square, as a multiple of the direct kernel's, for 128 channels of values between −1 and 1
/// (for normally distributed ones behind a ReLU): F(2×4, 3×3) 0.95 (1.4), F(2×2, 5×5) 1.3 (2.0), F(2, 7) 1.6 (2.2). F(4×4, 3×3) would have
/// twice that of F(2×4, 3×3) for a tenth less time, F(4, 7) three times that of F(2, 7).
/// </remarks>
internal static class WinogradRule
{
    // At 16 channels, 3×3 and 5×5 take 0.6 of the direct kernel's time, 1×7 the same; at 32 channels 0.6 and 0.75.
    private const int FewestChannels = 16;
    private const int FewestChannelsOnOneAxis = 32;

    // All of the transformed filter, up to 2.7 times as large, is read for the tiles of an image, however few: reading it must not take
    // what the multiplications spare. Time of the direct kernel over ours, 3×3, filters that come from memory (that are in the cache):
    //
    //     tiles of an image     2            6             8            15            28
    //      64 channels          0.46 (0.69)  0.57 (0.99)   0.80 (1.6)   1.24 (1.6)
    //     192 channels          0.46 (0.50)  0.46 (0.74)   0.72 (1.5)   1.11 (1.6)
    //     256 channels               (0.45)                0.64 (1.1)   1.01 (1.4)    1.7 (2.0)
    //     512 channels                                          (0.7)   1.06          1.8 (1.8)
    //
    // What a second-level cache holds is found there by the other images of a batch.
    private const int FewestTiles = 12;
    private const int FewestTilesInCache = 8;
    private const long CacheBytes = 1 << 20;

    // A multiply-add of the filter's transform, in double precision, takes as long as so many of the product.
    private const long TransformCost = 25;

    private delegate ConvolutionKernel Factory(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation);

    /// <summary>
    /// Whether a convolution is better transformed. The batch has no part in it: an image's values must not depend on the others.
    /// </summary>
    /// <param name="window">Its window.</param>
    /// <param name="inChannels">Input channels C.</param>
    /// <param name="outChannels">Output channels O.</param>
    /// <param name="groups">Channel groups.</param>
    /// <param name="outputHeight">Rows of an image of the output.</param>
    /// <param name="outputWidth">Its columns.</param>
    /// <param name="runsOnce">Whether the filter is transformed for a single run.</param>
    public static bool Pays(in Window2D window, int inChannels, int outChannels, int groups, int outputHeight, int outputWidth, bool runsOnce)
    {
        if (groups != 1 || FormOf(window) is not { } form
            || Math.Min(inChannels, outChannels) < (form.IsOneAxis ? FewestChannelsOnOneAxis : FewestChannels))
        {
            return false;
        }

        long tiles = (long)((outputHeight + form.Rows - 1) / form.Rows) * ((outputWidth + form.Columns - 1) / form.Columns);
        long bytes = (long)form.Points * inChannels * outChannels * sizeof(float);

        // A pair of channels takes points × taps multiply-adds to transform, and spares rows × columns × taps − points in every tile.
        long taps = (long)window.KernelHeight * window.KernelWidth;
        long spared = tiles * ((form.Rows * form.Columns * taps) - form.Points);
        return tiles >= (bytes <= CacheBytes ? FewestTilesInCache : FewestTiles) && (!runsOnce || spared > TransformCost * form.Points * taps);
    }

    /// <summary>The kernel for a convolution that <see cref="Pays"/> names.</summary>
    public static ConvolutionKernel Create(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation)
    {
        Form form = FormOf(window) ?? throw new ArgumentException($"There is no transform for {window}.", nameof(window));
        return form.Create(tier, filterHwio, inChannels, outChannels, window, bias, activation);
    }

    private static Form? FormOf(in Window2D window)
    {
        bool isDense = window is { StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 };
        return !isDense ? null : (window.KernelHeight, window.KernelWidth) switch
        {
            (3, 3) => Of<WinogradAxes.Two3, WinogradAxes.Four3>(),
            (5, 5) => Of<WinogradAxes.Two5, WinogradAxes.Two5>(),
            (1, 7) => Of<WinogradAxes.Single, WinogradAxes.Two7>(),
            (7, 1) => Of<WinogradAxes.Two7, WinogradAxes.Single>(),
            _ => null,
        };
    }

    private static Form Of<H, W>()
        where H : struct, IWinogradAxis
        where W : struct, IWinogradAxis => new(
            H.Outputs, W.Outputs, H.Points * W.Points, H.Points == 1 || W.Points == 1,
            static (KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation) =>
                new ConvolutionWinograd<H, W>(tier, filterHwio, inChannels, outChannels, window, bias, activation));

    /// <summary>A tile's output rows and columns, and the products that it takes for each pair of channels.</summary>
    private readonly record struct Form(int Rows, int Columns, int Points, bool IsOneAxis, Factory Create);
}
