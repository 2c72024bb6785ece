using System.Text;
using Google.Protobuf;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import.SavedModels;

/// <summary>Writes a V2 checkpoint of one shard: <c>PREFIX.data-00000-of-00001</c> and <c>PREFIX.index</c>.</summary>
internal static class CheckpointWriter
{
    /// <summary>The version that TensorFlow itself writes into the header.</summary>
    private const int FormatVersion = 1;

    /// <param name="prefix">The path without its endings; its folder must exist.</param>
    /// <param name="tensors">The values by key.</param>
    public static void Write(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var entries = new List<(byte[] Key, byte[] Value)>();
        using (FileStream data = File.Create(prefix + ".data-00000-of-00001"))
        {
            // Keys are ordered by their bytes, and so is the data.
            foreach ((string key, Tensor tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                ReadOnlySpan<byte> bytes = TensorMessages.Bytes(tensor);
                var entry = new BundleEntryProto
                {
                    Dtype = (DataType)tensor.Type,
                    Shape = TensorMessages.ToMessage(tensor.Shape),
                    Offset = data.Position,
                    Size = bytes.Length,
                    Crc32C = Crc32C.Mask(Crc32C.Of(bytes)),
                };
                data.Write(bytes);
                entries.Add((Encoding.UTF8.GetBytes(key), entry.ToByteArray()));
            }
        }

        var header = new BundleHeaderProto { NumShards = 1, Version = new VersionDef { Producer = FormatVersion } };
        entries.Sort(static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        entries.Insert(0, ([], header.ToByteArray()));
        File.WriteAllBytes(prefix + ".index", SortedTable.Write(entries));
    }
}
