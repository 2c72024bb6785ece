namespace Poets.Graphs.Execution;

/// <summary>How long one node of a run took.</summary>
/// <param name="Node">The node's name; of fused nodes, that of the last.</param>
/// <param name="Operator">TensorFlow's operator and what was fused into it.</param>
/// <param name="Kernel">What ran it: tier, function, type and tile.</param>
/// <param name="Microseconds">Wall time.</param>
public readonly record struct NodeTiming(string Node, string Operator, string Kernel, double Microseconds)
{
    /// <summary>Multiply-adds of a convolution's or matrix product's formula, whatever its kernel spares of them; 0 for all else.</summary>
    public long MultiplyAdds { get; init; }
}
