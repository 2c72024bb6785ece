using System.Text.Json.Nodes;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Poets.Graphs.Protobuf;

namespace Poets.Bench.Networks;

/// <summary>Inception v3 in the spelling of the 2015 graph: a skeleton without weights, filled by the recipe beside it.</summary>
internal static class InceptionV3
{
    /// <summary>The fed tensor, [1,299,299,3]: decoding and resizing lie before it.</summary>
    public const string Input = "Mul:0";

    /// <summary>The bottleneck of retrain.py, [1,2048].</summary>
    public const string Bottleneck = "pool_3/_reshape:0";

    /// <summary>Reads <c>skeleton.pb</c> and gives the constants that <c>weights.json</c> lists their values.</summary>
    public static GraphDef Read(string folder)
    {
        GraphDef graph = GraphDef.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "skeleton.pb")));
        Dictionary<string, NodeDef> nodes = graph.Node.ToDictionary(node => node.Name, StringComparer.Ordinal);
        using FileStream recipe = File.OpenRead(Path.Combine(folder, "weights.json"));
        foreach (JsonNode? entry in JsonNode.Parse(recipe)!.AsArray())
        {
            string name = entry!["name"]!.GetValue<string>();
            int count = entry["shape"]!.AsArray().Aggregate(1, (product, size) => product * size!.GetValue<int>());
            float[] values = HashedValues.Create(name, count, entry["low"]!.GetValue<double>(), entry["high"]!.GetValue<double>());
            nodes[name].Attr["value"].Tensor.TensorContent = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
        }

        return graph;
    }
}
