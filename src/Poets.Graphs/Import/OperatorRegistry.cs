using Poets.Graphs.Operators;

namespace Poets.Graphs.Import;

/// <summary>Maps TensorFlow operator names to the small functions that read a node's attributes.</summary>
internal sealed class OperatorRegistry
{
    private readonly Dictionary<string, Func<NodeReader, Operator>> _importers = new(256, StringComparer.Ordinal);

    /// <summary>Everything the managed engine knows. Filled once, then only read.</summary>
    public static OperatorRegistry Default { get; } = RegisterAll();

    /// <summary>The operators' names.</summary>
    public IReadOnlyCollection<string> Names => _importers.Keys;

    public void Add(string op, Func<NodeReader, Operator> importer) => _importers.Add(op, importer);

    /// <summary>The operator of a node; null where the engine lacks it.</summary>
    /// <exception cref="GraphException">An attribute is missing, of the wrong kind or of an unsupported value.</exception>
    public Operator? Import(NodeReader node)
    {
        if (!_importers.TryGetValue(node.Op, out Func<NodeReader, Operator>? importer))
        {
            return null;
        }

        try
        {
            return importer(node);
        }
        catch (OperatorException error)
        {
            throw node.Refuse(error.Message);
        }
    }

    private static OperatorRegistry RegisterAll()
    {
        var registry = new OperatorRegistry();
        SourceOperators.RegisterAll(registry);
        ShapeOperators.RegisterAll(registry);
        ElementwiseOperators.RegisterAll(registry);
        ConvolutionOperators.RegisterAll(registry);
        PoolOperators.RegisterAll(registry);
        MatMulOperators.RegisterAll(registry);
        NormalizationOperators.RegisterAll(registry);
        ReductionOperators.RegisterAll(registry);
        JoinOperators.RegisterAll(registry);
        CastOperators.RegisterAll(registry);
        BlockOperators.RegisterAll(registry);
        return registry;
    }
}
