using System.Globalization;
using System.Text;
using Google.Protobuf;
using Poets.Graphs.Operators;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import.SavedModels;

/// <summary>Reads a V2 checkpoint: <c>PREFIX.index</c> and its shards <c>PREFIX.data-00000-of-00001</c>. All checksums are verified.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly string _prefix;
    private readonly Dictionary<string, BundleEntryProto> _entries = new(StringComparer.Ordinal);
    private readonly FileStream?[] _shards;

    private Checkpoint(string prefix, int shards)
    {
        _prefix = prefix;
        _shards = new FileStream?[shards];
    }

    /// <summary>The keys of the stored tensors.</summary>
    public IReadOnlyCollection<string> Keys => _entries.Keys;

    /// <exception cref="GraphException">The index is missing, damaged or of a kind that is not supported.</exception>
    public static Checkpoint Open(string prefix)
    {
        string path = prefix + ".index";
        try
        {
            List<(byte[] Key, byte[] Value)> table = SortedTable.Read(File.ReadAllBytes(path));
            if (table.Count == 0 || table[0].Key.Length != 0)
            {
                throw new InvalidDataException("it has no header");
            }

            BundleHeaderProto header = BundleHeaderProto.Parser.ParseFrom(table[0].Value);
            if (header.Endianness != 0)
            {
                throw new InvalidDataException("it was written on a big-endian machine, which is not supported");
            }

            if (header.NumShards is < 1 or > 100_000)
            {
                throw new InvalidDataException($"it claims {header.NumShards} shards");
            }

            var checkpoint = new Checkpoint(prefix, header.NumShards);
            foreach ((byte[] key, byte[] value) in table.Skip(1))
            {
                checkpoint._entries[Encoding.UTF8.GetString(key)] = BundleEntryProto.Parser.ParseFrom(value);
            }

            return checkpoint;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or InvalidProtocolBufferException or OverflowException)
        {
            throw new GraphException($"{path}: the checkpoint cannot be read: {error.Message}", error);
        }
    }

    public bool Contains(string key) => _entries.ContainsKey(key);

    /// <summary>One tensor, its bytes packed.</summary>
    /// <exception cref="GraphException">There is none of that name, or its bytes are damaged.</exception>
    public TensorProto Read(string key)
    {
        if (!_entries.TryGetValue(key, out BundleEntryProto? entry))
        {
            throw new GraphException($"{_prefix}.index: there is no tensor '{key}'.");
        }

        if (entry.Slices.Count > 0)
        {
            throw new GraphException($"{_prefix}.index: '{key}' is a partitioned variable, which is not supported; save the model without partitioners.");
        }

        TensorShape shape = GraphException.Naming($"{_prefix}.index: '{key}'", () => TensorMessages.ShapeOf(entry.Shape));
        int size = Walk.SizeOf((ElementType)entry.Dtype);
        if (size == 0 || !shape.IsFullyKnown || !Fits(shape, entry.Size, size))
        {
            throw new GraphException($"{_prefix}.index: '{key}' ({entry.Dtype} {shape}, {entry.Size} bytes) cannot be read as a variable.");
        }

        byte[] content;
        try
        {
            FileStream shard = Shard(entry.ShardId);
            if (entry.Offset < 0 || entry.Offset > shard.Length - entry.Size)
            {
                throw new EndOfStreamException($"it should stand at {entry.Offset} and take {entry.Size} of the file's {shard.Length} bytes");
            }

            content = GC.AllocateUninitializedArray<byte>((int)entry.Size);
            shard.Position = entry.Offset;
            shard.ReadExactly(content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"{ShardPath(entry.ShardId)}: '{key}' cannot be read: {error.Message}", error);
        }

        if (Crc32C.Mask(Crc32C.Of(content)) != entry.Crc32C)
        {
            throw new GraphException($"{ShardPath(entry.ShardId)}: the checksum of '{key}' is wrong; the file is damaged.");
        }

        return new TensorProto { Dtype = entry.Dtype, TensorShape = entry.Shape, TensorContent = UnsafeByteOperations.UnsafeWrap(content) };
    }

    public void Dispose()
    {
        foreach (FileStream? shard in _shards)
        {
            shard?.Dispose();
        }
    }

    // Computed in floating point, since the sizes of a damaged file multiply to anything.
    private static bool Fits(TensorShape shape, long bytes, int size)
    {
        double exact = size;
        foreach (int dimension in shape.Dimensions)
        {
            exact *= dimension;
        }

        return exact <= Array.MaxLength && bytes == (long)exact;
    }

    private FileStream Shard(int id) => id >= 0 && id < _shards.Length
        ? _shards[id] ??= File.OpenRead(ShardPath(id))
        : throw new IOException($"there is no shard {id}");

    private string ShardPath(int id) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}.data-{id:D5}-of-{_shards.Length:D5}");
}
