namespace Poets.TensorFlow.Tests.Judge;

/// <summary>What TensorFlow runs and the managed engine refuses, by the words of its refusal: the list is short, and in the open.</summary>
internal static class KnownLimits
{
    private static readonly string[] s_refusals =
    [
        // A window larger than its image gives an image of no pixels in TensorFlow when it learns the size too late to
        // refuse; we refuse it always.
        "does not fit into",

        // DecodeJpeg's ratio 2, 4 and 8: no graph of the scripts asks for it, and the resize that follows them reads only
        // the blocks it needs.
        "decoding at a reduced ratio is not supported",

        // DecodeJpeg's other transform and upsampling: the scripts and every graph we know leave them at their defaults.
        "dct_method INTEGER_ACCURATE is not supported",
        "fancy_upscaling = false is not supported",

        // DecodePng to 16 bits: photographs and the scripts have 8.
        "decoding to UInt16 is not supported",

        // TensorFlow's DecodeBmp then reads the file as if it had so many bytes a pixel, past its rows.
        "channels are wanted, the file has",
    ];

    internal static bool Covers(string refusal) => Array.Exists(s_refusals, words => refusal.Contains(words, StringComparison.Ordinal));
}
