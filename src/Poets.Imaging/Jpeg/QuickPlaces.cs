namespace Poets.Imaging.Jpeg;

/// <summary>
/// Natural places by zigzag index for loops without bounds: past the end as libjpeg, and after an end-of-block code the
/// place behind the block, where nothing is yet.
/// </summary>
internal static class QuickPlaces
{
    internal static byte[] Natural { get; } = [.. ZigZag.ToNatural, .. Enumerable.Repeat((byte)64, 256 - 80)];
}
