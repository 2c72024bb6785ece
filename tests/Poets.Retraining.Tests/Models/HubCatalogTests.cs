using Poets.Graphs;
using Poets.Retraining.Models;

namespace Poets.Retraining.Tests.Models;

/// <summary>Hub modules by handle: what is listed, and fetched from a mirror in a folder into the Hub library's cache.</summary>
public sealed class HubCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // Made up for each test, so that the cache, which the whole process shares, never knows it before.
    private readonly string _handle = $"https://tfhub.dev/poets/{Guid.NewGuid():N}/feature_vector/1";

    private string Mirror => Path.Combine(_folder.Path, "mirror");

    private string MirrorFile => Path.Combine(Mirror, new Uri(_handle).AbsolutePath.TrimStart('/') + ".tar.gz");

    public void Dispose()
    {
        string cached = ModelCatalog.Default.Locate(HubCatalog.Find(_handle)!).WantedPath;
        if (Directory.Exists(cached))
        {
            Directory.Delete(cached, recursive: true);
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("inception_v3/feature_vector/3", 299, 2048)]
    [InlineData("mobilenet_v1_075_160/feature_vector/1", 160, 768)]
    [InlineData("mobilenet_v1_025_128/quantops/feature_vector/1", 128, 256)]
    [InlineData("mobilenet_v2_100_224/feature_vector/2", 224, 1280)]
    [InlineData("mobilenet_v2_035_96/feature_vector/2", 96, 1280)]
    [InlineData("mobilenet_v2_140_224/feature_vector/2", 224, 1792)]
    [InlineData("nasnet_large/feature_vector/1", 331, 4032)]
    public void The_modules_that_the_tutorials_name_are_listed(string name, int size, int length)
    {
        PretrainedModel module = Assert.Single(HubCatalog.Modules, module => module.Name == "https://tfhub.dev/google/imagenet/" + name);
        Assert.Equal((size, length), (module.InputSize, module.BottleneckLength));
        Assert.True(module.IsHubModule);
    }

    [Fact]
    public void Handles_are_unique_and_text_that_is_no_address_is_no_module()
    {
        Assert.Equal(HubCatalog.Modules.Count, HubCatalog.Modules.Select(module => module.Name).Distinct().Count());
        Assert.Null(HubCatalog.Find("mobilenet_0.25_128"));
        Assert.Null(HubCatalog.Find("./module"));
    }

    [Fact]
    public async Task A_module_that_was_fetched_is_found_by_its_handle()
    {
        PretrainedModel module = HubCatalog.Find(_handle)!;
        RetrainException missing = Assert.Throws<RetrainException>(() => BackboneResolver.Resolve(new BackboneOptions { TfHubModule = _handle }));
        Assert.Equal(RetrainFault.ModelNotFound, missing.Fault);
        Assert.Contains($"poets models get {_handle}", missing.Message, StringComparison.Ordinal);

        WriteMirror(Module());
        string path = await new ModelDownloader().DownloadAsync(module, options: new DownloadOptions { Mirror = new Uri(Mirror) });

        ModelState state = ModelCatalog.Default.Locate(module);
        Assert.Equal((ModelAvailability.Present, path), (state.Availability, state.Path));
        Assert.Equal([3], BackboneResolver.Resolve(new BackboneOptions { TfHubModule = _handle }).Lengths);
        Assert.False(File.Exists(path + ".part"));
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_when_that_is_asked_for()
    {
        PretrainedModel module = HubCatalog.Find(_handle)!;
        var options = new DownloadOptions { Mirror = new Uri(Mirror) };
        WriteMirror(Module());
        string path = await new ModelDownloader().DownloadAsync(module, options: options);
        string mark = Path.Combine(path, "mark");
        File.WriteAllText(mark, "");

        await new ModelDownloader().DownloadAsync(module, options: options);
        Assert.True(File.Exists(mark));

        await new ModelDownloader().DownloadAsync(module, options: options with { Force = true });
        Assert.False(File.Exists(mark));
        Assert.True(SavedModelGraph.IsAt(path));
    }

    [Fact]
    public async Task An_archive_without_a_module_leaves_nothing_behind()
    {
        PretrainedModel module = HubCatalog.Find(_handle)!;
        WriteMirror(Archives.TarGz(("readme.txt", [1, 2, 3])));
        RetrainException error = await Assert.ThrowsAsync<RetrainException>(() => new ModelDownloader().DownloadAsync(module, options: new DownloadOptions { Mirror = new Uri(Mirror) }));
        Assert.Equal(RetrainFault.DownloadFailed, error.Fault);
        Assert.Contains("saved_model.pb", error.Message, StringComparison.Ordinal);
        string cached = ModelCatalog.Default.Locate(module).WantedPath;
        Assert.False(Directory.Exists(cached));
        Assert.False(File.Exists(cached + ".part"));
    }

    private void WriteMirror(byte[] archive)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(MirrorFile)!);
        File.WriteAllBytes(MirrorFile, archive);
    }

    private byte[] Module()
    {
        string path = TinyModule.Write(_folder, "default", ("default", "mean"));
        return Archives.TarGz([.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => (Path.GetRelativePath(path, file).Replace('\\', '/'), File.ReadAllBytes(file)))]);
    }
}
