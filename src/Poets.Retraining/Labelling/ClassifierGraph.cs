using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Imaging;
using Poets.Retraining.Engines;
using Poets.Retraining.Models;

namespace Poets.Retraining.Labelling;

/// <summary>A graph that gives scores, with its labels, its ends and what images have to look like.</summary>
internal sealed class ClassifierGraph
{
    private const string SavedModelFile = "saved_model.pb";
    private const string EmbeddedStem = "stem/weights_int8";

    private readonly IGraphEngine _engine;
    private readonly GraphModel _graph;
    private readonly string _input;
    private readonly string _output;
    private readonly ResizeTarget _target;

    private ClassifierGraph(IGraphEngine engine, GraphModel graph, string input, string output, ResizeTarget target, IReadOnlyList<string> labels)
    {
        (_engine, _graph, _input, _output, _target) = (engine, graph, input, output, target);
        Labels = labels;
    }

    /// <summary>The labels, in the order of the graph's outputs.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Where the graph came from.</summary>
    public string Origin => _graph.Origin;

    /// <summary>Which files its training took by default.</summary>
    public Datasets.ImageListing Listing =>
        _graph.Contains("final_retrain_ops/Wx_plus_b/add") ? Datasets.ImageListing.Hub
        : _graph.Contains("final_training_ops/Wx_plus_b/add") && !_graph.Contains(EmbeddedStem) ? Datasets.ImageListing.Codelab
        : Datasets.ImageListing.All;

    /// <summary>Reads a graph and its labels, or the embedded ones.</summary>
    public static ClassifierGraph Load(ClassifierOptions options)
    {
        bool isEmbedded = string.IsNullOrEmpty(options.Graph);
        string path = isEmbedded ? ModelFolders.Embedded(ModelCatalog.EmbeddedFile) : options.Graph!;
        if (Path.GetFileName(path) == SavedModelFile || File.Exists(Path.Combine(path, SavedModelFile)))
        {
            throw new RetrainException($"{path} is a SavedModel; images are labelled with the frozen graph that training writes besides, a .pb file.") { Fault = RetrainFault.ModelUnusable };
        }

        if (Directory.Exists(path))
        {
            throw new RetrainException($"{path} is a folder; name the frozen graph in it, a .pb file.") { Fault = RetrainFault.FileNotFound };
        }

        if (!File.Exists(path))
        {
            throw new RetrainException($"[Errno 2] No such file or directory: '{path}' (the graph)") { Fault = RetrainFault.FileNotFound };
        }

        // The engine comes first: it gets ready on another core while the graph is read.
        IGraphEngine engine = EngineFactory.Create(options.Engine, options.Device, options.TensorFlowPath);
        GraphModel graph = GraphModel.Load(path);
        InputConvention convention = Convention(graph, options);
        string output = Tensor(graph, options.OutputLayer ?? (isEmbedded ? "predictions" : FindOutput(graph)));
        (int width, int height) = BackboneResolver.ImageSize(graph, convention.InputTensor, null, options.InputWidth, options.InputHeight);
        ResizeTarget target = Normalisation.Target(width, height, convention, options.InputMean, options.InputStd);
        IReadOnlyList<string> labels = LabelFile.Read(LabelsPath(options, isEmbedded));
        return new ClassifierGraph(engine, graph, convention.InputTensor, output, target, Fit(labels, graph, output));
    }

    /// <summary>Makes it ready to run.</summary>
    public ImageNetwork Prepare(ClassifierOptions options, int threads, int batchSize = 1) =>
        new(_engine, _graph, _input, [_output], _target, new SessionOptions { Threads = threads, Device = options.Device, Profile = options.Profile }, batchSize);

    private static InputConvention Convention(GraphModel graph, ClassifierOptions options)
    {
        InputConvention convention = InputConvention.Of(graph, options.InputLayer is null || IsStandIn(graph, options.InputLayer) ? null : Tensor(graph, options.InputLayer));
        return options.UseLabelImageNormalisation && convention is { Mean: 127.5f, Std: 127.5f } ? convention with { Mean = 128, Std = 128 } : convention;
    }

    // The tutorials name the inputs of the scripts' default networks. Where ours has taken their place, its input is meant.
    private static bool IsStandIn(GraphModel graph, string layer) =>
        layer is ("Placeholder" or "Mul" or "input") && !graph.Contains(layer) && graph.Contains(EmbeddedStem);

    private static string Tensor(GraphModel graph, string layer)
    {
        string tensor = layer.Contains(':', StringComparison.Ordinal) ? layer : layer + ":0";
        return graph.Contains(tensor)
            ? tensor
            : throw new RetrainException($"The name 'import/{layer}' refers to an Operation not in the graph. ({graph.Origin} has {string.Join(", ", Ends(graph))}.)") { Fault = RetrainFault.OptionInvalid };
    }

    private static string FindOutput(GraphModel graph)
    {
        if (graph.Contains("final_result"))
        {
            return "final_result";
        }

        NodeDef? softmax = graph.Definition.Node.LastOrDefault(node => node.Op == "Softmax");
        return softmax?.Name ?? throw new RetrainException($"{graph.Origin} has no node 'final_result' and no Softmax; name the output layer. It has {string.Join(", ", Ends(graph))}.") { Fault = RetrainFault.OptionInvalid };
    }

    // Placeholders and nodes that nothing reads: what people most likely mean.
    private static IEnumerable<string> Ends(GraphModel graph)
    {
        var read = graph.Definition.Node.SelectMany(node => node.Input).Select(input => input.TrimStart('^').Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return graph.Definition.Node.Where(node => node.Op == "Placeholder" || !read.Contains(node.Name)).Select(node => $"'{node.Name}'").Take(8);
    }

    private static string LabelsPath(ClassifierOptions options, bool isEmbedded) =>
        !string.IsNullOrEmpty(options.Labels) ? options.Labels
        : isEmbedded ? ModelFolders.Embedded("imagenet_labels.txt")
        : LabelFile.FindBeside(options.Graph!)
            ?? throw new RetrainException($"There is no labels file beside {options.Graph}, such as {LabelFile.NameFor(options.Graph!)}; name it with --labels.") { Fault = RetrainFault.FileNotFound };

    // A file of another run silently mislabels, so counts must agree.
    private static IReadOnlyList<string> Fit(IReadOnlyList<string> labels, GraphModel graph, string output)
    {
        TensorShape shape = graph.FactOf(output).Shape;
        int classes = shape.HasRank && shape.Rank > 0 ? shape[-1] : -1;
        int count = labels.Count;
        while (count > 0 && labels[count - 1].Length == 0 && count != classes)
        {
            count--;
        }

        return classes < 0 || count == classes
            ? [.. labels.Take(count)]
            : throw new RetrainException($"{graph.Origin} has {classes} outputs and the labels file {count} labels; they are not of one training.") { Fault = RetrainFault.LabelsMismatch };
    }
}
