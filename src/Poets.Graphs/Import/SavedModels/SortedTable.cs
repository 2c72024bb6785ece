using System.Buffers.Binary;

namespace Poets.Graphs.Import.SavedModels;

/// <summary>
/// The sorted table (LevelDB's) in which a V2 checkpoint keeps its index: data blocks of prefix-compressed keys, an index
/// block, and a footer of 48 bytes. Each block is followed by its compression and the masked CRC-32C of both.
/// </summary>
internal static class SortedTable
{
    private const ulong Magic = 0xDB4775248B80FB57;
    private const int FooterLength = 48;
    private const int RestartInterval = 16;

    // Keys are spelt by what they share with the one before, and blocks can be named twice, so that few bytes can stand for
    // any number. Real indices have some hundred bytes a variable.
    private const long MostBytes = 1 << 28;

    // What an entry takes in memory besides its key and its value.
    private const int EntryBytes = 64;

    /// <summary>All entries in the order of their keys.</summary>
    /// <exception cref="InvalidDataException">The table is damaged.</exception>
    public static List<(byte[] Key, byte[] Value)> Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < FooterLength || BinaryPrimitives.ReadUInt64LittleEndian(file[^8..]) != Magic)
        {
            throw new InvalidDataException("it does not end as a table does; the file is cut off or of another kind");
        }

        ReadOnlySpan<byte> footer = file[^FooterLength..];
        Handle(ref footer);
        (long offset, long size) = Handle(ref footer);
        var entries = new List<(byte[] Key, byte[] Value)>();
        long room = MostBytes;
        foreach ((_, byte[] value) in Entries(Block(file, offset, size), ref room))
        {
            ReadOnlySpan<byte> handle = value;
            (long blockOffset, long blockSize) = Handle(ref handle);
            entries.AddRange(Entries(Block(file, blockOffset, blockSize), ref room));
        }

        return entries;
    }

    /// <summary>Writes entries, whose keys must rise, as one data block.</summary>
    public static byte[] Write(IReadOnlyList<(byte[] Key, byte[] Value)> entries)
    {
        var file = new List<byte>();
        byte[] data = Handle(file, BlockOf(entries));
        byte[] meta = Handle(file, BlockOf([]));
        byte[] index = Handle(file, BlockOf([(entries.Count > 0 ? entries[^1].Key : [], data)]));
        int footer = file.Count;
        file.AddRange(meta);
        file.AddRange(index);
        while (file.Count < footer + FooterLength - 8)
        {
            file.Add(0);
        }

        var magic = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, Magic);
        file.AddRange(magic);
        return [.. file];
    }

    private static (long Offset, long Size) Handle(ref ReadOnlySpan<byte> data) => (checked((long)Varint.Read(ref data)), checked((long)Varint.Read(ref data)));

    private static byte[] Block(ReadOnlySpan<byte> file, long offset, long size)
    {
        if (offset < 0 || size < 4 || offset > file.Length - 5 || size > file.Length - 5 - offset)
        {
            throw new InvalidDataException("a block lies outside of the file");
        }

        ReadOnlySpan<byte> content = file.Slice((int)offset, (int)size + 1);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(file[(int)(offset + size + 1)..]);
        if (stored != Crc32C.Mask(Crc32C.Of(content)))
        {
            throw new InvalidDataException($"the checksum of the block at {offset} is wrong");
        }

        return content[^1] switch
        {
            0 => content[..^1].ToArray(),
            1 => Snappy.Decompress(content[..^1]),
            byte kind => throw new InvalidDataException($"compression {kind} is not known"),
        };
    }

    private static List<(byte[] Key, byte[] Value)> Entries(byte[] block, ref long room)
    {
        room -= block.Length;
        if (block.Length < 4 || room < 0)
        {
            throw new InvalidDataException(room < 0 ? $"it stands for more than {MostBytes} bytes" : "a block is shorter than its end");
        }

        uint restarts = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(block.Length - 4));
        if (restarts > (uint)(block.Length / 4) - 1)
        {
            throw new InvalidDataException("a block's restart list is longer than the block");
        }

        ReadOnlySpan<byte> data = block.AsSpan(0, block.Length - 4 - (4 * (int)restarts));
        var entries = new List<(byte[] Key, byte[] Value)>();
        byte[] last = [];
        while (!data.IsEmpty)
        {
            ulong shared = Varint.Read(ref data);
            ulong own = Varint.Read(ref data);
            ulong length = Varint.Read(ref data);
            if (shared > (ulong)last.Length || own > (ulong)data.Length || length > (ulong)data.Length - own)
            {
                throw new InvalidDataException("an entry is longer than its block");
            }

            room -= (long)(shared + own + length) + EntryBytes;
            if (room < 0)
            {
                throw new InvalidDataException($"it stands for more than {MostBytes} bytes");
            }

            byte[] key = [.. last.AsSpan(0, (int)shared), .. data[..(int)own]];
            entries.Add((key, data.Slice((int)own, (int)length).ToArray()));
            data = data[(int)(own + length)..];
            last = key;
        }

        return entries;
    }

    private static byte[] Handle(List<byte> file, byte[] block)
    {
        var handle = new List<byte>();
        Varint.Write(handle, (ulong)file.Count);
        Varint.Write(handle, (ulong)block.Length);
        byte[] stored = [.. block, 0];
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Mask(Crc32C.Of(stored)));
        file.AddRange(stored);
        file.AddRange(crc);
        return [.. handle];
    }

    private static byte[] BlockOf(IReadOnlyList<(byte[] Key, byte[] Value)> entries)
    {
        var block = new List<byte>();
        var restarts = new List<int>();
        byte[] last = [];
        for (int i = 0; i < entries.Count; i++)
        {
            byte[] key = entries[i].Key;
            int shared = 0;
            if (i % RestartInterval == 0)
            {
                restarts.Add(block.Count);
            }
            else
            {
                shared = last.AsSpan().CommonPrefixLength(key);
            }

            Varint.Write(block, (ulong)shared);
            Varint.Write(block, (ulong)(key.Length - shared));
            Varint.Write(block, (ulong)entries[i].Value.Length);
            block.AddRange(key[shared..]);
            block.AddRange(entries[i].Value);
            last = key;
        }

        if (restarts.Count == 0)
        {
            restarts.Add(0);
        }

        var number = new byte[4];
        foreach (int restart in restarts.Append(restarts.Count))
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, restart);
            block.AddRange(number);
        }

        return [.. block];
    }
}
