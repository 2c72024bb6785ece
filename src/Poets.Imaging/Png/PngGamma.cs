using System.Buffers.Binary;
using System.IO.Compression;

namespace Poets.Imaging.Png;

/// <summary>
/// What a file's chunks say of its gamma, in libpng 1.6's order of precedence: sRGB and profiles known to be sRGB go
/// before gAMA; contradictions and damage make later chunks not count.
/// </summary>
internal sealed class PngGamma
{
    private const int One = 100_000;
    private const int OfSrgb = 45_455;
    private const int LargestProfile = 8_000_000;

    /// <summary>White, red, green, blue, x and y each, × 100,000.</summary>
    private static ReadOnlySpan<int> EndsOfSrgb => [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000];

    /// <summary>Length, Adler-32 and CRC-32 of the profiles that count as sRGB.</summary>
    private static ReadOnlySpan<uint> ProfilesOfSrgb =>
    [
        3048, 0x0A3FD9F6, 0x3B8772B9,
        3052, 0x4909E5E1, 0x427EBB21,
        60988, 0xFD2144A1, 0x306FD8AE,
        60960, 0x209C35D2, 0xBBEF7812,
        3024, 0xA054D762, 0x5D5129CE,
        3144, 0xF784F3FB, 0x182EA552,
        3144, 0x0398F3FC, 0xF29E526D,
    ];

    private bool _invalid;
    private bool _isSrgb;
    private bool _sawGamma;
    private bool _sawEnds;

    /// <summary>The exponent of the file's samples × 100,000; 0 where nothing says it.</summary>
    internal int Value { get; private set; }

    /// <summary>Reads a chunk before palette and image data; any other than those of colour is passed over.</summary>
    internal void Read(in PngChunks chunk, PngHeader header)
    {
        var content = chunk.Content;
        switch (chunk.Name)
        {
            case "gAMA" when content.Length == 4 && chunk.Intact:
                ReadGamma(BinaryPrimitives.ReadInt32BigEndian(content));
                break;
            case "sRGB" when content.Length == 1 && chunk.Intact && !_invalid:
                SetSrgb(content[0]);
                break;
            case "cHRM" when content.Length == 32 && chunk.Intact && !_invalid:
                ReadEnds(content);
                break;
            case "iCCP" when content.Length >= 14 && !_invalid:
                ReadProfile(content, header);
                break;
        }
    }

    private void ReadGamma(int value)
    {
        if (value is < 16 or > 625_000_000 || _sawGamma)
        {
            _invalid = true;
        }
        else if (!_invalid && !(_isSrgb && IsFarFromOne((int)Math.Floor(((double)Value * One / value) + 0.5))))
        {
            Value = value;
            _sawGamma = true;
        }
    }

    private void SetSrgb(uint intent)
    {
        if (intent >= 4 || _isSrgb)
        {
            _invalid = true;
            return;
        }

        Value = OfSrgb;
        _isSrgb = true;
    }

    private void ReadEnds(ReadOnlySpan<byte> content)
    {
        Span<int> ends = stackalloc int[8];
        for (int i = 0; i < 8; i++)
        {
            ends[i] = BinaryPrimitives.ReadInt32BigEndian(content[(4 * i)..]);
            if (ends[i] < 0)
            {
                return;
            }
        }

        bool inRange = ends[1] >= 5;
        bool near = true;
        for (int i = 0; i < 8; i += 2)
        {
            inRange &= ends[i] <= One && ends[i + 1] <= One - ends[i];
            near &= Math.Abs(ends[i] - EndsOfSrgb[i]) <= 100 && Math.Abs(ends[i + 1] - EndsOfSrgb[i + 1]) <= 100;
        }

        _invalid = _sawEnds || !inRange || (_isSrgb && !near);
        _sawEnds = true;
    }

    private void ReadProfile(ReadOnlySpan<byte> content, PngHeader header)
    {
        // A name of up to 79 bytes, a zero, the compression method 0, then zlib data.
        if (!_isSrgb && content.Length < 81 + 11)
        {
            return;
        }

        int name = content[..Math.Min(content.Length, 81)].IndexOf((byte)0);
        byte[]? profile = _isSrgb || name is < 1 or > 79 || content[name + 1] != 0 ? null : Inflate(content[(name + 2)..], header);
        if (profile is null)
        {
            _invalid = true;
            return;
        }

        uint adler = Adler32(profile);
        uint crc = Crc32.Compute(profile);
        for (int i = 0; i < ProfilesOfSrgb.Length; i += 3)
        {
            if (ProfilesOfSrgb[i] == profile.Length && ProfilesOfSrgb[i + 1] == adler && ProfilesOfSrgb[i + 2] == crc)
            {
                SetSrgb(BinaryPrimitives.ReadUInt32BigEndian(profile.AsSpan(64)));
            }
        }
    }

    /// <summary>Unpacks a profile and checks what libpng checks of it.</summary>
    private static unsafe byte[]? Inflate(ReadOnlySpan<byte> packed, PngHeader header)
    {
        fixed (byte* start = packed)
        {
            using var stream = new ZLibStream(new UnmanagedMemoryStream(start, packed.Length), CompressionMode.Decompress);
            try
            {
                byte[] head = new byte[132];
                stream.ReadExactly(head);
                uint length = Number(head, 0);
                if (length is < 132 or > LargestProfile || !IsSound(head, header))
                {
                    return null;
                }

                byte[] profile = new byte[length];
                head.CopyTo(profile, 0);
                stream.ReadExactly(profile.AsSpan(132));
                return HasSoundTags(profile) ? profile : null;
            }
            catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
            {
                return null;
            }
        }
    }

    private static bool IsSound(ReadOnlySpan<byte> head, PngHeader header)
    {
        uint length = Number(head, 0);
        uint tags = Number(head, 128);
        string space = header.IsGrey ? "GRAY" : "RGB ";
        return (head[8] <= 3 || (length & 3) == 0)
            && tags <= 357_913_930 && length >= 132 + (12L * tags)
            && Number(head, 64) < 0xFFFF
            && head.Slice(36, 4).SequenceEqual("acsp"u8)
            && System.Text.Encoding.Latin1.GetString(head.Slice(16, 4)) == space
            && !head.Slice(12, 4).SequenceEqual("abst"u8) && !head.Slice(12, 4).SequenceEqual("link"u8)
            && (head.Slice(20, 4).SequenceEqual("XYZ "u8) || head.Slice(20, 4).SequenceEqual("Lab "u8));
    }

    private static bool HasSoundTags(ReadOnlySpan<byte> profile)
    {
        for (int i = 0; i < Number(profile, 128); i++)
        {
            uint start = Number(profile, 136 + (12 * i));
            if (start > profile.Length || Number(profile, 140 + (12 * i)) > profile.Length - start)
            {
                return false;
            }
        }

        return true;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        uint low = 1;
        uint high = 0;
        foreach (byte value in bytes)
        {
            low = (low + value) % 65521;
            high = (high + low) % 65521;
        }

        return (high << 16) | low;
    }

    /// <summary>Whether an exponent × 100,000 makes a difference that libpng heeds.</summary>
    internal static bool IsFarFromOne(int gamma) => gamma is < One - 5000 or > One + 5000;
}
