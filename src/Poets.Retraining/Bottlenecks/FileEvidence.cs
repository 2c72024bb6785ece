using System.Numerics;
using System.Runtime.InteropServices;

namespace Poets.Retraining.Bottlenecks;

/// <summary>What is remembered of an image to tell later whether it is still the same.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Time of the last change, in .NET ticks (UTC).</param>
/// <param name="Hash">Of the content.</param>
internal readonly record struct FileEvidence(long Length, long Modified, ContentHash Hash)
{
    /// <summary>CRC-32C of a text, which tells a file that was cut off or rewritten from the one we wrote.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> content)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(content);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte rest in content[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
