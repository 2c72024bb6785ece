using Poets.Graphs.Protobuf;
using Poets.Testing;

namespace Poets.Bench.Networks;

/// <summary>The networks of the table; those whose file is not beside this checkout are made up or left out.</summary>
internal static class NetworkCatalogue
{
    /// <summary>All networks that can be had here.</summary>
    public static IEnumerable<BenchNetwork> All()
    {
        yield return MobileNet("mobilenet_v1_0.25_128", 0.25, 128, "mobilenet_v1_0.25_128_frozen.pb");
        yield return MobileNet("mobilenet_v1_0.25_224", 0.25, 224, "mobilenet_v1_0.25_224_frozen.pb");
        yield return MobileNet("mobilenet_v1_0.50_224", 0.5, 224, "mobilenet_v1_0.50_224_quantized.pb");
        yield return MobileNet("mobilenet_v1_1.0_224", 1, 224, null);
        yield return new BenchNetwork(
            "efficientnet_lite0", 224, "input:0", "bottleneck:0", "embedded", () => Parse(Repository.Path("assets", "models", "efficientnet_lite0_int8.pb")));
    }

    private static BenchNetwork MobileNet(string name, double width, int size, string? file)
    {
        string? path = file is null || SharedMaterial.Root is null ? null : Path.Combine(SharedMaterial.Root, "models", file);
        return path is not null && File.Exists(path)
            ? new BenchNetwork(name, size, MobileNetV1.Input, MobileNetV1.Bottleneck, file!, () => Parse(path))
            : new BenchNetwork(name, size, MobileNetV1.Input, MobileNetV1.Bottleneck, "made up", () => MobileNetV1.Create(width, size));
    }

    private static GraphDef Parse(string path)
    {
        using FileStream file = File.OpenRead(path);
        return GraphDef.Parser.ParseFrom(file);
    }
}
