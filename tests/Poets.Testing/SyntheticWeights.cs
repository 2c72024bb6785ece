using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.Testing;

/// <summary>Fills a graph whose constants have shapes and no values, by the rule of ../shared/golden/README.md.</summary>
public static class SyntheticWeights
{
    /// <summary>Loads <c>skeleton.pb</c> and fills the constants that <c>weights.json</c> lists.</summary>
    public static GraphModel Load(string skeleton, string weights)
    {
        GraphDef graph = GraphDef.Parser.ParseFrom(File.ReadAllBytes(skeleton));
        var nodes = graph.Node.ToDictionary(node => node.Name);
        using JsonDocument list = JsonDocument.Parse(File.ReadAllText(weights));
        foreach (JsonElement entry in list.RootElement.EnumerateArray())
        {
            string name = entry.GetProperty("name").GetString()!;
            TensorProto tensor = nodes[name].Attr["value"].Tensor;
            long count = tensor.TensorShape.Dim.Aggregate(1L, (product, dimension) => product * dimension.Size);
            float[] values = Values(name, checked((int)count), entry.GetProperty("low").GetDouble(), entry.GetProperty("high").GetDouble());
            tensor.FloatVal.Clear();
            tensor.TensorContent = UnsafeByteOperations.UnsafeWrap(MemoryMarshal.AsBytes<float>(values).ToArray());
        }

        return GraphModel.FromGraphDef(graph, skeleton);
    }

    /// <summary>The values of one constant, C order.</summary>
    public static float[] Values(string name, int count, double low, double high)
    {
        var values = new float[count];
        ulong state = Hash(name);
        for (int i = 0; i < count; i++)
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = (float)(low + ((high - low) * (z >> 40) / 16777216.0));
        }

        return values;
    }

    /// <summary>FNV-1a, 64 bits, of the name's UTF-8 bytes.</summary>
    public static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        return hash;
    }
}
