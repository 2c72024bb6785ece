using Poets.Imaging;

namespace Poets.Retraining.Engines;

/// <summary>The one place that says which decoder reads images.</summary>
internal static class Decoders
{
    /// <summary>TensorFlow's pixels, bit for bit.</summary>
    public static IImageDecoder Default { get; } = new ImageDecoder();
}
