namespace Poets.Graphs.Kernels;

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

    // The transformed filter is up to 2.7 times as large, and where it is large, maps are small. 256 × 256 channels, 6 MB, take 0.55 of the
    // direct kernel's time at 14×14 pixels, where networks have them, but 1.6 at 7×7: reading it takes what the multiplications spare.
    private const long MostFilterBytes = 6 << 20;

    /// <summary>The kernel for a convolution without groups, or null where the formula itself is as fast.</summary>
    public static ConvolutionKernel? TryCreate(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation)
    {
        bool isDense = window is { StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 };
        return !isDense ? null : (window.KernelHeight, window.KernelWidth) switch
        {
            (3, 3) => Create<WinogradAxes.Two3, WinogradAxes.Four3>(tier, filterHwio, inChannels, outChannels, window, bias, activation),
            (5, 5) => Create<WinogradAxes.Two5, WinogradAxes.Two5>(tier, filterHwio, inChannels, outChannels, window, bias, activation),
            (1, 7) => Create<WinogradAxes.Single, WinogradAxes.Two7>(tier, filterHwio, inChannels, outChannels, window, bias, activation),
            (7, 1) => Create<WinogradAxes.Two7, WinogradAxes.Single>(tier, filterHwio, inChannels, outChannels, window, bias, activation),
            _ => null,
        };
    }

    private static ConvolutionWinograd<H, W>? Create<H, W>(
        KernelTier tier, ReadOnlySpan<float> filterHwio, int inChannels, int outChannels, in Window2D window, ReadOnlySpan<float> bias, FusedActivation activation)
        where H : struct, IWinogradAxis
        where W : struct, IWinogradAxis
    {
        int fewest = H.Points == 1 || W.Points == 1 ? FewestChannelsOnOneAxis : FewestChannels;
        long bytes = (long)H.Points * W.Points * inChannels * outChannels * sizeof(float);
        return Math.Min(inChannels, outChannels) < fewest || bytes > MostFilterBytes
            ? null
            : new ConvolutionWinograd<H, W>(tier, filterHwio, inChannels, outChannels, window, bias, activation);
    }
}
