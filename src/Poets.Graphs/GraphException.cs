namespace Poets.Graphs;

/// <summary>A graph cannot be read, prepared or run; the message names the file or node, the cause and the way out.</summary>
public class GraphException : Exception
{
    /// <summary>An error without a message.</summary>
    public GraphException()
    {
    }

    /// <summary>An error with its message.</summary>
    public GraphException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    public GraphException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
