namespace Poets.Imaging.Jpeg;

/// <summary>Natural places by zigzag index for loops without bounds: past the end as libjpeg, after an end-of-block code 0.</summary>
internal static class QuickPlaces
{
    internal static byte[] Natural { get; } = [.. ZigZag.ToNatural, .. new byte[256 - 80]];
}
