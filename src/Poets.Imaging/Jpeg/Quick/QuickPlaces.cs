using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Quick;

/// <summary>
/// Natural places by zigzag index for loops without bounds: past the end as libjpeg, then the place behind the block,
/// where nothing is yet; the same once more, + <see cref="QuickHuffmanTable.EndOfBlock"/>.
/// </summary>
internal static class QuickPlaces
{
    internal static byte[] Natural { get; } = [.. Once, .. Once];

    private static byte[] Once => [.. ZigZag.ToNatural, .. Enumerable.Repeat((byte)64, QuickHuffmanTable.EndOfBlock - ZigZag.ToNatural.Length)];
}
