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
