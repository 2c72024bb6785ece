using Google.Protobuf;

namespace Poets.TensorFlow;

/// <summary>Writes the few fields of TensorFlow's <c>ConfigProto</c> (<c>tensorflow/core/protobuf/config.proto</c>) that we set.</summary>
internal static class ConfigProto
{
    // Field numbers of ConfigProto and, where indented, of the messages inside it.
    private const int DeviceCount = 1;
    private const int MapKey = 1;
    private const int MapValue = 2;
    private const int IntraOpThreads = 2;
    private const int InterOpThreads = 5;
    private const int GpuOptions = 6;
    private const int GpuAllowGrowth = 4;
    private const int AllowSoftPlacement = 7;
    private const int UsePerSessionThreads = 9;
    private const int GraphOptions = 10;
    private const int RewriteOptions = 10;
    private const int DisableMetaOptimizer = 19;

    /// <param name="threads">Threads of one run, 0 for TensorFlow's choice (one a core).</param>
    /// <param name="hideGpus">Whether the session may not even open a GPU.</param>
    /// <param name="rewrites">Whether TensorFlow may rewrite the graph (its "grappler"), as it does by default.</param>
    internal static byte[] Encode(int threads, bool hideGpus, bool rewrites = true)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes))
        {
            if (hideGpus)
            {
                WriteMessage(output, DeviceCount, entry =>
                {
                    entry.WriteTag(MapKey, WireFormat.WireType.LengthDelimited);
                    entry.WriteString("GPU");
                    WriteNumber(entry, MapValue, 0);
                });
            }

            WriteNumber(output, IntraOpThreads, threads);
            WriteNumber(output, InterOpThreads, threads);

            // Without it a session takes nearly all of a GPU's memory at once, and a second one gets none.
            WriteMessage(output, GpuOptions, gpu => WriteNumber(gpu, GpuAllowGrowth, 1));

            // Operators that have no GPU kernel (DecodeJpeg) run on the CPU instead of failing.
            WriteNumber(output, AllowSoftPlacement, 1);

            // Otherwise the first session of the process would decide the thread count of all others.
            WriteNumber(output, UsePerSessionThreads, threads > 0 ? 1 : 0);
            if (!rewrites)
            {
                WriteMessage(output, GraphOptions, graph => WriteMessage(graph, RewriteOptions, rewriter => WriteNumber(rewriter, DisableMetaOptimizer, 1)));
            }
        }

        return bytes.ToArray();
    }

    private static void WriteNumber(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void WriteMessage(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var inner = new CodedOutputStream(bytes))
        {
            write(inner);
        }

        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes.ToArray()));
    }
}
