using Poets.Graphs.Import;

namespace Poets.TensorFlow.Tests.Judge;

[Collection(CourtCollection.Name)]
public class OperatorTests(Court court)
{
    public static TheoryData<string> Generators() => new(GeneratorTable.All.Operators);

    [SkippableTheory]
    [MemberData(nameof(Generators))]
    public void Answers_as_TensorFlow_does(string generator)
    {
        _ = Support.RealTensorFlow.Engine;
        string? failure = court.Judge(generator, IsContested(generator));
        Assert.True(failure is null, failure);
    }

    [Fact]
    public void Every_operator_of_the_managed_engine_has_a_generator()
    {
        HashSet<string> judged = [.. GeneratorTable.All.Operators.Select(OperatorOf)];
        string[] missing = [.. OperatorRegistry.Default.Names.Where(op => !judged.Contains(op) && !Unjudged.Contains(op)).Order(StringComparer.Ordinal)];
        Assert.True(missing.Length == 0, $"no generator under tests/Poets.TensorFlow.Tests/Judge/Generators for: {string.Join(", ", missing)}");
    }

    [Fact]
    public void The_suite_makes_at_least_2000_cases() => Assert.InRange(GeneratorTable.All.Operators.Count(IsContested) * Choices.CasesEach, 2000, int.MaxValue);

    /// <summary>Operators without a generator, each with its reason.</summary>
    private static HashSet<string> Unjudged { get; } =
    [
        // TensorFlow 2.16 itself has no kernel for it: "constraint on attr 'index_type' not in NodeDef". TopKV2 is judged.
        "TopK",
    ];

    private static bool IsContested(string generator) => OperatorRegistry.Default.Names.Contains(OperatorOf(generator));

    private static string OperatorOf(string generator) => generator.Split(':')[0];
}
