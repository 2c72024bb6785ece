namespace Poets.Graphs;

/// <summary>What is known of a tensor before anything runs.</summary>
/// <param name="Name">The tensor's name, <c>node:output</c>.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The dimensions, as far as they are known.</param>
public sealed record TensorFact(string Name, ElementType Type, TensorShape Shape)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Shape}";
}
