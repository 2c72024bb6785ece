namespace Poets.Graphs.Execution;

/// <summary>One call of the run loop, made for fixed shapes. Immutable: the tensors of a run are handed in.</summary>
internal abstract class Step
{
    /// <summary>What runs, for profiles: tier, function, type and tile.</summary>
    public abstract string Kernel { get; }

    public abstract void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers);
}
