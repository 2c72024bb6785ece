using System.Buffers.Binary;

namespace Poets.Imaging.Png;

/// <summary>An IHDR chunk.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits a sample: 1, 2, 4, 8, 16.</param>
/// <param name="Color">What the samples are.</param>
/// <param name="Interlaced">Adam7.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColor Color, bool Interlaced)
{
    /// <summary>libpng's limit on either side.</summary>
    private const uint MaximumSide = 1_000_000;

    /// <summary>Samples a pixel as stored; palette images have one.</summary>
    internal int StoredChannels => Color switch
    {
        PngColor.Grey or PngColor.Palette => 1,
        PngColor.GreyAlpha => 2,
        PngColor.Rgb => 3,
        _ => 4,
    };

    internal bool HasAlpha => Color is PngColor.GreyAlpha or PngColor.Rgba;

    internal bool IsGrey => Color is PngColor.Grey or PngColor.GreyAlpha;

    /// <summary>Bytes of a row of <paramref name="width"/> pixels, without the filter byte.</summary>
    internal int RowBytes(int width) => (int)((((long)width * StoredChannels * Depth) + 7) / 8);

    internal static PngHeader Read(ReadOnlySpan<byte> chunk)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk);           // 4 bytes, 1 to 1,000,000
        uint height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);     // 4 bytes, 1 to 1,000,000
        int depth = chunk[8];                                               // 1 byte, by colour type
        int color = chunk[9];                                               // 1 byte: 0, 2, 3, 4, 6
        if (width is 0 or > MaximumSide || height is 0 or > MaximumSide)
        {
            throw new ImageDecodingException($"PNG: the image is {width} × {height} pixels; 1 to {MaximumSide} each way are allowed.");
        }

        bool known = color switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!known || chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)    // compression 0, filter 0, interlace 0 or 1
        {
            throw new ImageDecodingException($"PNG: colour type {color} with {depth} bits, compression {chunk[10]}, filter {chunk[11]}, interlace {chunk[12]} is not a combination that exists.");
        }

        return new PngHeader((int)width, (int)height, depth, (PngColor)color, chunk[12] == 1);
    }
}
