using Poets.Retraining.Models;

namespace Poets.Retraining.Tests.Models;

/// <summary>Which tensors of a module's signature are taken.</summary>
public class HubModuleTests
{
    [Fact]
    public void Names_of_classes_beside_the_scores_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        string module = TinyModule.Write(folder, "serving_default", ("classes", "names"), ("scores", "mean"));
        Backbone backbone = BackboneResolver.Resolve(new BackboneOptions { TfHubModule = module });
        Assert.Equal(["module_apply_default/mean:0"], backbone.BottleneckTensors);
        Assert.Equal([3], backbone.Lengths);
        Assert.Equal((8, 8), (backbone.Target.Width, backbone.Target.Height));
        Assert.False(backbone.IsQuantised);
    }

    [Fact]
    public void A_network_fed_otherwise_than_usual_has_a_cache_of_its_own()
    {
        using var folder = new TemporaryFolder();
        string module = TinyModule.Write(folder, "default", ("default", "mean"));
        var options = new BackboneOptions { TfHubModule = module };
        Backbone plain = BackboneResolver.Resolve(options);
        Assert.Equal(HubModule.Escape(module), plain.CacheId);
        Backbone[] others =
        [
            BackboneResolver.Resolve(options with { InputMean = 3 }),
            BackboneResolver.Resolve(options with { InputStd = 3 }),
        ];
        Assert.All(others, other => Assert.Matches("^~[0-9a-f]{8}$", other.CacheId[plain.CacheId.Length..]));
        Assert.Equal(3, others.Append(plain).Select(network => network.CacheId).Distinct().Count());
        Assert.Equal(3, others.Append(plain).Select(network => network.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void A_network_that_changed_under_its_name_is_told_from_what_it_was()
    {
        using var folder = new TemporaryFolder();
        var options = new BackboneOptions { TfHubModule = TinyModule.Write(folder, "default", ("default", "mean")) };
        Backbone before = BackboneResolver.Resolve(options);
        Directory.Delete(options.TfHubModule, recursive: true);
        TinyModule.Write(folder, "default", ("default", "mean"), ("more", "twice"));
        Backbone after = BackboneResolver.Resolve(options);
        Assert.Equal((before.CacheId, before.BottleneckTensors[0]), (after.CacheId, after.BottleneckTensors[0]));
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
    }

    [Fact]
    public void Runs_that_unpack_one_archive_at_once_do_not_meet()
    {
        using var folder = new TemporaryFolder();
        string module = TinyModule.Write(folder, "default", ("default", "mean"));
        string archive = folder.File("module.tar.gz");
        File.WriteAllBytes(archive, Archives.TarGz([.. Directory.EnumerateFiles(module, "*", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(module, file).Replace('\\', '/'), File.ReadAllBytes(file)))]));
        string target = folder.File("cache", "module");
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ => Assert.Equal(target, HubModuleFolders.Unpack(archive, target)));
        Assert.Equal([target], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(target)!));
    }

    [Fact]
    public void A_module_is_called_as_it_was_typed_wherever_it_lies()
    {
        using var folder = new TemporaryFolder();
        string module = TinyModule.Write(folder, "default", ("default", "mean"));
        Backbone backbone = BackboneResolver.Resolve(new BackboneOptions { TfHubModule = "./module", TfHubModulePath = module });
        Assert.Equal(("./module", ".~module"), (backbone.Name, backbone.CacheId));
    }

    [Fact]
    public void The_usual_name_wins_among_several()
    {
        using var folder = new TemporaryFolder();
        string module = TinyModule.Write(folder, "image_feature_vector", ("default", "mean"), ("block_1", "twice"));
        Assert.Equal(["module_apply_default/mean:0"], BackboneResolver.Resolve(new BackboneOptions { TfHubModule = module }).BottleneckTensors);
    }

    [Fact]
    public void Two_that_could_be_meant_are_named_with_their_shapes()
    {
        using var folder = new TemporaryFolder();
        string module = TinyModule.Write(folder, "serving_default", ("features", "mean"), ("scores", "twice"));
        RetrainException error = Assert.Throws<RetrainException>(() => BackboneResolver.Resolve(new BackboneOptions { TfHubModule = module }));
        Assert.Contains("features (Float32 [?,3])", error.Message, StringComparison.Ordinal);
        Assert.Equal(RetrainFault.ModelUnusable, error.Fault);
    }
}
