using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Retraining.Models;
using Poets.Testing;

namespace Poets.Retraining.Tests.Models;

/// <summary>Which tensors of a module's signature are taken.</summary>
public class HubModuleTests
{
    [Fact]
    public void Names_of_classes_beside_the_scores_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        string module = Write(folder, "serving_default", ("classes", "names"), ("scores", "mean"));
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
        string module = Write(folder, "image_feature_vector", ("default", "mean"), ("block_1", "twice"));
        Assert.Equal(["module_apply_default/mean:0"], BackboneResolver.Resolve(new BackboneOptions { TfHubModule = module }).BottleneckTensors);
    }

    [Fact]
    public void Two_that_could_be_meant_are_named_with_their_shapes()
    {
        using var folder = new TemporaryFolder();
        string module = Write(folder, "serving_default", ("features", "mean"), ("scores", "twice"));
        RetrainException error = Assert.Throws<RetrainException>(() => BackboneResolver.Resolve(new BackboneOptions { TfHubModule = module }));
        Assert.Contains("features (Float32 [?,3])", error.Message, StringComparison.Ordinal);
        Assert.Equal(RetrainFault.ModelUnusable, error.Fault);
    }

    private static string Write(TemporaryFolder folder, string name, params (string Name, string Node)[] outputs)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 8, 8, 3);
        graph.Constant("axes", Tensor.Of(new[] { 1, 2 }, 2));
        graph.Node("mean", "Mean", ["x", "axes"], ("T", DataType.DtFloat));
        graph.Node("twice", "Add", ["mean", "mean"], ("T", DataType.DtFloat));
        graph.Node("names", "Const", []);
        NodeDef names = graph.Graph.Node[^1];
        names.Attr.Add("dtype", new AttrValue { Type = DataType.DtString });
        names.Attr.Add("value", new AttrValue { Tensor = new TensorProto { Dtype = DataType.DtString, TensorShape = new TensorShapeProto(), StringVal = { Google.Protobuf.ByteString.CopyFromUtf8("daisy") } } });
        GraphModel model = graph.Model();
        var signature = new GraphSignature(
            name, new Dictionary<string, TensorFact> { ["inputs"] = model.FactOf("x:0") }, outputs.ToDictionary(output => output.Name, output => model.FactOf(output.Node + ":0")), "");
        string path = Path.Combine(folder.Path, "module");
        SavedModelWriter.Write(path, graph.Graph, [], signature);
        return path;
    }
}
