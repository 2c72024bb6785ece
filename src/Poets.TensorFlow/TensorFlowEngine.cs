using System.Diagnostics.CodeAnalysis;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.TensorFlow.Native;

namespace Poets.TensorFlow;

/// <summary>Runs graphs on the real TensorFlow library, on the processor or a GPU.</summary>
/// <remarks>
/// <see cref="SessionOptions.Threads"/> sets TensorFlow's intra-op and inter-op threads of that session (0: one a core).
/// <see cref="SessionOptions.Device"/>: with <c>Auto</c> TensorFlow itself places the operators, on a GPU where it lists
/// one; <c>Cpu</c> hides GPUs; <c>Gpu</c> or <c>Gpu:n</c> puts what has a GPU kernel there, or fails where there is none.
/// </remarks>
public sealed class TensorFlowEngine : IGraphEngine
{
    internal TensorFlowEngine(TensorFlowLibrary library) => Library = library;

    /// <inheritdoc/>
    public string Name => "TensorFlow";

    /// <summary>The library underneath.</summary>
    public TensorFlowLibrary Library { get; }

    /// <summary>Whether TensorFlow may rewrite graphs before it runs them; the judge takes them as they are.</summary>
    internal bool Rewrites { get; init; } = true;

    /// <summary>The engine on the library that <see cref="TensorFlowLibrary.Load"/> finds.</summary>
    /// <param name="path">The library's file or folder, or null.</param>
    /// <exception cref="GraphException">There is none; the message lists what was searched.</exception>
    public static TensorFlowEngine Create(string? path = null) => new(TensorFlowLibrary.Load(path));

    /// <summary>The engine, if there is a library for it.</summary>
    /// <param name="path">The library's file or folder, or null.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="searched">Where the library was found, or all that was searched.</param>
    public static bool TryCreate(string? path, [NotNullWhen(true)] out TensorFlowEngine? engine, out string searched)
    {
        engine = TensorFlowLibrary.TryLoad(path, out TensorFlowLibrary? library, out searched) ? new TensorFlowEngine(library) : null;
        return engine is not null;
    }

    /// <summary>Whether a text is how <see cref="SessionOptions.Device"/> names a device, be it there or not.</summary>
    public static bool IsDeviceName(string text) => DeviceChoice.TryParse(text, out _);

    /// <summary>The devices that it can run on.</summary>
    public IReadOnlyList<TensorFlowDevice> ListDevices() => Library.ListDevices();

    /// <summary>Refuses a device that is not there, before any work is done for it.</summary>
    /// <param name="device"><c>Auto</c>, <c>Cpu</c>, <c>Gpu</c> or <c>Gpu:n</c>.</param>
    /// <exception cref="GraphException">No such device; the message says what was found.</exception>
    public void RequireDevice(string device) => DeviceChoice.Parse(device).Require(ListDevices(), Library);

    /// <inheritdoc/>
    public IGraphSession CreateSession(GraphModel graph, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        options ??= new SessionOptions();
        DeviceChoice device = DeviceChoice.Parse(options.Device);
        GraphHandle native = SessionFactory.Import(graph.Definition, device.DefaultDevice, graph.Origin);
        SessionHandle? session = null;
        try
        {
            // What is known of the tensors is said by the graph as it was given.
            TensorFact[] inputFacts = NativeGraph.FactsOf(native, inputs, graph.Origin);
            TensorFact[] outputFacts = NativeGraph.FactsOf(native, outputs, graph.Origin);
            GraphDef? freed = inputFacts.Any(FeedCheck.IsFrozenAtOne) ? FrozenBatch.Free(graph.Definition, native, inputFacts, outputFacts) : null;
            if (freed is not null)
            {
                native.Dispose();
                native = SessionFactory.Import(freed, device.DefaultDevice, graph.Origin);
            }

            session = SessionFactory.Open(native, options, $"opening a session on {graph.Origin}", Rewrites);
            device.Require(session, Library);
            return new TensorFlowSession(native, session, inputFacts, outputFacts, graph.Origin) { TakesAnyBatch = freed is not null };
        }
        catch
        {
            session?.Dispose();
            native.Dispose();
            throw;
        }
    }

    /// <summary>Loads a SavedModel folder with its variables and functions, and prepares one of its signatures.</summary>
    /// <param name="folder">The folder that holds <c>saved_model.pb</c>.</param>
    /// <param name="signature">The signature; its inputs and outputs come in ordinal order of their keys.</param>
    /// <param name="tags">The tags of the graph to load; null is <c>serve</c>.</param>
    /// <param name="options">Threads and device; TensorFlow itself chooses among several GPUs.</param>
    /// <exception cref="GraphException">The folder is none, or has no such tags or signature.</exception>
    public IGraphSession CreateSavedModelSession(
        string folder, string signature = "serving_default", IReadOnlyList<string>? tags = null, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new SessionOptions();
        DeviceChoice device = DeviceChoice.Parse(options.Device);
        GraphHandle native = TfApi.TF_NewGraph();
        SessionHandle? session = null;
        try
        {
            session = SessionFactory.OpenSavedModel(native, folder, tags ?? ["serve"], options, Rewrites, out MetaGraphDef meta);
            device.Require(session, Library);
            if (!meta.SignatureDef.TryGetValue(signature, out SignatureDef? chosen))
            {
                string known = string.Join(", ", meta.SignatureDef.Keys.Order(StringComparer.Ordinal));
                throw new GraphException($"{folder} has no signature '{signature}'; it has {known}.");
            }

            TensorFact[] inputs = NativeGraph.FactsOf(native, TensorsOf(chosen.Inputs), folder);
            return new TensorFlowSession(native, session, inputs, NativeGraph.FactsOf(native, TensorsOf(chosen.Outputs), folder), folder);
        }
        catch
        {
            session?.Dispose();
            native.Dispose();
            throw;
        }
    }

    private static string[] TensorsOf(IDictionary<string, TensorInfo> arguments) =>
        [.. arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal).Select(argument => argument.Value.Name)];
}
