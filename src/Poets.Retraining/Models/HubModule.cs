using System.Security.Cryptography;
using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.Retraining.Models;

/// <summary>
/// Reads TensorFlow Hub modules and other SavedModels as backbones (reference §3.5). Nodes get the names that the Hub
/// script's graphs have: <c>Placeholder</c>, variables under <c>module/</c>, operations under <c>module_apply_default/</c>.
/// </summary>
internal static class HubModule
{
    private const string Variables = "module/";
    private const string Operations = "module_apply_default/";
    private static readonly string[] s_signatures = ["default", "image_feature_vector", "serving_default"];
    private static readonly string[] s_variableOps = ["VariableV2", "Variable", "VarHandleOp"];

    /// <summary>Finds and reads the module of a handle.</summary>
    /// <param name="handle">What the module is called: a folder, an archive, or an address whose module is in the cache.</param>
    /// <param name="path">Where it is looked for: the same, for who types a relative path elsewhere than in the process's folder a whole one.</param>
    public static BackboneSource Read(string handle, string path)
    {
        string folder = HubModuleFolders.Find(path);
        SavedModelGraph model = LoadInference(folder);
        GraphSignature signature = Choose(model, handle);
        TensorFact input = Only(signature.Inputs, "images", 4, handle, "input");
        TensorFact output = Only(signature.Outputs, "default", 2, handle, "output");
        GraphDef renamed = Rename(model, NodeOf(input.Name));
        return new BackboneSource
        {
            Name = handle,
            CacheId = Escape(handle),
            Graph = GraphModel.FromGraphDef(renamed, handle),
            ContentHash = Hash(folder),
            Input = new InputConvention("Placeholder:0", 0, 255, IsScaledFirst: true),
            BottleneckTensors = [Operations + output.Name],
            Script = ScriptVersion.Hub,
        };
    }

    /// <summary>How the Hub script spells a handle in the names of cache files (reference §4.1).</summary>
    public static string Escape(string handle) => handle
        .Replace("://", "~", StringComparison.Ordinal)
        .Replace('/', '~').Replace(':', '~').Replace('\\', '~');

    // Hub modules keep a training graph beside the inference graph, which has no tags.
    private static SavedModelGraph LoadInference(string folder) => SavedModelGraph.Load(folder);

    private static GraphSignature Choose(SavedModelGraph model, string handle)
    {
        foreach (string name in s_signatures)
        {
            if (model.Signatures.TryGetValue(name, out GraphSignature? signature))
            {
                return signature;
            }
        }

        return model.Signatures.Count == 1
            ? model.Signatures.Values.First()
            : throw new RetrainException($"{handle} has no default signature; it has {string.Join(", ", model.Signatures.Keys)}.") { Fault = RetrainFault.ModelUnusable };
    }

    /// <summary>The tensor that usually has this name, the only one, or the only one of numbers of this rank: exporters add names of classes and the like.</summary>
    private static TensorFact Only(IReadOnlyDictionary<string, TensorFact> tensors, string usual, int rank, string handle, string what)
    {
        if (tensors.TryGetValue(usual, out TensorFact? fact))
        {
            return fact;
        }

        TensorFact[] fitting = tensors.Count == 1 ? [.. tensors.Values]
            : [.. tensors.Values.Where(tensor => tensor.Type == ElementType.Float32 && tensor.Shape.HasRank && tensor.Shape.Rank == rank)];
        return fitting.Length == 1
            ? fitting[0]
            : throw new RetrainException($"{handle}: the module's signature has no {what} '{usual}', and several others: {string.Join(", ", tensors.Select(tensor => $"{tensor.Key} ({tensor.Value.Type} {tensor.Value.Shape})"))}.") { Fault = RetrainFault.ModelUnusable };
    }

    private static GraphDef Rename(SavedModelGraph model, string input)
    {
        var variables = (model.Definition.GraphDef?.Node ?? []).Where(node => s_variableOps.Contains(node.Op)).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        string NewName(string name) => name == input ? "Placeholder" : (variables.Contains(name) ? Variables : Operations) + name;

        GraphDef graph = model.Graph.Definition.Clone();
        foreach (NodeDef node in graph.Node)
        {
            node.Name = NewName(node.Name);
            for (int i = 0; i < node.Input.Count; i++)
            {
                string reference = node.Input[i];
                int start = reference.StartsWith('^') ? 1 : 0;
                int colon = reference.IndexOf(':', StringComparison.Ordinal);
                int end = colon < 0 ? reference.Length : colon;
                node.Input[i] = reference[..start] + NewName(reference[start..end]) + reference[end..];
            }

            // Colocation names nodes of before; nothing here is placed by it.
            node.Attr.Remove("_class");
        }

        return graph;
    }

    private static string NodeOf(string tensor) => tensor.Split(':')[0];

    private static byte[] Hash(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string variables = Path.Combine(folder, "variables");
        IEnumerable<string> files = Directory.Exists(variables) ? Directory.EnumerateFiles(variables).Order(StringComparer.Ordinal) : [];
        foreach (string file in files.Prepend(Path.Combine(folder, "saved_model.pb")))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return hash.GetHashAndReset();
    }
}
