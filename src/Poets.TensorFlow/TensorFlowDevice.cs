namespace Poets.TensorFlow;

/// <summary>One device that the loaded TensorFlow can run graphs on.</summary>
/// <param name="Name">TensorFlow's full name, <c>/job:localhost/replica:0/task:0/device:GPU:0</c>.</param>
/// <param name="Kind"><c>CPU</c>, <c>GPU</c>, or what a plug-in brings.</param>
/// <param name="MemoryBytes">What TensorFlow may use there; for a CPU a formal number.</param>
public sealed record TensorFlowDevice(string Name, string Kind, long MemoryBytes)
{
    /// <summary>The number after the last colon: 1 for the second GPU.</summary>
    public int Index => int.TryParse(Name.AsSpan(Name.LastIndexOf(':') + 1), out int index) ? index : 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}:{Index}";
}
