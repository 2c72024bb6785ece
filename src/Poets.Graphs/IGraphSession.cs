namespace Poets.Graphs;

/// <summary>A graph made ready to run. Safe to call from several threads at once.</summary>
public interface IGraphSession : IDisposable
{
    /// <summary>What is fed, in the order of the call that made the session.</summary>
    IReadOnlyList<TensorFact> Inputs { get; }

    /// <summary>What is answered, in the order of the call that made the session.</summary>
    IReadOnlyList<TensorFact> Outputs { get; }

    /// <summary>Runs once. The batch may be of any size, even where the graph was frozen at 1.</summary>
    /// <param name="inputs">One tensor an input; their storage is only read, and free again when the call returns.</param>
    /// <returns>One new tensor an output, owned by the caller.</returns>
    /// <exception cref="GraphException">A tensor does not fit its input, or an operator fails; the message names the node.</exception>
    Tensor[] Run(params Tensor[] inputs);
}
