using Poets.Graphs.Execution;
using Poets.Graphs.Import;
using Poets.Graphs.Kernels;
using Poets.Graphs.Optimize;

namespace Poets.Graphs;

/// <summary>Our own engine: no native library, on any processor.</summary>
public sealed class ManagedEngine : IGraphEngine
{
    /// <summary>An engine; the process's first one begins to compile its kernels, while its caller still reads the graph.</summary>
    public ManagedEngine() => KernelCompilation.Begin();

    /// <inheritdoc/>
    public string Name => "Managed";

    /// <summary>Optimiser passes that sessions made from here leave out, by name; empty by default. For tests and bisection.</summary>
    internal IReadOnlyCollection<string> SkippedPasses { get; init; } = [];

    /// <summary>See <see cref="ManagedSession.ImagesPerPart"/>.</summary>
    internal int ImagesPerPart { get; init; }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedOperatorsException">The graph holds operators that this engine lacks.</exception>
    public IGraphSession CreateSession(GraphModel graph, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, SessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        options ??= new SessionOptions();
        if (options.Device.StartsWith("Gpu", StringComparison.OrdinalIgnoreCase))
        {
            throw new GraphException($"The managed engine runs on the processor only; for device '{options.Device}' take real TensorFlow (-Engine TensorFlow).");
        }

        TypedGraph typed = GraphException.Naming(graph.Origin, () => GraphImporter.Import(graph, inputs, outputs));
        TensorFact[] inputFacts = Facts(typed.Inputs, inputs);
        TensorFact[] outputFacts = Facts(typed.Outputs, outputs);
        TypedGraph optimised = GraphException.Naming(graph.Origin, () => Optimizer.Run(typed, SkippedPasses));
        var session = new ManagedSession(optimised, inputFacts, outputFacts, options.Threads) { Origin = graph.Origin, ImagesPerPart = ImagesPerPart, Profile = options.Profile };
        if (options.ExpectedShapes.Count > 0)
        {
            session.Expect(options.ExpectedShapes);
        }

        return session;
    }

    private static TensorFact[] Facts(Outlet[] outlets, IReadOnlyList<string> names)
    {
        var facts = new TensorFact[outlets.Length];
        for (int i = 0; i < facts.Length; i++)
        {
            facts[i] = new TensorFact(TensorName.Parse(names[i]).ToString(), outlets[i].Fact.Type, outlets[i].Fact.Shape);
        }

        return facts;
    }
}
