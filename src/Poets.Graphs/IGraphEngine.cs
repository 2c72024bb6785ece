namespace Poets.Graphs;

/// <summary>Something that can execute TensorFlow graphs: our managed engine, or the real TensorFlow library.</summary>
public interface IGraphEngine
{
    /// <summary>What people choose it by: <c>Managed</c> or <c>TensorFlow</c>.</summary>
    string Name { get; }

    /// <summary>Prepares a graph for running from some of its tensors to others.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">Tensors that each run feeds; any tensor of the graph, <c>node:output</c> (<c>:0</c> may be left out).</param>
    /// <param name="outputs">Tensors that each run answers, in this order.</param>
    /// <param name="options">Threads and the like.</param>
    /// <exception cref="GraphException">
    /// A tensor does not exist, an input is missing, or the graph holds operators that this engine lacks; the message
    /// names every node concerned.
    /// </exception>
    IGraphSession CreateSession(GraphModel graph, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, SessionOptions? options = null);
}
