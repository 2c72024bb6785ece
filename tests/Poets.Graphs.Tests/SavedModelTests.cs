using System.Globalization;
using Poets.Graphs.Import.SavedModels;
using Poets.Imaging;

namespace Poets.Graphs.Tests;

public class SavedModelTests
{
    [SkippableFact]
    public void A_Hub_module_gives_the_bottlenecks_that_the_Hub_version_cached()
    {
        SavedModelGraph module = SavedModelGraph.Load(SharedMaterial.Path("golden", "hub", "module_mobilenet_v1_0.25_128"));
        GraphSignature signature = module.Signatures["default"];
        Assert.Equal("[?,128,128,3]", signature.Inputs["images"].Shape.ToString());
        using IGraphSession session = new ManagedEngine().CreateSession(module.Graph, [signature.Inputs["images"].Name], [signature.Outputs["default"].Name]);
        string cached = SharedMaterial.Path("golden", "hub", "retrained", "bottlenecks");
        string[] files = Directory.GetFiles(cached, "*.txt", SearchOption.AllDirectories);
        Assert.Equal(20, files.Length);
        foreach (string file in files)
        {
            string photo = Path.GetRelativePath(cached, file).Split(".jpg_")[0] + ".jpg";
            var pixels = new float[128 * 128 * 3];
            byte[] jpeg = File.ReadAllBytes(SharedMaterial.Path(["data", "flower_photos", .. photo.Split(Path.DirectorySeparatorChar)]));
            new ImageDecoder().DecodeResized(jpeg, new ResizeTarget(128, 128, PreScale: 1 / 255f), pixels);
            float[] expected = [.. File.ReadAllText(file).Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
            Close.ToLargest(expected, session.Run(Tensor.Of(pixels, 1, 128, 128, 3))[0].Span<float>(), 1e-4, photo);
        }
    }

    [SkippableFact]
    public void A_TF2_model_with_functions_answers_as_TensorFlow_does()
    {
        SavedModelGraph model = SavedModelGraph.Load(SharedMaterial.Path("golden", "saved_model_tf2", "mobilenet_v2_0.35_96"));
        GraphSignature signature = model.Signatures["serving_default"];
        using IGraphSession session = new ManagedEngine().CreateSession(model.Graph, [signature.Inputs["inputs"].Name], [signature.Outputs["feature_vector"].Name]);
        (int[] shape, float[] pixels) = Npy.Read(SharedMaterial.Path("golden", "saved_model_tf2", "input.npy"));
        (int[] rows, float[] expected) = Npy.Read(SharedMaterial.Path("golden", "saved_model_tf2", "feature_vector.npy"));
        Tensor result = session.Run(Tensor.Of(pixels, shape))[0];
        Assert.Equal(rows, result.Dimensions.ToArray());
        Close.ToLargest(expected, result.Span<float>(), 1e-4);
        Assert.Equal("[?,1280]", model.Graph.FactOf(signature.Outputs["feature_vector"].Name).Shape.ToString());
    }

    [SkippableFact]
    public void A_flipped_bit_in_the_variables_is_noticed()
    {
        string source = SharedMaterial.Path("golden", "hub", "module_mobilenet_v1_0.25_128");
        string copy = Directory.CreateTempSubdirectory("poets-saved-model").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(copy, "variables"));
            foreach (string file in (string[])["saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001"])
            {
                File.WriteAllBytes(Path.Combine(copy, file), File.ReadAllBytes(Path.Combine(source, file)));
            }

            string data = Path.Combine(copy, "variables", "variables.data-00000-of-00001");
            byte[] bytes = File.ReadAllBytes(data);
            bytes[bytes.Length / 2] ^= 16;
            File.WriteAllBytes(data, bytes);
            Assert.Contains("checksum", Assert.Throws<GraphException>(() => SavedModelGraph.Load(copy)).Message, StringComparison.Ordinal);

            string index = Path.Combine(copy, "variables", "variables.index");
            bytes = File.ReadAllBytes(index);
            bytes[100] ^= 1;
            File.WriteAllBytes(index, bytes);
            Assert.Contains("checksum", Assert.Throws<GraphException>(() => SavedModelGraph.Load(copy)).Message, StringComparison.Ordinal);

            File.WriteAllBytes(index, bytes[..200]);
            Assert.Contains("cut off", Assert.Throws<GraphException>(() => SavedModelGraph.Load(copy)).Message, StringComparison.Ordinal);
            File.Delete(index);
            Assert.Contains("variables.index", Assert.Throws<GraphException>(() => SavedModelGraph.Load(copy)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public void A_folder_without_a_model_says_so() =>
        Assert.Contains("no SavedModel", Assert.Throws<GraphException>(() => SavedModelGraph.Load(Path.GetTempPath() + "nothing-here")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("123456789", 0xE3069283)]
    [InlineData("", 0)]
    public void Checksums_are_CRC_32C(string text, uint expected) => Assert.Equal(expected, Crc32C.Of(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Snappy_blocks_are_decompressed()
    {
        // Length 11; the literal "abcd"; a copy of 7 bytes from 4 back: abcdabcdabc.
        byte[] block = [11, 3 << 2, .. "abcd"u8, ((7 - 4) << 2) | 1, 4];
        Assert.Equal("abcdabcdabc"u8.ToArray(), Snappy.Decompress(block));
        Assert.Throws<InvalidDataException>(() => Snappy.Decompress([11, 3 << 2, .. "abcd"u8, ((7 - 4) << 2) | 1, 9]));
        Assert.Throws<InvalidDataException>(() => Snappy.Decompress(block.AsSpan(0, 4)));
    }

    [Fact]
    public void Tables_are_read_as_they_were_written()
    {
        var entries = Enumerable.Range(0, 100).Select(i => (System.Text.Encoding.ASCII.GetBytes($"key/{i:D4}"), new byte[i])).ToArray();
        List<(byte[] Key, byte[] Value)> read = SortedTable.Read(SortedTable.Write(entries));
        Assert.Equal(entries.Length, read.Count);
        for (int i = 0; i < entries.Length; i++)
        {
            Assert.Equal(entries[i].Item1, read[i].Key);
            Assert.Equal(entries[i].Item2, read[i].Value);
        }
    }

    [Fact]
    public void What_the_writer_writes_the_reader_reads()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", Protobuf.DataType.DtFloat, -1, 2);
        graph.Constant("layer/weights", Tensor.Of(new[] { 1f, 2, 3, 4, 5, 6 }, 2, 3));
        graph.Node("layer/weights/read", "Identity", ["layer/weights"], ("T", Protobuf.DataType.DtFloat));
        graph.Constant("layer/biases", [0.5f, 0.25f, 0.125f]);
        graph.Node("product", "MatMul", ["x", "layer/weights/read"], ("T", Protobuf.DataType.DtFloat));
        graph.Node("y", "Add", ["product", "layer/biases"], ("T", Protobuf.DataType.DtFloat));
        var signature = new GraphSignature(
            "serving_default",
            new Dictionary<string, TensorFact> { ["image"] = graph.Model().FactOf("x") },
            new Dictionary<string, TensorFact> { ["prediction"] = graph.Model().FactOf("y") },
            "tensorflow/serving/predict");
        string folder = Path.Combine(Path.GetTempPath(), "poets-" + Guid.NewGuid().ToString("N"));
        try
        {
            SavedModelWriter.Write(folder, graph.Graph, ["layer/weights", "layer/biases"], signature);
            Assert.Equal(["saved_model.pb", "variables"], Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)!).Order());
            SavedModelGraph read = SavedModelGraph.Load(folder);
            Assert.Equal("x:0 Float32 [?,2]", read.Signatures["serving_default"].Inputs["image"].ToString());
            Assert.Equal("tensorflow/serving/predict", read.Signatures["serving_default"].Method);
            using IGraphSession session = new ManagedEngine().CreateSession(read.Graph, ["x"], ["y"]);
            Assert.Equal([9.5f, 12.25f, 15.125f], session.Run(Tensor.Of([1f, 2], 1, 2))[0].Span<float>().ToArray());
            Assert.Contains("something already", Assert.Throws<GraphException>(() => SavedModelWriter.Write(folder, graph.Graph, [], signature)).Message, StringComparison.Ordinal);
            Assert.Contains("'none'", Assert.Throws<GraphException>(() => SavedModelWriter.Write(folder + "2", graph.Graph, ["none"], signature)).Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder + "2"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
