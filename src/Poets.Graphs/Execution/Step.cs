namespace Poets.Graphs.Execution;

/// <summary>One call of the run loop, made for fixed shapes. Immutable: the tensors of a run are handed in.</summary>
internal abstract class Step
{
    /// <summary>What runs, for profiles: tier, function, type and tile.</summary>
    public abstract string Kernel { get; }

    /// <summary>Whether the step reads this input; what was packed into it beforehand it does not.</summary>
    public virtual bool Reads(int input) => true;

    /// <summary>Whether inputs may start behind the front of their arrays: the step reads them as spans or views only.</summary>
    public virtual bool TakesOffsets => false;

    /// <summary>Multiply-adds of the formula, for profiles.</summary>
    public virtual long MultiplyAdds(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) => 0;

    public abstract void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, WorkerPool workers);
}
