using Poets.TensorFlow.Tests.Judge.Generators;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>One generator an operator, by TensorFlow's name.</summary>
internal sealed class GeneratorTable
{
    private readonly SortedDictionary<string, Action<Draw, CaseBuilder>> _generators = new(StringComparer.Ordinal);

    private GeneratorTable()
    {
        ElementwiseGenerators.AddTo(this);
        ComparisonGenerators.AddTo(this);
        ReductionGenerators.AddTo(this);
        ShapeGenerators.AddTo(this);
        MovementGenerators.AddTo(this);
        GatherGenerators.AddTo(this);
        ConvolutionGenerators.AddTo(this);
        PoolGenerators.AddTo(this);
        MatrixGenerators.AddTo(this);
        NormalizationGenerators.AddTo(this);
        ImageGenerators.AddTo(this);
        QuantizationGenerators.AddTo(this);
        FlowGenerators.AddTo(this);
        DecoderGenerators.AddTo(this);
    }

    /// <summary>All generators.</summary>
    internal static GeneratorTable All { get; } = new();

    /// <summary>The operators, sorted.</summary>
    internal IReadOnlyCollection<string> Operators => _generators.Keys;

    /// <summary>Adds an operator's generator.</summary>
    internal void Add(string op, Action<Draw, CaseBuilder> generator) => _generators.Add(op, generator);

    /// <summary>Makes the case that a list of choices stands for.</summary>
    internal GraphCase Make(string op, IReadOnlyList<int> choices)
    {
        var draw = new Draw(choices);
        var builder = new CaseBuilder(draw);
        _generators[op](draw, builder);
        return builder.Build(op);
    }
}
