using Google.Protobuf.Collections;
using Google.Protobuf;
using Poets.Graphs.Import;
using Poets.Graphs.Import.SavedModels;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs;

/// <summary>Writes SavedModel folders of the TF1 kind: a graph, its variables in a V2 checkpoint, one signature, tag <c>serve</c>.</summary>
public static class SavedModelWriter
{
    /// <summary>Writes a frozen graph; some of its constants become variables again.</summary>
    /// <param name="folder">Where to; it must not exist yet, or be empty. It appears complete or not at all.</param>
    /// <param name="frozen">The graph. It is not changed.</param>
    /// <param name="variables">Names of the Const nodes to store as variables of the same names.</param>
    /// <param name="signature">What users feed and ask for.</param>
    /// <exception cref="GraphException">The folder is in use, or a name does not fit the graph.</exception>
    public static void Write(string folder, GraphDef frozen, IReadOnlyCollection<string> variables, GraphSignature signature)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(frozen);
        ArgumentNullException.ThrowIfNull(variables);
        ArgumentNullException.ThrowIfNull(signature);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new GraphException($"{folder}: there is something already; a SavedModel needs a folder of its own. Name another or remove it.");
        }

        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        MetaGraphDef meta = Build(frozen, variables.ToHashSet(StringComparer.Ordinal), signature, values);
        string draft = target + ".writing-" + Guid.NewGuid().ToString("N")[..8];
        try
        {
            Directory.CreateDirectory(Path.Combine(draft, "variables"));
            CheckpointWriter.Write(Path.Combine(draft, "variables", "variables"), values);
            var model = new SavedModel { SavedModelSchemaVersion = 1, MetaGraphs = { meta } };
            using (FileStream file = File.Create(Path.Combine(draft, "saved_model.pb")))
            {
                model.WriteTo(file);
            }

            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            Directory.Move(draft, target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"{folder}: the SavedModel cannot be written: {error.Message}", error);
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    private static MetaGraphDef Build(GraphDef frozen, HashSet<string> variables, GraphSignature signature, Dictionary<string, Tensor> values)
    {
        var graph = new GraphDef { Library = frozen.Library, Versions = frozen.Versions, Version = frozen.Version };
        var turned = new List<NodeDef>();
        foreach (NodeDef node in frozen.Node)
        {
            if (!variables.Contains(node.Name))
            {
                graph.Node.Add(node);
                continue;
            }

            if (node.Op != "Const" || !node.Attr.TryGetValue("value", out AttrValue? value) || value.Tensor is not { } tensor)
            {
                throw new GraphException($"Node '{node.Name}' is {node.Op}; only constants can become variables.");
            }

            var variable = new NodeDef { Name = node.Name, Op = "VariableV2" };
            variable.Attr.Add("dtype", new AttrValue { Type = tensor.Dtype });
            variable.Attr.Add("shape", new AttrValue { Shape = tensor.TensorShape ?? new TensorShapeProto() });
            variable.Attr.Add("container", new AttrValue { S = ByteString.Empty });
            variable.Attr.Add("shared_name", new AttrValue { S = ByteString.Empty });
            graph.Node.Add(variable);
            turned.Add(variable);
            values.Add(node.Name, TensorMessages.Decode(tensor, node.Name));
        }

        if (turned.Count != variables.Count)
        {
            throw new GraphException($"The graph holds no node '{variables.First(name => !values.ContainsKey(name))}' that could become a variable.");
        }

        var meta = new MetaGraphDef
        {
            MetaInfoDef = new MetaGraphDef.Types.MetaInfoDef { Tags = { "serve" } },
            GraphDef = graph,
        };
        if (turned.Count > 0)
        {
            meta.SaverDef = SaverNodes.Add(graph, turned);
        }

        var promise = new SignatureDef { MethodName = signature.Method };
        Enter(promise.Inputs, signature.Inputs);
        Enter(promise.Outputs, signature.Outputs);
        meta.SignatureDef.Add(signature.Name, promise);
        return meta;
    }

    private static void Enter(MapField<string, TensorInfo> target, IReadOnlyDictionary<string, TensorFact> facts)
    {
        foreach ((string name, TensorFact fact) in facts)
        {
            target.Add(name, new TensorInfo { Name = TensorName.Parse(fact.Name).ToString(), Dtype = (DataType)fact.Type, TensorShape = TensorMessages.ToMessage(fact.Shape) });
        }
    }
}
