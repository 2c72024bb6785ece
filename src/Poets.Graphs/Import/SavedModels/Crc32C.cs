using System.Buffers.Binary;
using System.Numerics;

namespace Poets.Graphs.Import.SavedModels;

/// <summary>CRC-32C (Castagnoli), and the mask under which TensorFlow stores it.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of some bytes, going on from that of earlier ones.</summary>
    public static uint Of(ReadOnlySpan<byte> data, uint earlier = 0)
    {
        uint crc = ~earlier;
        for (; data.Length >= 8; data = data[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    /// <summary>Rotated and shifted, so that a checksum of data that holds checksums stays one.</summary>
    public static uint Mask(uint crc) => ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
}
