using System.Buffers.Binary;

namespace Poets.Retraining.Summaries;

/// <summary>
/// TFRecord framing: length (uint64), masked CRC-32C of those 8 bytes (uint32), payload, masked CRC-32C of the payload
/// (uint32), all little-endian.
/// </summary>
public static class TfRecord
{
    private const int HeaderLength = 12;
    private const int FooterLength = 4;

    /// <summary>Bytes that frame a payload.</summary>
    public const int Overhead = HeaderLength + FooterLength;

    /// <summary>Writes one record.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Crc32C.Mask(Crc32C.Compute(header[..8])));
        stream.Write(header);
        stream.Write(payload);
        BinaryPrimitives.WriteUInt32LittleEndian(header, Crc32C.Mask(Crc32C.Compute(payload)));
        stream.Write(header[..FooterLength]);
    }

    /// <summary>Reads the next record, or null at the end of the stream.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="limit">Longer payloads are refused before memory is taken.</param>
    /// <exception cref="InvalidDataException">The record is cut off, too long, or a checksum is wrong.</exception>
    public static byte[]? Read(Stream stream, long limit = 1L << 30)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> header = stackalloc byte[HeaderLength];
        int read = stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        if (read < HeaderLength)
        {
            throw new InvalidDataException($"The record's header is cut off after {read} of {HeaderLength} bytes.");
        }

        Check(header[..8], header[8..], "length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header);
        if (length > (ulong)Math.Min(limit, Array.MaxLength))
        {
            throw new InvalidDataException($"The record claims {length} bytes; at most {limit} are read.");
        }

        var payload = new byte[length];
        read = stream.ReadAtLeast(payload, payload.Length, throwOnEndOfStream: false);
        Span<byte> footer = header[..FooterLength];
        if (read < payload.Length || stream.ReadAtLeast(footer, FooterLength, throwOnEndOfStream: false) < FooterLength)
        {
            throw new InvalidDataException($"The record of {length} bytes is cut off.");
        }

        Check(payload, footer, "payload");
        return payload;
    }

    private static void Check(ReadOnlySpan<byte> data, ReadOnlySpan<byte> checksum, string what)
    {
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(checksum);
        uint found = Crc32C.Mask(Crc32C.Compute(data));
        if (expected != found)
        {
            throw new InvalidDataException($"The record's {what} has checksum {found:x8}, the file says {expected:x8}; the file is damaged.");
        }
    }
}
