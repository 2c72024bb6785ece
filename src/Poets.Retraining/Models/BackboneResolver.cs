using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Imaging;

namespace Poets.Retraining.Models;

/// <summary>Turns what people ask for into a <see cref="Backbone"/>.</summary>
public static class BackboneResolver
{
    private const int LargestSide = 1 << 14;

    /// <summary>Finds, reads and describes the network.</summary>
    /// <exception cref="RetrainException">It is unknown or not on disk; the message says what is wanted and how to fetch it.</exception>
    /// <exception cref="GraphException">It cannot be read, or lacks a tensor.</exception>
    public static Backbone Resolve(BackboneOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!string.IsNullOrEmpty(options.TfHubModule))
        {
            return Describe(HubModule.Read(options.TfHubModule, options.TfHubModulePath ?? options.TfHubModule), options);
        }

        return Describe(string.IsNullOrEmpty(options.BackboneGraph) ? FromCatalog(options) : FromFile(options.BackboneGraph, options), options);
    }

    private static BackboneSource FromCatalog(BackboneOptions options)
    {
        string name = string.IsNullOrEmpty(options.Architecture) ? ModelCatalog.EmbeddedName : options.Architecture;
        PretrainedModel model = ModelCatalog.Default.Get(name);
        byte[] content = ModelCatalog.Default.Read(model, options.ModelDirectory);
        Task<byte[]> hash = Task.Run(() => SHA256.HashData(content));
        string origin = ModelCatalog.Default.Locate(model, options.ModelDirectory).Path!;
        return new BackboneSource
        {
            Name = name,
            CacheId = name,
            Graph = GraphModel.FromGraphDef(Parse(content, origin), origin),
            ContentHash = hash.GetAwaiter().GetResult(),
            Input = new InputConvention(model.InputTensor, model.InputMean, model.InputStd),
            InputSize = model.InputSize,
            BottleneckTensors = [model.BottleneckTensor],
            BottleneckLength = model.BottleneckLength,
        };
    }

    private static GraphDef Parse(byte[] content, string origin)
    {
        try
        {
            return GraphDef.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new RetrainException($"{origin} is no network, or it is damaged ({error.Message}); delete it and fetch it again.", error) { Fault = RetrainFault.ModelUnusable };
        }
    }

    private static BackboneSource FromFile(string path, BackboneOptions options)
    {
        Task<byte[]> hash = Task.Run(() => HashOf(path));
        GraphModel graph = GraphModel.Load(path);
        if (options.BottleneckTensors.Count == 0)
        {
            throw new RetrainException($"{path} is no network of the catalogue, so nothing says which of its tensors is the bottleneck; name one or several with --bottleneck_tensors.") { Fault = RetrainFault.OptionInvalid };
        }

        return new BackboneSource
        {
            Name = Path.GetFileNameWithoutExtension(path),
            CacheId = Path.GetFileNameWithoutExtension(path),
            Graph = graph,
            ContentHash = hash.GetAwaiter().GetResult(),
            Input = InputConvention.Of(graph, options.InputTensor),
            BottleneckTensors = options.BottleneckTensors,
        };
    }

    private static byte[] HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return SHA256.HashData(file);
    }

    private static Backbone Describe(BackboneSource source, BackboneOptions options)
    {
        string input = options.InputTensor is null ? source.Input.InputTensor : Tensor(options.InputTensor);
        IReadOnlyList<string> outputs = options.BottleneckTensors.Count > 0 ? [.. options.BottleneckTensors.Select(Tensor)] : source.BottleneckTensors;
        ResizeTarget target = Target(source, input, options);
        string custom = Customisation(source, options, input, outputs, target);
        return new Backbone
        {
            Name = source.Name,
            CacheId = source.CacheId + custom,
            Graph = source.Graph,
            InputTensor = input,
            BottleneckTensors = outputs,
            Lengths = source.BottleneckLength is { } known && outputs.SequenceEqual(source.BottleneckTensors) ? [known] : [.. outputs.Select(tensor => LengthOf(source.Graph, tensor))],
            Target = target,
            Script = source.Script,
            Fingerprint = Fingerprint(source, input, outputs, target),
        };
    }

    private static string Tensor(string name) => name.Contains(':', StringComparison.Ordinal) ? name : name + ":0";

    private static ResizeTarget Target(BackboneSource source, string input, BackboneOptions options)
    {
        (int width, int height) = ImageSize(source.Graph, input, source.InputSize, options.InputWidth, options.InputHeight);
        return Normalisation.Target(width, height, source.Input, options.InputMean, options.InputStd);
    }

    /// <summary>Columns and rows: what is asked for, what the catalogue says, or what the graph says.</summary>
    /// <exception cref="RetrainException">The size that is asked for is none, or not that of the graph.</exception>
    internal static (int Width, int Height) ImageSize(GraphModel graph, string input, int? known, int? width, int? height)
    {
        RequireSide("--input_width", width);
        RequireSide("--input_height", height);
        TensorFact? fixedSize = width is null && height is null ? null : graph.FactOf(input);
        if (fixedSize is { Shape: { HasRank: true, Rank: 4 } shape } && (Differs(width, shape[2]) || Differs(height, shape[1])))
        {
            throw new RetrainException(
                $"{(Differs(width, shape[2]) ? "--input_width" : "--input_height")}: {graph.Origin} takes images of {shape[2]} × {shape[1]} pixels into {input} and no others; leave the size out.") { Fault = RetrainFault.OptionInvalid };
        }

        if ((width ?? known) is { } w && (height ?? known) is { } h)
        {
            return (w, h);
        }

        TensorFact fact = fixedSize ?? graph.FactOf(input);
        if (!fact.Shape.HasRank || fact.Shape.Rank != 4)
        {
            throw new GraphException($"{graph.Origin}: {input} has the shape {fact.Shape}; images go into [N,H,W,3]. Name another input tensor, or width and height.");
        }

        int columns = width ?? fact.Shape[2];
        int rows = height ?? fact.Shape[1];
        return columns > 0 && rows > 0
            ? (columns, rows)
            : throw new GraphException($"{graph.Origin}: {input} has the shape {fact.Shape}, which leaves the size of images open; give the input's width and height.");
    }

    private static bool Differs(int? wanted, int dimension) => wanted is { } side && dimension > 0 && side != dimension;

    private static void RequireSide(string option, int? side)
    {
        if (side is { } length and (< 1 or > LargestSide))
        {
            throw RetrainException.OutOfRange(option, length, $"1 to {LargestSide}");
        }
    }

    private static int LengthOf(GraphModel graph, string tensor)
    {
        TensorFact fact = graph.FactOf(tensor);
        int length = fact.Type == ElementType.Float32 && fact.Shape.HasRank && fact.Shape.Rank is 2 or 4 ? fact.Shape[-1] : -1;
        return length > 0
            ? length
            : throw new GraphException($"{graph.Origin}: {tensor} is {fact.Type} {fact.Shape}; a bottleneck is Float32 [N,D] or [N,H,W,C].");
    }

    // Files of the network as everyone knows it keep the scripts' name; anything else must not meet them.
    private static string Customisation(BackboneSource source, BackboneOptions options, string input, IReadOnlyList<string> outputs, ResizeTarget target)
    {
        bool isPlain = input == source.Input.InputTensor && outputs.SequenceEqual(source.BottleneckTensors) && target == Target(source, input, new BackboneOptions());
        return isPlain && options.BackboneGraph is null
            ? string.Empty
            : "~" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Describe(input, outputs, target))), 0, 4).ToLowerInvariant();
    }

    private static string Fingerprint(BackboneSource source, string input, IReadOnlyList<string> outputs, ResizeTarget target)
    {
        byte[] all = [.. source.ContentHash, .. Encoding.UTF8.GetBytes(Describe(input, outputs, target))];
        return Convert.ToHexString(SHA256.HashData(all), 0, 16).ToLowerInvariant();
    }

    private static string Describe(string input, IReadOnlyList<string> outputs, ResizeTarget target) => string.Create(
        CultureInfo.InvariantCulture,
        $"{input}|{string.Join(',', outputs)}|{target.Width}x{target.Height}|{target.Mean:R}|{target.Scale:R}|{target.PreScale:R}");
}
