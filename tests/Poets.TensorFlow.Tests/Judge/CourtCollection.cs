namespace Poets.TensorFlow.Tests.Judge;

/// <summary>The tests that share one <see cref="Court"/> and its count.</summary>
[CollectionDefinition(Name)]
public sealed class CourtCollection : ICollectionFixture<Court>
{
    internal const string Name = "Judged by TensorFlow";
}
