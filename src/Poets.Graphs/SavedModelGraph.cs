using Google.Protobuf;
using Poets.Graphs.Import;
using Poets.Graphs.Import.SavedModels;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs;

/// <summary>
/// A SavedModel folder (TF1 with variables, TF1 Hub module, TF2 with functions) read into one plain graph: functions are
/// expanded, variables are constants, saving and training nodes are gone.
/// </summary>
public sealed class SavedModelGraph
{
    private SavedModelGraph(GraphModel graph, MetaGraphDef definition, IReadOnlyDictionary<string, GraphSignature> signatures)
    {
        Graph = graph;
        Definition = definition;
        Signatures = signatures;
    }

    /// <summary>The frozen graph; it holds what the signatures need.</summary>
    public GraphModel Graph { get; }

    /// <summary>The MetaGraphDef as it was read, for collections such as a Hub module's attachments. Treat it as read-only.</summary>
    public MetaGraphDef Definition { get; }

    /// <summary>The signatures by name.</summary>
    public IReadOnlyDictionary<string, GraphSignature> Signatures { get; }

    /// <summary>Whether a folder looks like a SavedModel.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, "saved_model.pb"));

    /// <summary>Reads the inference graph of a SavedModel folder.</summary>
    /// <param name="folder">The folder that holds <c>saved_model.pb</c> and <c>variables/</c>.</param>
    /// <param name="tags">Which of several graphs to read; null takes the one tagged <c>serve</c>, else the one without tags.</param>
    /// <exception cref="GraphException">The folder is no SavedModel, a file is damaged, or no graph has these tags.</exception>
    public static SavedModelGraph Load(string folder, IReadOnlyCollection<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string path = Path.Combine(folder, "saved_model.pb");
        SavedModel model;
        try
        {
            model = SavedModel.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string text = File.Exists(Path.Combine(folder, "saved_model.pbtxt")) ? "it holds saved_model.pbtxt, the text format; save it in the binary format" : error.Message;
            throw new GraphException($"{folder}: no SavedModel can be read there: {text}", error);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new GraphException($"{path}: this is no SavedModel, or it is damaged. ({error.Message})", error);
        }

        return GraphException.Naming(folder, () => Freeze(folder, path, Choose(model, tags, path)));
    }

    private static SavedModelGraph Freeze(string folder, string path, MetaGraphDef chosen)
    {
        GraphDef expanded = new FunctionExpander(chosen.GraphDef ?? new GraphDef(), path).Expand();
        var signatures = new Dictionary<string, GraphSignature>(StringComparer.Ordinal);
        foreach ((string name, SignatureDef signature) in chosen.SignatureDef)
        {
            // The initialiser of TF2 models is listed among the signatures; it has no tensors to ask for.
            if (signature.Outputs.Count > 0 && name != "__saved_model_init_op")
            {
                signatures.Add(name, new GraphSignature(name, Facts(signature.Inputs), Facts(signature.Outputs), signature.MethodName));
            }
        }

        if (signatures.Count == 0)
        {
            throw new GraphException($"{path}: the graph has no signatures, so that nobody can say what to feed and what to ask for.");
        }

        string[] roots = [.. signatures.Values.SelectMany(signature => signature.Inputs.Values.Concat(signature.Outputs.Values)).Select(fact => fact.Name)];
        GraphDef frozen = VariableFreezer.Freeze(expanded, roots, Path.Combine(folder, "variables", "variables"), path);
        return new SavedModelGraph(GraphModel.FromGraphDef(frozen, folder), chosen, signatures);
    }

    private static MetaGraphDef Choose(SavedModel model, IReadOnlyCollection<string>? tags, string path)
    {
        MetaGraphDef? With(IReadOnlyCollection<string> wanted) => model.MetaGraphs.FirstOrDefault(graph =>
            (graph.MetaInfoDef?.Tags.Count ?? 0) == wanted.Count && wanted.All(tag => graph.MetaInfoDef!.Tags.Contains(tag)));
        MetaGraphDef? chosen = tags is null ? With(["serve"]) ?? With([]) : With(tags);
        if (chosen is null && tags is null && model.MetaGraphs.Count == 1)
        {
            chosen = model.MetaGraphs[0];
        }

        string Found() => string.Join(", ", model.MetaGraphs.Select(graph => $"[{string.Join(",", graph.MetaInfoDef?.Tags ?? [])}]"));
        return chosen ?? throw new GraphException($"{path}: no graph is tagged [{string.Join(",", tags ?? ["serve"])}]; there are {Found()}.");
    }

    private static Dictionary<string, TensorFact> Facts(IEnumerable<KeyValuePair<string, TensorInfo>> tensors)
    {
        var facts = new Dictionary<string, TensorFact>(StringComparer.Ordinal);
        foreach ((string name, TensorInfo info) in tensors)
        {
            if (info.Name.Length > 0)
            {
                facts.Add(name, new TensorFact(TensorName.Parse(info.Name).ToString(), (ElementType)info.Dtype, TensorMessages.ShapeOf(info.TensorShape)));
            }
        }

        return facts;
    }
}
