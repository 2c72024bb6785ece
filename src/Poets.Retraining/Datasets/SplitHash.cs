using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Poets.Retraining.Datasets;

/// <summary>
/// Decides by the SHA-1 of an image's path which set it belongs to, exactly as retrain.py does (reference §2.4), so
/// that adding files never moves existing ones.
/// </summary>
public static class SplitHash
{
    /// <summary>2^27 − 1: the scripts' limit of images a class, and their hash's modulus less one.</summary>
    public const int MaximumImagesPerClass = 134217727;

    private const string Separator = "_nohash_";

    // The scripts form this quotient first; multiplying later in another order moves borderline files.
    private const double PercentPerBucket = 100.0 / MaximumImagesPerClass;

    /// <summary>The number that decides, 0 to <see cref="MaximumImagesPerClass"/>: SHA-1 modulo 2^27.</summary>
    /// <param name="path">The path as typed; everything from the first <c>_nohash_</c> on is left out.</param>
    public static int Bucket(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int cut = path.IndexOf(Separator, StringComparison.Ordinal);
        ReadOnlySpan<char> hashed = cut < 0 ? path : path.AsSpan(0, cut);
        Span<byte> utf8 = hashed.Length <= 256 ? stackalloc byte[3 * 256] : new byte[3 * hashed.Length];
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The scripts' split is defined by SHA-1; nothing is protected by it.
        SHA1.HashData(utf8[..Encoding.UTF8.GetBytes(hashed, utf8)], digest);
#pragma warning restore CA5350
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(digest[^4..]) & MaximumImagesPerClass);
    }

    /// <summary>The same on the scale of percentages, 0 to 100 inclusive.</summary>
    public static double Percentage(string path) => Bucket(path) * PercentPerBucket;

    /// <summary>The set that a path belongs to; validation is asked first, both comparisons are strict.</summary>
    public static ImageCategory Category(string path, int testingPercentage, int validationPercentage)
    {
        double percentage = Percentage(path);
        return percentage < validationPercentage ? ImageCategory.Validation
            : percentage < testingPercentage + validationPercentage ? ImageCategory.Testing
            : ImageCategory.Training;
    }
}
