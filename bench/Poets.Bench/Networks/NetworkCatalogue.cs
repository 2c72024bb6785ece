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
        yield return EfficientNet();
        if (Shared("golden", "inception_v3_synthetic") is { } folder && Directory.Exists(folder))
        {
            yield return new BenchNetwork("inception_v3", 299, InceptionV3.Input, InceptionV3.Bottleneck, "made up", () => InceptionV3.Read(folder));
        }
    }

    /// <summary>The embedded network.</summary>
    public static BenchNetwork EfficientNet()
    {
        string path = Repository.Path("assets", "models", "efficientnet_lite0_int8.pb");
        return new BenchNetwork("efficientnet_lite0", 224, "input:0", "bottleneck:0", "embedded", () => Parse(path)) { File = path, IsEmbedded = true };
    }

    private static BenchNetwork MobileNet(string name, double width, int size, string? file)
    {
        return file is not null && Shared("models", file) is { } path && File.Exists(path)
            ? new BenchNetwork(name, size, MobileNetV1.Input, MobileNetV1.Bottleneck, file, () => Parse(path)) { File = path }
            : new BenchNetwork(name, size, MobileNetV1.Input, MobileNetV1.Bottleneck, "made up", () => MobileNetV1.Create(width, size));
    }

    private static string? Shared(params string[] parts) =>
        SharedMaterial.Root is { } root ? Path.Combine([root, .. parts]) : null;

    private static GraphDef Parse(string path)
    {
        using FileStream file = File.OpenRead(path);
        return GraphDef.Parser.ParseFrom(file);
    }
}
