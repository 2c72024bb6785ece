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
        Generated(table, "DecodePng", Pictures.Png, draw => [("channels", draw.Of(3, 0, 1, 4)), ("dtype", draw.Of(ElementType.UInt8, ElementType.UInt8, ElementType.UInt16))]);
        Generated(table, "DecodeBmp", Pictures.Bmp, _ => [("channels", 0)]);
        Generated(table, "DecodeGif", Pictures.Gif, _ => []);
        Generated(table, "DecodeJpeg", Pictures.Jpeg, draw => [("channels", draw.Of(3, 0, 1))]);
        Add(table, "DecodeImage", "", draw => [("channels", draw.Of(3, 0, 1)), ("dtype", ElementType.UInt8), ("expand_animations", draw.Flag())]);
    }

    private static void Generated(GeneratorTable table, string op, Func<Draw, byte[]> write, Func<Draw, (string, object)[]> attributes) =>
        table.Add(op + ":generated", (draw, graph) =>
        {
            graph.Tolerance = 0;
            byte[] file = write(draw);
            graph.Remark = Convert.ToBase64String(file);
            graph.Op(op, [graph.Feed(Tensor.OfString(file))], attributes(draw));
        });

    private static void Add(GeneratorTable table, string op, string suffix, Func<Draw, (string, object)[]> attributes) => table.Add(op, (draw, graph) =>
    {
        // TensorFlow's DecodeJpeg and DecodePng read the other's files too.
        bool any = suffix.Length == 0 || draw.Rarely(16);
        string[] files = [.. s_files.Value.Where(file => any || file.EndsWith(suffix, StringComparison.Ordinal))];
        string file = files.Length == 0 ? "" : draw.Of(files);
        byte[] contents = file.Length == 0 ? [] : File.ReadAllBytes(file);
        graph.Remark = Path.GetFileName(file);
        graph.Tolerance = 0;
        (string, object)[] drawn = attributes(draw);

        // A BMP has the channels that it has: told another number, TensorFlow reads past its rows.
        if (drawn.Length > 0 && file.EndsWith(".bmp", StringComparison.Ordinal))
        {
            drawn = [.. drawn.Where(attribute => attribute.Item1 != "channels")];
        }

        graph.Op(op, [graph.Feed(Tensor.OfString(contents))], drawn);
    });
}
