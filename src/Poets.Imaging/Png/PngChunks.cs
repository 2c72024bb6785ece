using System.Buffers.Binary;

namespace Poets.Imaging.Png;

/// <summary>Walks over a file's chunks, checking as libpng does: damage in a critical chunk is an error, in others it makes them not be there.</summary>
internal ref struct PngChunks
{
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly ReadOnlySpan<byte> _file;
    private int _position;

    internal PngChunks(ReadOnlySpan<byte> file)
    {
        _file = file;
        _position = Signature.Length;
    }

    /// <summary>Four letters as one number, high one first.</summary>
    internal uint Type { get; private set; }

    internal ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>The checksum fits. Only chunks that may be left out are handed over with a wrong one.</summary>
    internal bool Intact { get; private set; }

    internal readonly string Name => string.Create(4, Type, static (name, type) =>
    {
        for (int i = 0; i < 4; i++)
        {
            name[i] = (char)(byte)(type >> (24 - (8 * i)));
        }
    });

    /// <summary>Bit 5 of the first letter: decoders may pass over the chunk.</summary>
    internal readonly bool IsAncillary => (Type & 0x20000000) != 0;

    /// <summary>Reads the next chunk: length (4 bytes), type (4), content, checksum of type and content (4).</summary>
    internal void Next()
    {
        if (_file.Length - _position < 8)
        {
            throw CutOff();
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_file[_position..]);
        Type = BinaryPrimitives.ReadUInt32BigEndian(_file[(_position + 4)..]);
        foreach (byte letter in _file.Slice(_position + 4, 4))
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                throw new ImageDecodingException($"PNG: chunk type {Type:X8} at byte {_position + 4} is not made of letters.");
            }
        }

        if (length > int.MaxValue || length > _file.Length - _position - 12L)
        {
            throw CutOff();
        }

        Content = _file.Slice(_position + 8, (int)length);
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(_file[(_position + 8 + (int)length)..]);
        Intact = stored == Crc32.Compute(_file.Slice(_position + 4, 4 + (int)length));
        if (!Intact && !IsAncillary)
        {
            throw new ImageDecodingException($"PNG: the checksum of chunk {Name} at byte {_position} does not fit; the file is damaged.");
        }

        _position += 12 + (int)length;
    }

    private static ImageDecodingException CutOff() => new("PNG: the file is cut off; its last chunk is incomplete.");
}
