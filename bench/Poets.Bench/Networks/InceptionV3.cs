using Poets.Graphs.Protobuf;
using Poets.Testing;

namespace Poets.Bench.Networks;

/// <summary>Inception v3 in the spelling of the 2015 graph: a skeleton without weights, filled by the recipe beside it.</summary>
internal static class InceptionV3
{
    /// <summary>The fed tensor, [1,299,299,3]: decoding and resizing lie before it.</summary>
    public const string Input = "Mul:0";

    /// <summary>The bottleneck of retrain.py, [1,2048].</summary>
    public const string Bottleneck = "pool_3/_reshape:0";

    /// <summary>Reads <c>skeleton.pb</c> and gives the constants that <c>weights.json</c> lists their values.</summary>
    public static GraphDef Read(string folder) =>
        SyntheticWeights.Load(Path.Combine(folder, "skeleton.pb"), Path.Combine(folder, "weights.json")).Definition;
}
