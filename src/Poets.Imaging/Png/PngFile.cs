using System.Buffers.Binary;

namespace Poets.Imaging.Png;

/// <summary>What the chunks of a file say, and its compressed rows.</summary>
internal sealed class PngFile
{
    private const uint Ihdr = 0x49484452;
    private const uint Plte = 0x504C5445;
    private const uint Idat = 0x49444154;
    private const uint Iend = 0x49454E44;
    private const uint Trns = 0x74524E53;
    private const uint Sbit = 0x73424954;

    internal PngHeader Header { get; private set; }

    /// <summary>Red, green, blue of 256 entries; those that the file lacks are black.</summary>
    internal byte[]? Palette { get; private set; }

    /// <summary>tRNS: alpha of the first palette entries, or the one transparent grey or colour in 16-bit samples.</summary>
    internal byte[]? Transparency { get; private set; }

    /// <summary>The gamma of its samples.</summary>
    internal PngGamma Gamma { get; } = new();

    /// <summary>sBIT: the bits that count of each stored colour channel, the most of them; 0 where nothing says it.</summary>
    internal int SignificantBits { get; private set; }

    /// <summary>The contents of all IDAT chunks, joined.</summary>
    internal MemoryStream Rows { get; } = new();

    /// <summary>Reads the header only.</summary>
    internal static PngHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var chunks = new PngChunks(file);
        return ReadHeader(ref chunks);
    }

    /// <summary>Reads all chunks.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="check">Called with the header before anything else is read.</param>
    internal static PngFile Read(ReadOnlySpan<byte> file, Action<PngHeader> check)
    {
        var chunks = new PngChunks(file);
        var png = new PngFile { Header = ReadHeader(ref chunks) };
        check(png.Header);
        bool rows = false;
        bool afterRows = false;
        bool palette = false;
        while (true)
        {
            chunks.Next();
            switch (chunks.Type)
            {
                case Iend:
                    if (!rows)
                    {
                        throw new ImageDecodingException("PNG: the file has no image data.");
                    }

                    return png;
                case Idat:
                    if (!rows && png.Header.Color == PngColor.Palette && png.Palette is null)
                    {
                        throw new ImageDecodingException("PNG: a palette image without a palette.");
                    }

                    rows = true;
                    if (!afterRows)
                    {
                        png.Rows.Write(chunks.Content);
                    }

                    break;
                case Ihdr:
                    throw new ImageDecodingException("PNG: a second IHDR chunk.");
                case Plte:
                    afterRows = rows;
                    palette = true;
                    if (!rows)
                    {
                        png.ReadPalette(chunks.Content);
                    }

                    break;
                case Trns:
                    afterRows = rows;
                    if (!rows && chunks.Intact)
                    {
                        png.ReadTransparency(chunks.Content);
                    }

                    break;
                default:
                    afterRows = rows;
                    if (!chunks.IsAncillary)
                    {
                        throw new ImageDecodingException($"PNG: critical chunk {chunks.Name} is unknown.");
                    }

                    if (!rows && !palette)
                    {
                        png.ReadColorSpace(chunks);
                    }

                    break;
            }
        }
    }

    private static PngHeader ReadHeader(ref PngChunks chunks)
    {
        do
        {
            chunks.Next();
        }
        while (chunks.IsAncillary && !IsKnown(chunks.Name));

        if (chunks.Type != Ihdr || chunks.Content.Length != 13)
        {
            throw new ImageDecodingException($"PNG: the first chunk is {chunks.Name} of {chunks.Content.Length} bytes, not IHDR of 13.");
        }

        return PngHeader.Read(chunks.Content);
    }

    /// <summary>Ancillary chunks that libpng reads; others may even stand before the header.</summary>
    private static bool IsKnown(string name) => name is "cHRM" or "gAMA" or "sBIT" or "sRGB" or "iCCP" or "bKGD" or "tRNS" or "hIST" or "oFFs"
        or "pCAL" or "sCAL" or "pHYs" or "sPLT" or "tIME" or "tEXt" or "zTXt" or "iTXt" or "eXIf";

    private void ReadPalette(ReadOnlySpan<byte> content)
    {
        if (Palette is not null)
        {
            throw new ImageDecodingException("PNG: a second palette.");
        }

        bool fits = content.Length <= 768 && content.Length % 3 == 0;
        if (Header.Color != PngColor.Palette)
        {
            // A suggestion for displays with few colours; its damage does not matter.
            Palette = fits && !Header.IsGrey ? [] : null;
            return;
        }

        if (!fits || content.Length == 0)
        {
            throw new ImageDecodingException($"PNG: a palette of {content.Length} bytes.");
        }

        Palette = new byte[768];
        content[..Math.Min(content.Length, 3 << Header.Depth)].CopyTo(Palette);
    }

    private void ReadColorSpace(in PngChunks chunk)
    {
        if (chunk.Type != Sbit)
        {
            Gamma.Read(chunk, Header);
            return;
        }

        int colors = Header.Color == PngColor.Palette ? 3 : Header.StoredChannels;
        int depth = Header.Color == PngColor.Palette ? 8 : Header.Depth;
        if (chunk.Intact && SignificantBits == 0 && chunk.Content.Length == colors && !chunk.Content.ContainsAnyExceptInRange((byte)1, (byte)depth))
        {
            foreach (byte bits in Header.HasAlpha ? chunk.Content[..^1] : chunk.Content)
            {
                SignificantBits = Math.Max(SignificantBits, bits);
            }
        }
    }

    private void ReadTransparency(ReadOnlySpan<byte> content)
    {
        if (Transparency is not null)
        {
            return;
        }

        bool fits = Header.Color switch
        {
            PngColor.Grey => content.Length == 2,
            PngColor.Rgb => content.Length == 6,
            PngColor.Palette => Palette is not null && content.Length is > 0 and <= 256,
            _ => false,
        };
        if (fits)
        {
            Transparency = content.ToArray();
        }
    }

    /// <summary>The transparent sample of a grey or colour image.</summary>
    internal int TransparentSample(int channel) => BinaryPrimitives.ReadUInt16BigEndian(Transparency.AsSpan(channel * 2));
}
