using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Image decoders inside the graph, over the odd files of ../shared/data/image_variants.</summary>
internal static class DecoderGenerators
{
    private static readonly Lazy<string[]> s_files = new(() => SharedMaterial.Root is { } shared && Path.Combine(shared, "data", "image_variants") is { } folder && Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder).Where(file => !file.EndsWith(".tsv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : []);

    internal static void AddTo(GeneratorTable table)
    {
        Add(table, "DecodeJpeg", ".jpg", draw => [("channels", draw.Of(3, 0, 1)), ("ratio", draw.Of(1, 1, 2, 4, 8)), ("fancy_upscaling", !draw.Rarely(4)), ("dct_method", draw.Of("", "INTEGER_FAST", "INTEGER_ACCURATE"))]);
        Add(table, "DecodePng", ".png", draw => [("channels", draw.Of(3, 0, 1, 4)), ("dtype", ElementType.UInt8)]);
        Add(table, "DecodeGif", ".gif", _ => []);
        Add(table, "DecodeBmp", ".bmp", draw => [("channels", draw.Of(0, 3, 0, 4))]);
        Add(table, "DecodeImage", "", draw => [("channels", draw.Of(3, 0, 1)), ("dtype", ElementType.UInt8), ("expand_animations", draw.Flag())]);
    }

    private static void Add(GeneratorTable table, string op, string suffix, Func<Draw, (string, object)[]> attributes) => table.Add(op, (draw, graph) =>
    {
        // TensorFlow's DecodeJpeg and DecodePng read the other's files too.
        bool any = suffix.Length == 0 || draw.Rarely(16);
        string[] files = [.. s_files.Value.Where(file => any || file.EndsWith(suffix, StringComparison.Ordinal))];
        byte[] contents = files.Length == 0 ? [] : File.ReadAllBytes(draw.Of(files));
        graph.Tolerance = 0;
        graph.Op(op, [graph.Feed(Tensor.OfString(contents))], attributes(draw));
    });
}
