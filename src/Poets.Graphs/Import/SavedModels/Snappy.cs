namespace Poets.Graphs.Import.SavedModels;

/// <summary>Decompresses a Snappy block: a varint length, then literals and copies from what was written before.</summary>
internal static class Snappy
{
    /// <summary>No table block that TensorFlow writes comes near this size.</summary>
    private const int Largest = 1 << 28;

    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> data)
    {
        ulong length = Varint.Read(ref data);
        if (length > Largest)
        {
            throw new InvalidDataException($"a block claims {length} bytes");
        }

        var output = new byte[length];
        int at = 0;
        while (!data.IsEmpty)
        {
            byte tag = data[0];
            data = data[1..];
            if ((tag & 3) == 0)
            {
                int size = tag >> 2;
                if (size >= 60)
                {
                    int bytes = size - 59;
                    size = (int)Little(Take(ref data, bytes));
                }

                size = checked(size + 1);
                Take(ref data, size).CopyTo(Room(output, at, size));
                at += size;
                continue;
            }

            int count = (tag & 3) == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
            int offset = (tag & 3) switch
            {
                1 => ((tag >> 5) << 8) | Take(ref data, 1)[0],
                2 => (int)Little(Take(ref data, 2)),
                _ => checked((int)Little(Take(ref data, 4))),
            };
            if (offset < 1 || offset > at)
            {
                throw new InvalidDataException("a copy reaches before the block's start");
            }

            Span<byte> room = Room(output, at, count);
            for (int i = 0; i < room.Length; i++)
            {
                room[i] = output[at - offset + i];
            }

            at += count;
        }

        return at == output.Length ? output : throw new InvalidDataException("a block is shorter than it claims");
    }

    private static uint Little(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> data, int count)
    {
        if (count < 0 || count > data.Length)
        {
            throw new InvalidDataException("a block is cut off");
        }

        ReadOnlySpan<byte> taken = data[..count];
        data = data[count..];
        return taken;
    }

    private static Span<byte> Room(byte[] output, int at, int count) => count >= 0 && count <= output.Length - at
        ? output.AsSpan(at, count)
        : throw new InvalidDataException("a block is longer than it claims");
}
