namespace Poets.Graphs.Execution;

/// <summary>Work that a <see cref="WorkerPool"/> divides: a struct, so that starting it allocates nothing and calls inline.</summary>
public interface IParallelBody
{
    /// <summary>Does item <paramref name="index"/>. Items may run on several threads at once and in any order.</summary>
    void Invoke(int index);
}
