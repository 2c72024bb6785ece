using Poets.Imaging.Jpeg;

namespace Poets.Imaging.Encoding;

/// <summary>The quantization tables of T.81, annex K.1, and libjpeg's scaling of them by quality.</summary>
internal static class JpegQuantization
{
    internal static ReadOnlySpan<byte> Luminance =>
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    internal static ReadOnlySpan<byte> Chrominance =>
    [
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>Steps for a quality: 5000 / quality percent below 50, 200 − 2 × quality percent from there on; 1 to 255.</summary>
    internal static ushort[] Scale(ReadOnlySpan<byte> table, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - (quality * 2);
        var steps = new ushort[64];
        for (int i = 0; i < 64; i++)
        {
            steps[i] = (ushort)Math.Clamp(((table[i] * percent) + 50) / 100, 1, 255);
        }

        return steps;
    }

    internal static byte[] ZigZagBytes(ushort[] steps)
    {
        var bytes = new byte[64];
        for (int i = 0; i < 64; i++)
        {
            bytes[i] = (byte)steps[ZigZag.ToNatural[i]];
        }

        return bytes;
    }
}
