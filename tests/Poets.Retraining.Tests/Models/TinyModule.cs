using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Testing;

namespace Poets.Retraining.Tests.Models;

/// <summary>Writes a SavedModel of [N,8,8,3] images whose tensors are their mean colours, twice those, and the name of a class.</summary>
internal static class TinyModule
{
    /// <summary>Writes it with a signature of these outputs.</summary>
    /// <returns>The module's folder.</returns>
    public static string Write(TemporaryFolder folder, string name, params (string Name, string Node)[] outputs)
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
