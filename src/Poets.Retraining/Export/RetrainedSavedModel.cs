using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Retraining.Models;
using Poets.Retraining.Training;

namespace Poets.Retraining.Export;

/// <summary>Writes a retrained network as the Hub script's SavedModel (reference §7.6), for any network.</summary>
public static class RetrainedSavedModel
{
    private static readonly string[] s_endings =
    [
        "/final_weights", "/final_biases", "/weights_quant/min", "/weights_quant/max", "/act_quant/min", "/act_quant/max",
    ];

    /// <summary>Writes the folder: tag <c>serve</c>, signature <c>serving_default</c>, input <c>image</c>, output <c>prediction</c>.</summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="finalTensorName">The softmax's name.</param>
    /// <exception cref="GraphException">The folder is in use or cannot be written.</exception>
    public static void Write(string folder, Backbone backbone, SoftmaxLayer layer, string finalTensorName)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(layer);
        GraphDef graph = RetrainedGraph.Build(backbone, layer, finalTensorName);
        string[] variables = [.. graph.Node.Where(IsVariable).Select(node => node.Name)];
        var image = new TensorFact(backbone.InputTensor, ElementType.Float32, TensorShape.Of(-1, backbone.Target.Height, backbone.Target.Width, 3));
        var prediction = new TensorFact(finalTensorName + ":0", ElementType.Float32, TensorShape.Of(-1, layer.ClassCount));
        var signature = new GraphSignature(
            "serving_default",
            new Dictionary<string, TensorFact> { ["image"] = image },
            new Dictionary<string, TensorFact> { ["prediction"] = prediction },
            "tensorflow/serving/predict");
        SavedModelWriter.Write(folder, graph, variables, signature);
    }

    /// <summary>Whether a constant of a retrained graph was a variable: the new layer's, its ranges', or a Hub module's.</summary>
    internal static bool IsVariable(NodeDef node) => node.Op == "Const"
        && (node.Name.StartsWith("module/", StringComparison.Ordinal) || Array.Exists(s_endings, ending => node.Name.EndsWith(ending, StringComparison.Ordinal)));
}
