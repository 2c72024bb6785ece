using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// 128 bits that tell a file's content from any other that chance or an editor may bring: XXH3 of Y. Collet, seed 0. Nobody
/// gains by forging one, and it takes a small part of the time of SHA-256 on processors without an instruction for that.
/// </summary>
/// <remarks>No <see cref="UInt128"/>: code that has one in its signature cannot be compiled ahead of time.</remarks>
/// <param name="High">The first half.</param>
/// <param name="Low">The second half.</param>
internal readonly record struct ContentHash(ulong High, ulong Low)
{
    private const int Bytes = 16;
    private const int Digits = 16;

    /// <summary>The hash of a content.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        XxHash128.Hash(content, hash);
        return new ContentHash(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[(Bytes / 2)..]));
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ContentHash hash)
    {
        ulong low = 0;
        bool isHash = ulong.TryParse(text[..Math.Min(Digits, text.Length)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong high)
            && text.Length == 2 * Digits
            && ulong.TryParse(text[Digits..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out low);
        hash = isHash ? new ContentHash(high, low) : default;
        return isHash;
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
