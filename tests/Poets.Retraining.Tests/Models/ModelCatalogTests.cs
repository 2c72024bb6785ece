using System.Formats.Tar;
using System.IO.Compression;
using Poets.Retraining.Models;

namespace Poets.Retraining.Tests.Models;

public class ModelCatalogTests
{
    [Fact]
    public void The_codelabs_33_architectures_and_ours_are_there()
    {
        Assert.Equal(34, ModelCatalog.Default.Models.Count);
        Assert.Equal(34, ModelCatalog.Default.Models.Select(model => model.Name).Distinct().Count());
        Assert.Equal(ModelCatalog.EmbeddedName, Assert.Single(ModelCatalog.Default.Models, model => model.IsEmbedded).Name);
    }

    [Theory]
    [InlineData("mobilenet_0.50_224_quantized", "mobilenet_v1_0.50_224/quantized_graph.pb", "mobilenet_v1_0.50_224_frozen.tgz", 224, 1001)]
    [InlineData("MobileNet_1.0_128", "mobilenet_v1_1.0_128/frozen_graph.pb", "mobilenet_v1_1.0_128_frozen.tgz", 128, 1001)]
    [InlineData("inception_v3", "classify_image_graph_def.pb", "inception-2015-12-05.tgz", 299, 2048)]
    public void An_architecture_says_where_it_comes_from(string name, string file, string archive, int size, int length)
    {
        PretrainedModel model = ModelCatalog.Default.Get(name);
        Assert.Equal((file, archive, size, length), (model.GraphFile, model.ArchiveName, model.InputSize, model.BottleneckLength));
    }

    [Fact]
    public void A_graph_or_its_archive_counts_as_present()
    {
        using var folder = new TemporaryFolder();
        PretrainedModel model = ModelCatalog.Default.Get("mobilenet_1.0_192");
        ModelState absent = ModelCatalog.Default.Locate(model, folder.Path);
        Assert.Equal((ModelAvailability.Downloadable, null), (absent.Availability, absent.Path));
        string message = Assert.Throws<RetrainException>(() => ModelCatalog.Default.Read(model, folder.Path)).Message;
        Assert.Contains(absent.WantedPath, message, StringComparison.Ordinal);
        Assert.Contains(model.Origin!.ToString(), message, StringComparison.Ordinal);
        Assert.Contains("poets models get mobilenet_1.0_192", message, StringComparison.Ordinal);

        File.WriteAllBytes(folder.File(model.ArchiveName!), Archives.TarGz(("./" + model.GraphFile, [1, 2, 3])));
        Assert.Equal(ModelAvailability.Present, ModelCatalog.Default.Locate(model, folder.Path).Availability);
        Assert.Equal([1, 2, 3], ModelCatalog.Default.Read(model, folder.Path));

        File.WriteAllBytes(folder.File(model.GraphFile), [4]);
        Assert.Equal([4], ModelCatalog.Default.Read(model, folder.Path));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\evil")]
    [InlineData("a\\..\\evil")]
    public void Paths_that_lead_outside_are_refused(string entry)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.tgz");
        File.WriteAllBytes(path, Archives.TarGz((entry, [1]), ("graph.pb", [2])));
        Assert.Contains("leads outside", Assert.Throws<RetrainException>(() => ModelArchive.Read(path, "graph.pb")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_network_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("mobilenet_v1_0.25_128", "frozen_graph.pb");
        File.WriteAllBytes(path, [0x0A, 0xFF, 0x01, 0x00]);
        var error = Assert.Throws<RetrainException>(() => BackboneResolver.Resolve(new BackboneOptions { Architecture = "mobilenet_0.25_128", ModelDirectory = folder.Path }));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(RetrainFault.ModelUnusable, error.Fault);
    }

    [Fact]
    public void A_link_in_place_of_the_graph_is_not_followed()
    {
        using var folder = new TemporaryFolder();
        string secret = folder.File("secret");
        File.WriteAllText(secret, "secret");
        foreach (TarEntryType kind in (TarEntryType[])[TarEntryType.SymbolicLink, TarEntryType.HardLink])
        {
            string path = folder.File("model.tgz");
            using (var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest), TarEntryFormat.Pax))
            {
                tar.WriteEntry(new PaxTarEntry(kind, "graph.pb") { LinkName = secret });
                tar.WriteEntry(new PaxTarEntry(kind, "saved_model.pb") { LinkName = secret });
            }

            Assert.Contains("holds no file", Assert.Throws<RetrainException>(() => ModelArchive.Read(path, "graph.pb")).Message, StringComparison.Ordinal);
            Assert.Contains("no Hub module", Assert.Throws<RetrainException>(() => HubModuleFolders.Find(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_archive_that_decompresses_without_end_is_given_up()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.tgz");
        File.WriteAllBytes(path, Archives.TarGz(("padding", new byte[3_000_000]), ("graph.pb", new byte[3_000_000])));
        Assert.Equal(3_000_000, ModelArchive.Read(path, "graph.pb", 7_000_000).Length);
        Assert.Contains("more than 1000000 bytes", Assert.Throws<RetrainException>(() => ModelArchive.Read(path, "graph.pb", 1_000_000)).Message, StringComparison.Ordinal);
        Assert.Contains("claims 3000000 bytes", Assert.Throws<RetrainException>(() => ModelArchive.Read(path, "padding", 1_000_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Hub_archive_that_leads_outside_writes_nothing_there()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("deep", "module.tar.gz");
        string outside = "outside-" + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(path, Archives.TarGz(("../../" + outside, [1]), ("saved_model.pb", [2])));
        Assert.Contains("leads outside", Assert.Throws<RetrainException>(() => HubModuleFolders.Find(path)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), outside)) || File.Exists(Path.Combine(Path.GetTempPath(), "tfhub_modules", outside)));
    }

    [Fact]
    public void A_cut_off_archive_is_told_from_a_whole_one()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.tgz");
        byte[] whole = Archives.TarGz(("graph.pb", [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * i >> 7))]));
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        Assert.Contains("no whole .tgz", Assert.Throws<RetrainException>(() => ModelArchive.Read(path, "graph.pb")).Message, StringComparison.Ordinal);
    }
}
